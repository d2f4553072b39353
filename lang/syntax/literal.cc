#include "lang/syntax/literal.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/value/text.h"

namespace writ::lang {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

bool IsScalar(uint32_t c) { return c <= 0x10ffff && !(c >= 0xd800 && c <= 0xdfff); }

void AppendUtf8(uint32_t c, std::string& out) {
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6), tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12), tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0 | c >> 18), tail(12), tail(6), tail(0);
  }
}

// Escapes of one letter, and what they stand for.
constexpr std::array<std::array<char, 2>, 13> kSimple = {{{'n', '\n'},
                                                          {'t', '\t'},
                                                          {'r', '\r'},
                                                          {'a', '\a'},
                                                          {'b', '\b'},
                                                          {'f', '\f'},
                                                          {'v', '\v'},
                                                          {'\\', '\\'},
                                                          {'"', '"'},
                                                          {'\'', '\''},
                                                          {'`', '`'},
                                                          {'?', '?'},
                                                          {'/', '/'}}};

// Escapes of a fixed number of digits.
struct Numeric {
  char letter;
  size_t digits;
  int base;
  bool in_bytes;
};
constexpr std::array<Numeric, 4> kNumeric = {
    {{'x', 2, 16, true}, {'X', 2, 16, true}, {'u', 4, 16, false}, {'U', 8, 16, false}}};

class Unescaper {
 public:
  Unescaper(std::string_view body, bool bytes) : body_(body), bytes_(bytes) {}

  std::string Run() {
    while (at_ < body_.size()) {
      if (body_[at_] != '\\') {
        out_ += body_[at_++];
      } else if (size_t size = Escape(body_.substr(at_ + 1)); size > 0) {
        at_ += size + 1;
      } else {
        Bad();
      }
    }
    return std::move(out_);
  }

  std::optional<BadEscape> bad;

 private:
  void Bad() {
    size_t size = std::min<size_t>(2, body_.size() - at_);
    if (!bad) bad = BadEscape{at_, size};
    out_ += body_.substr(at_, size);
    at_ += size;
  }

  // Appends what the escape after the backslash stands for; gives its length, or 0.
  size_t Escape(std::string_view rest) {
    if (rest.empty()) return 0;
    for (auto [letter, meaning] : kSimple) {
      if (rest[0] == letter) return out_ += meaning, 1;
    }
    if (rest[0] >= '0' && rest[0] <= '3') return Number(rest.substr(0, 3), 3, 8) ? 3 : 0;
    for (const Numeric& row : kNumeric) {
      if (rest[0] != row.letter || (bytes_ && !row.in_bytes)) continue;
      return Number(rest.substr(1, row.digits), row.digits, row.base) ? row.digits + 1 : 0;
    }
    return 0;
  }

  bool Number(std::string_view digits, size_t size, int base) {
    uint32_t value = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    bool whole = digits.size() == size && error == std::errc() && end == digits.end();
    if (!whole || !IsScalar(value)) return false;
    if (bytes_) {
      out_ += static_cast<char>(value);
    } else {
      AppendUtf8(value, out_);
    }
    return true;
  }

  std::string_view body_;
  bool bytes_;
  size_t at_ = 0;
  std::string out_;
};

bool IsHex(std::string_view word) {
  return word.size() > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X') &&
         word.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

// digits, point, digits, exponent: at least a point or an exponent, digits everywhere.
bool IsReal(std::string_view word) {
  size_t e = word.find_first_of("eE");
  std::string_view mantissa = word.substr(0, e);
  if (e != std::string_view::npos) {
    std::string_view exponent = word.substr(e + 1);
    if (exponent.starts_with('+') || exponent.starts_with('-')) exponent.remove_prefix(1);
    if (!AllDigits(exponent)) return false;
  }
  size_t point = mantissa.find('.');
  if (point == std::string_view::npos) return AllDigits(mantissa);
  return (point == 0 || AllDigits(mantissa.substr(0, point))) &&
         AllDigits(mantissa.substr(point + 1));
}

}  // namespace

std::string Unescape(std::string_view body, bool bytes, std::optional<BadEscape>& bad) {
  Unescaper unescaper(body, bytes);
  std::string text = unescaper.Run();
  bad = unescaper.bad;
  return text;
}

std::optional<NumberLiteral> ReadNumber(std::string_view word) {
  bool is_unsigned = word.ends_with('u') || word.ends_with('U');
  std::string_view digits = is_unsigned ? word.substr(0, word.size() - 1) : word;
  ExprKind integer = is_unsigned ? ExprKind::kUint : ExprKind::kInt;
  if (AllDigits(digits) || IsHex(digits)) return NumberLiteral{integer, std::string(digits)};
  if (IsReal(word)) return NumberLiteral{ExprKind::kDouble, std::string(word)};
  if (ParseDuration(word)) return NumberLiteral{ExprKind::kDuration, std::string(word)};
  return std::nullopt;
}

}  // namespace writ::lang
