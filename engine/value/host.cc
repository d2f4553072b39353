#include "engine/value/host.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/ip.h"

namespace writ {
namespace {

constexpr std::string_view kNotAscii =
    "must have a host of ASCII letters: write a name in another script in its xn-- form";
constexpr std::string_view kBadName =
    "must have a host name of letters, digits and hyphens between single dots";
constexpr std::string_view kBadNumber =
    "must write a host that is an IPv4 address as four decimal numbers without leading zeros";
constexpr std::string_view kBadPunycode =
    "must not have a host in xn-- form that no name in another script has";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool IsPlainLabel(std::string_view label) {
  if (label.empty() || label.size() > kMaxLabelBytes) return false;
  if (label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return IsDigit(c) || IsLower(c) || c == '-' || c == '_'; });
}

// Programs read "0x7f" and "017" as numbers too.
bool LooksLikeNumber(std::string_view label) {
  const bool hex = label.starts_with("0x");
  if (hex) label.remove_prefix(2);
  const std::string_view digits = hex ? "0123456789abcdef" : "0123456789";
  return (hex || !label.empty()) && label.find_first_not_of(digits) == label.npos;
}

struct CodeRange {
  uint32_t first, last;
};
// Code points that a browser would replace, drop or refuse in a name: not letters,
// invisible, or another shape of a letter.
constexpr CodeRange kNeverInNames[] = {
    {0x0000, 0x002c},   {0x002e, 0x002f},   {0x003a, 0x0060},   {0x007b, 0x00b6},
    {0x00b8, 0x00de},   {0x0132, 0x0133},   {0x0149, 0x0149},   {0x017f, 0x017f},
    {0x0391, 0x03a9},   {0x0400, 0x042f},   {0x0531, 0x0556},   {0x034f, 0x034f},
    {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x2000, 0x206f},   {0x2100, 0x218f},   {0x2190, 0x2bff},   {0x2e00, 0x2fff},
    {0x3000, 0x3004},   {0x3008, 0x3020},   {0x3131, 0x318e},   {0x3200, 0x33ff},
    {0xd800, 0xfa0d},   {0xfa2a, 0xfe1f},   {0xfe30, 0xffff},   {0x1d400, 0x1d7ff},
    {0x1ee00, 0x1eeff}, {0x1f000, 0x1faff}, {0x2f800, 0x2fa1f}, {0xe0000, 0x10ffff}};

bool CanStandInName(uint32_t c) {
  return std::none_of(std::begin(kNeverInNames), std::end(kNeverInNames),
                      [c](const CodeRange& r) { return c >= r.first && c <= r.last; });
}

// RFC 3492, section 6.1.
uint32_t Adapt(uint32_t delta, uint32_t points, bool first) {
  delta = first ? delta / 700 : delta / 2;
  delta += delta / points;
  uint32_t k = 0;
  for (; delta > 455; k += 36) delta /= 35;
  return k + 36 * delta / (delta + 38);
}

// The code points of a label behind its "xn--"; nothing when there are none. A label is
// short, so the insertions cost little.
std::optional<std::vector<uint32_t>> DecodePunycode(std::string_view text) {
  std::vector<uint32_t> out;
  const size_t basic = text.rfind('-');
  if (basic != text.npos) {
    for (char c : text.substr(0, basic)) out.push_back(static_cast<uint8_t>(c));
    text.remove_prefix(basic + 1);
  }
  uint32_t n = 128, i = 0, bias = 72;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const uint32_t before = i;
    uint32_t weight = 1;
    for (uint32_t k = 36;; k += 36) {
      if (text.empty()) return std::nullopt;
      const char c = text.front();
      text.remove_prefix(1);
      if (!IsDigit(c) && !IsLower(c)) return std::nullopt;
      const uint32_t digit = static_cast<uint32_t>(IsLower(c) ? c - 'a' : c - '0' + 26);
      const uint64_t next = i + uint64_t{digit} * weight;
      if (next > 0x7fffffff) return std::nullopt;
      i = static_cast<uint32_t>(next);
      const uint32_t t = k <= bias ? 1 : std::min<uint32_t>(k - bias, 26);
      if (digit < t) break;
      if (uint64_t{weight} * (36 - t) > 0x7fffffff) return std::nullopt;
      weight *= 36 - t;
    }
    const uint32_t points = static_cast<uint32_t>(out.size()) + 1;
    bias = Adapt(i - before, points, before == 0);
    n += i / points;
    i %= points;
    if (n > 0x10ffff) return std::nullopt;
    out.insert(out.begin() + i, n);
    ++i;
  }
  return out;
}

bool IsGoodInternational(std::string_view label) {
  const auto points = DecodePunycode(label.substr(4));
  return points && std::all_of(points->begin(), points->end(), CanStandInName);
}

// What is wrong with a label in small letters; empty when nothing is.
std::string_view WrongWithLabel(std::string_view label) {
  if (!IsPlainLabel(label)) return kBadName;
  if (label.starts_with("xn--") && !IsGoodInternational(label)) return kBadPunycode;
  return {};
}

std::string_view LastLabel(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == name.npos ? name : name.substr(dot + 1);
}

}  // namespace

Spelling ReadHostName(std::string_view text) {
  if (text.empty()) return Spelling::Misfit("must have a host");
  if (text.size() > kMaxHostBytes) return Spelling::Misfit("must have a host of at most 253 bytes");
  std::string name;
  for (char c : text) {
    if (static_cast<uint8_t>(c) >= 0x80) return Spelling::Misfit(kNotAscii);
    name += Lower(c);
  }
  if (LooksLikeNumber(LastLabel(name))) {
    const bool is_ip = name.find(':') == name.npos && ReadIp(name).ok();
    return is_ip ? Spelling::Of(std::move(name)) : Spelling::Misfit(kBadNumber);
  }
  std::string_view rest = name;
  while (true) {
    const size_t dot = rest.find('.');
    const std::string_view wrong = WrongWithLabel(rest.substr(0, dot));
    if (!wrong.empty()) return Spelling::Misfit(wrong);
    if (dot == rest.npos) return Spelling::Of(std::move(name));
    rest.remove_prefix(dot + 1);
  }
}

bool IsHostUnder(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace writ
