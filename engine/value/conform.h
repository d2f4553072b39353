// Checks a raw value (as read from JSON) against a declared type and brings it to
// that type's form. Pure. This is rule R1: missing, null, ill-typed, not finite
// or undeclared is refused, with the path of what is wrong.
#ifndef WRIT_ENGINE_VALUE_CONFORM_H_
#define WRIT_ENGINE_VALUE_CONFORM_H_

#include <string>
#include <variant>

#include "engine/base/arena.h"
#include "engine/value/type.h"
#include "engine/value/value.h"

namespace writ {

// What is wrong, for the caller who sent it.
struct Misfit {
  std::string path;              // "price.amount", "items[3]"; empty for the whole
  std::string reason;            // "is missing", "is null", "must be a date like 2026-12-01"
  std::string ToString() const;  // "`price.amount` is missing"
};

// Raw forms accepted for each type:
//   int, uint       a number without a fractional part, of any spelling (3.89e2 is 389)
//   decimal         a number, or a string holding one
//   double          a finite number
//   money           {"amount": A, "currency": "USD"} with A as for decimal; or "389.50 USD"
//   string          a string           bool     true or false
//   timestamp       an RFC 3339 string        date       a string YYYY-MM-DD
//   duration        a string like "1h30m"     bytes      a base64 string
//   list, set       an array (a set drops repetitions)
//   map, record     an object; a record refuses undeclared fields; both leave out null optionals
//   map keys        texts in the form of the key type; a number or a bool is written as in JSON
//   ip, cidr, url, email, path   a string that ReadIdentity takes (identity.h)
//   entity, task    a string, the id, not empty     enum     one of its values, as a string
//   optional        its element, null or nothing; the last two give Absent
//   dyn             anything; a number becomes int when whole and in range, else decimal
// A value that is already of the type's own kind is accepted as it is, so that
// conforming twice changes nothing. An exact number of another kind counts as a number.
// Nested deeper than kMaxValueDepth is refused.
// The result lives in `arena` and may point into `raw`'s memory.
std::variant<Value, Misfit> Conform(const Value& raw, const Type& type, Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_CONFORM_H_
