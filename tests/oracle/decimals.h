// Exact decimals as one learns them at school: digits in a row, carried and borrowed by hand.
#ifndef WRIT_TESTS_ORACLE_DECIMALS_H_
#define WRIT_TESTS_ORACLE_DECIMALS_H_

#include <optional>
#include <string>

#include "engine/bytecode/codes.h"
#include "engine/value/decimal.h"

namespace writ::oracle {

// Of kAdd, kSubtract, kMultiply and kDivide. Nothing when the result is out of range, when a
// product needs more than eighteen places, and for a division by zero; a quotient that needs
// more is rounded to the nearest, a half to the even one.
std::optional<Decimal> OnDecimals(Op op, Decimal b, Decimal c);

// A JSON number. Nothing when it is none, or does not fit.
std::optional<Decimal> ReadDecimal(const std::string& text);
// With `places` digits behind the point at least.
std::string WriteDecimal(Decimal decimal, size_t places);

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_DECIMALS_H_
