#include "tests/oracle/decimals.h"

#include <algorithm>
#include <regex>

namespace writ::oracle {
namespace {

constexpr size_t kPlaces = 18;
// 2^127: one more than the largest, and the least.
constexpr char kEnd[] = "170141183460469231731687303715884105728";

// Digits without a sign; no zero before the first, none at all for zero.
std::string Stripped(const std::string& digits) {
  return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

bool IsLess(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string Sum(std::string a, std::string b) {
  const size_t size = std::max(a.size(), b.size()) + 1;
  a.insert(0, size - a.size(), '0');
  b.insert(0, size - b.size(), '0');
  int carried = 0;
  for (size_t i = size; i-- > 0;) {
    const int digit = (a[i] - '0') + (b[i] - '0') + carried;
    a[i] = static_cast<char>('0' + digit % 10);
    carried = digit / 10;
  }
  return Stripped(a);
}

// Of the larger and the smaller.
std::string Difference(std::string a, std::string b) {
  b.insert(0, a.size() - b.size(), '0');
  int borrowed = 0;
  for (size_t i = a.size(); i-- > 0;) {
    int digit = (a[i] - '0') - (b[i] - '0') - borrowed;
    borrowed = digit < 0 ? 1 : 0;
    a[i] = static_cast<char>('0' + digit + 10 * borrowed);
  }
  return Stripped(a);
}

std::string Product(const std::string& a, const std::string& b) {
  std::string product;
  for (char digit : b) {
    if (!product.empty()) product += '0';
    for (int i = digit - '0'; i > 0; --i) product = Sum(product, a);
  }
  return product;
}

struct Quotient {
  std::string whole, rest;
};

Quotient Divided(const std::string& a, const std::string& b) {
  Quotient q;
  for (char digit : a) {
    q.rest = Stripped(q.rest + digit);
    char times = '0';
    for (; !IsLess(q.rest, b); ++times) q.rest = Difference(q.rest, b);
    q.whole += times;
  }
  q.whole = Stripped(q.whole);
  return q;
}

struct Signed {
  bool negative = false;
  std::string digits;
};

Signed UnitsOf(Decimal decimal) {
  Signed number{decimal.units() < 0, ""};
  for (__int128 units = decimal.units(); units != 0; units /= 10) {
    const int digit = static_cast<int>(units % 10);
    number.digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
  }
  std::reverse(number.digits.begin(), number.digits.end());
  return number;
}

std::optional<Decimal> Fit(const Signed& number) {
  const bool least = number.negative && number.digits == kEnd;
  if (!IsLess(number.digits, kEnd) && !least) return std::nullopt;
  __int128 units = 0;
  for (char digit : number.digits) {
    units = units * 10 + (number.negative ? -(digit - '0') : digit - '0');
  }
  return Decimal::FromUnits(units);
}

Signed Added(const Signed& b, const Signed& c) {
  if (b.negative == c.negative) return {b.negative, Sum(b.digits, c.digits)};
  if (IsLess(b.digits, c.digits)) return {c.negative, Difference(c.digits, b.digits)};
  return {b.negative, Difference(b.digits, c.digits)};
}

}  // namespace

std::optional<Decimal> OnDecimals(Op op, Decimal left, Decimal right) {
  const Signed b = UnitsOf(left);
  Signed c = UnitsOf(right);
  const bool negative = b.negative != c.negative;
  if (op == Op::kAdd) return Fit(Added(b, c));
  if (op == Op::kSubtract) {
    c.negative = !c.negative;
    return Fit(Added(b, c));
  }
  if (op == Op::kMultiply) {
    const Quotient q = Divided(Product(b.digits, c.digits), "1" + std::string(kPlaces, '0'));
    return q.rest.empty() ? Fit({negative, q.whole}) : std::nullopt;
  }
  if (c.digits.empty()) return std::nullopt;
  Quotient q = Divided(b.digits + std::string(kPlaces, '0'), c.digits);
  const std::string twice = Sum(q.rest, q.rest);
  const bool odd = !q.whole.empty() && (q.whole.back() - '0') % 2 == 1;
  if (IsLess(c.digits, twice) || (twice == c.digits && odd)) q.whole = Sum(q.whole, "1");
  return Fit({negative, q.whole});
}

std::optional<Decimal> ReadDecimal(const std::string& text) {
  static const std::regex form(R"((-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?)");
  std::smatch parts;
  if (!std::regex_match(text, parts, form)) return std::nullopt;
  std::string digits = parts[2].str() + parts[3].str();
  long places = static_cast<long>(parts[3].length());
  if (parts[4].matched) places -= std::stol(parts[4]);
  for (; places < static_cast<long>(kPlaces); ++places) digits += '0';
  for (; places > static_cast<long>(kPlaces); --places) {
    if (!digits.empty() && digits.back() != '0') return std::nullopt;
    if (!digits.empty()) digits.pop_back();
  }
  return Fit({parts[1].length() > 0, Stripped(digits)});
}

std::string WriteDecimal(Decimal decimal, size_t places) {
  const Signed number = UnitsOf(decimal);
  std::string digits = number.digits;
  if (digits.size() <= kPlaces) digits.insert(0, kPlaces + 1 - digits.size(), '0');
  std::string fraction = digits.substr(digits.size() - kPlaces);
  while (fraction.size() > places && fraction.back() == '0') fraction.pop_back();
  return (number.negative ? "-" : "") + digits.substr(0, digits.size() - kPlaces) +
         (fraction.empty() ? "" : "." + fraction);
}

}  // namespace writ::oracle
