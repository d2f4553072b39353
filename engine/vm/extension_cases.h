// Cases of the builtins on places and people and of CEL's extensions, for builtins_test.
#ifndef WRIT_ENGINE_VM_EXTENSION_CASES_H_
#define WRIT_ENGINE_VM_EXTENSION_CASES_H_

#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/vm/test_values.h"

namespace writ {

struct BuiltinCase {
  Builtin builtin;
  std::vector<Value> args;
  std::string expected;
};

std::vector<BuiltinCase> IdentityCases(Values& v);
std::vector<BuiltinCase> StringCases(Values& v);
std::vector<BuiltinCase> MathCases(Values& v);
std::vector<BuiltinCase> OptionalCases(Values& v);
std::vector<BuiltinCase> CollectionCases(Values& v);
// Their patterns are kCasePatterns.
std::vector<BuiltinCase> FindCases(Values& v);
inline constexpr std::string_view kCasePatterns[] = {"[0-9]+", "(?P<n>[0-9]+)(?P<unit>kg)?", "x*"};

}  // namespace writ

#endif  // WRIT_ENGINE_VM_EXTENSION_CASES_H_
