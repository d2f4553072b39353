// What can be told of a rule as a whole, for the parts of the linter.
#ifndef WRIT_LANG_LINT_RULE_TRAITS_H_
#define WRIT_LANG_LINT_RULE_TRAITS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "lang/sema/model.h"

namespace writ::lang {

// As its author knows it: "buy", or "permit_12" without a name of its own.
std::string NameOf(const Rule& rule);
Span PlaceOf(const Rule& rule);

// It has no condition, or none that could be false.
bool HoldsAlways(const Rule& rule);
// Whether `rule` is for every task that `other` is for.
bool CoversTasks(const Rule& rule, const Rule& other);
// Whether both may be for one task.
bool SharesTasks(const Rule& a, const Rule& b);
bool Covers(const Rule& rule, uint32_t action);
// By its annotation.
bool IsReadOnly(const Action& action);

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_RULE_TRAITS_H_
