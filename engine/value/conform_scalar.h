// The part of Conform that looks at one value that is not made of others.
#ifndef WRIT_ENGINE_VALUE_CONFORM_SCALAR_H_
#define WRIT_ENGINE_VALUE_CONFORM_SCALAR_H_

#include <optional>
#include <variant>

#include "engine/value/conform.h"

namespace writ {

// `raw` is neither Absent nor Null, except for the type null; `type` is neither dyn nor
// a container nor optional. An object of money is FitAmount's and FitCurrency's.
std::variant<Value, Misfit> FitScalar(const Value& raw, const Type& type, Arena& arena);

// The key of a map: always a text in JSON, whatever its type.
std::variant<Value, Misfit> FitKey(const Value& raw, const Type& type, Arena& arena);

// A scalar where anything is allowed.
std::variant<Value, Misfit> FitDynScalar(const Value& raw, Arena& arena);

// The two fields of an object of money, into `money`; nothing when they fit.
std::optional<Misfit> FitAmount(const Value& raw, Money& money);
std::optional<Misfit> FitCurrency(const Value& raw, Money& money);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_CONFORM_SCALAR_H_
