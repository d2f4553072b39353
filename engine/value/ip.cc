#include "engine/value/ip.h"

#include <algorithm>
#include <array>
#include <optional>

namespace writ {
namespace {

constexpr size_t kV4Bytes = 4, kV6Bytes = 16, kGroups = 8;
constexpr uint32_t kBitsPerByte = 8;
// Of the longest text: eight groups of four digits.
constexpr size_t kMaxIpText = 39;

uint8_t ByteAt(std::string_view bytes, size_t i) { return static_cast<uint8_t>(bytes[i]); }

// A decimal number of at most three digits without leading zeros.
std::optional<uint32_t> SmallNumber(std::string_view text) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint32_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint32_t>(c - '0');
  }
  return number;
}

std::optional<std::string> ParseV4(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < kV4Bytes; ++i) {
    const size_t end = i + 1 < kV4Bytes ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const auto number = SmallNumber(text.substr(0, end));
    if (!number || *number > 255) return std::nullopt;
    bytes.push_back(static_cast<char>(*number));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return bytes;
}

// One to four hexadecimal digits.
std::optional<uint32_t> Group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  uint32_t value = 0;
  for (char c : text) {
    const bool digit = c >= '0' && c <= '9', low = c >= 'a' && c <= 'f', up = c >= 'A' && c <= 'F';
    if (!digit && !low && !up) return std::nullopt;
    value = value * 16 + static_cast<uint32_t>(digit ? c - '0' : low ? c - 'a' + 10 : c - 'A' + 10);
  }
  return value;
}

// Groups between single colons, appended. An empty text has none.
bool TakeGroups(std::string_view text, std::string& bytes) {
  while (!text.empty()) {
    const size_t end = std::min(text.find(':'), text.size());
    const auto group = Group(text.substr(0, end));
    if (!group || bytes.size() >= kV6Bytes) return false;
    bytes.push_back(static_cast<char>(*group >> kBitsPerByte));
    bytes.push_back(static_cast<char>(*group));
    if (end + 1 == text.size()) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

// `::` stands for one group of zeros or more, and stands once.
std::optional<std::string> ParseV6(std::string_view text) {
  const size_t gap = text.find("::");
  std::string head, tail;
  if (!TakeGroups(text.substr(0, gap), head)) return std::nullopt;
  if (gap == std::string_view::npos) {
    return head.size() == kV6Bytes ? std::optional(head) : std::nullopt;
  }
  if (!TakeGroups(text.substr(gap + 2), tail)) return std::nullopt;
  if (head.size() + tail.size() + 2 > kV6Bytes) return std::nullopt;
  return head + std::string(kV6Bytes - head.size() - tail.size(), '\0') + tail;
}

bool IsMapped(std::string_view v6) {
  return v6.size() == kV6Bytes &&
         v6.substr(0, 10) == std::string_view("\0\0\0\0\0\0\0\0\0\0", 10) &&
         v6.substr(10, 2) == "\xff\xff";
}

// 4 or 16 bytes, an address that wraps another as it is.
std::optional<std::string> ParseAddress(std::string_view text) {
  if (text.size() > kMaxIpText) return std::nullopt;
  return text.find(':') == std::string_view::npos ? ParseV4(text) : ParseV6(text);
}

bool StartsWith(std::string_view ip, std::string_view network, uint32_t bits) {
  const size_t whole = bits / kBitsPerByte;
  if (ip.substr(0, whole) != network.substr(0, whole)) return false;
  const uint32_t rest = bits % kBitsPerByte;
  if (rest == 0) return true;
  const uint32_t shift = kBitsPerByte - rest;
  return ByteAt(ip, whole) >> shift == ByteAt(network, whole) >> shift;
}

struct Range {
  std::array<uint8_t, kV6Bytes> bytes;
  bool v4;
  uint32_t bits;
};

template <size_t N>
bool InAny(std::string_view ip, const Range (&ranges)[N]) {
  return std::any_of(std::begin(ranges), std::end(ranges), [ip](const Range& range) {
    if (range.v4 != IsV4(ip)) return false;
    return StartsWith(ip, {reinterpret_cast<const char*>(range.bytes.data()), ip.size()},
                      range.bits);
  });
}

constexpr Range kPrivate[] = {{{10}, true, 8},
                              {{172, 16}, true, 12},
                              {{192, 168}, true, 16},
                              {{100, 64}, true, 10},
                              {{0xfc}, false, 7}};
// What no host of the public internet has, besides the classes that have a name.
constexpr Range kReserved[] = {
    {{0}, true, 8},                         // this network
    {{192, 0, 0}, true, 24},                // protocol assignments
    {{192, 0, 2}, true, 24},                // documentation
    {{198, 18}, true, 15},                  // benchmarks
    {{198, 51, 100}, true, 24},             // documentation
    {{203, 0, 113}, true, 24},              // documentation
    {{240}, true, 4},                       // reserved
    {{0}, false, 8},                        // includes ::a.b.c.d, which wraps an IPv4 address
    {{0x00, 0x64, 0xff, 0x9b}, false, 32},  // translation from IPv4
    {{0x01}, false, 8},                     // discard only
    {{0x20, 0x01, 0x00}, false, 23},        // protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8}, false, 32},  // documentation
    {{0x20, 0x02}, false, 16},              // 6to4, which wraps an IPv4 address
    {{0x3f, 0xff, 0x00}, false, 20},        // documentation
};
constexpr Range kLoopback[] = {{{127}, true, 8},
                               {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, false, 128}};
constexpr Range kLinkLocal[] = {{{169, 254}, true, 16}, {{0xfe, 0x80}, false, 10}};
constexpr Range kMulticast[] = {{{224}, true, 4}, {{0xff}, false, 8}};
constexpr Range kLinkLocalMulticast[] = {{{224, 0, 0}, true, 24}};
constexpr std::string_view kBroadcast = "\xff\xff\xff\xff";

uint32_t GroupAt(std::string_view v6, size_t i) {
  return static_cast<uint32_t>(ByteAt(v6, 2 * i)) << kBitsPerByte | ByteAt(v6, 2 * i + 1);
}

struct Run {
  size_t begin = 0, size = 0;
};

// The first longest run of two groups of zeros or more.
Run LongestRun(std::string_view v6) {
  Run best, run;
  for (size_t i = 0; i < kGroups; ++i) {
    run = GroupAt(v6, i) != 0 ? Run{i + 1, 0} : Run{run.begin, run.size + 1};
    if (run.size > best.size) best = run;
  }
  return best.size > 1 ? best : Run{kGroups, 0};
}

void AppendHex(uint32_t value, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  bool begun = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const uint32_t digit = value >> shift & 0xf;
    begun = begun || digit != 0 || shift == 0;
    if (begun) out += kDigits[digit];
  }
}

std::string FormatV6(std::string_view v6) {
  const Run gap = LongestRun(v6);
  std::string out;
  for (size_t i = 0; i < kGroups; ++i) {
    if (i == gap.begin) {
      out += "::";
      i += gap.size - 1;
      continue;
    }
    if (i > 0 && out.back() != ':') out += ':';
    AppendHex(GroupAt(v6, i), out);
  }
  return out;
}

}  // namespace

Spelling ReadIp(std::string_view text) {
  std::optional<std::string> address = ParseAddress(text);
  if (!address) return Spelling::Misfit(kIpForm);
  if (IsMapped(*address)) return Spelling::Of(address->substr(kV6Bytes - kV4Bytes));
  return Spelling::Of(*std::move(address));
}

Spelling ReadCidr(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return Spelling::Misfit(kCidrForm);
  std::optional<std::string> address = ParseAddress(text.substr(0, slash));
  const auto prefix = SmallNumber(text.substr(slash + 1));
  if (!address || !prefix || *prefix > address->size() * kBitsPerByte) {
    return Spelling::Misfit(kCidrForm);
  }
  if (IsMapped(*address)) {
    return Spelling::Misfit("must write a network of IPv4 addresses with dots");
  }
  address->push_back(static_cast<char>(*prefix));
  return Spelling::Of(*std::move(address));
}

bool IsStoredIp(std::string_view stored) {
  return stored.size() == kV4Bytes || (stored.size() == kV6Bytes && !IsMapped(stored));
}

bool IsStoredCidr(std::string_view stored) {
  if (stored.size() != kV4Bytes + 1 && stored.size() != kV6Bytes + 1) return false;
  return IsStoredIp(AddressOf(stored)) && PrefixOf(stored) <= (stored.size() - 1) * kBitsPerByte;
}

std::string FormatIp(std::string_view stored) {
  if (!IsV4(stored)) return FormatV6(stored);
  std::string out;
  for (size_t i = 0; i < kV4Bytes; ++i) {
    if (i > 0) out += '.';
    out += std::to_string(ByteAt(stored, i));
  }
  return out;
}

std::string FormatCidr(std::string_view stored) {
  return FormatIp(AddressOf(stored)) + "/" + std::to_string(PrefixOf(stored));
}

bool IsUnspecified(std::string_view ip) { return ip.find_first_not_of('\0') == ip.npos; }
bool IsLoopback(std::string_view ip) { return InAny(ip, kLoopback); }
bool IsLinkLocalUnicast(std::string_view ip) { return InAny(ip, kLinkLocal); }
bool IsMulticast(std::string_view ip) { return InAny(ip, kMulticast); }

// Of IPv6, those whose scope is the link: ff02 and its kin with flags.
bool IsLinkLocalMulticast(std::string_view ip) {
  if (IsV4(ip)) return InAny(ip, kLinkLocalMulticast);
  return ByteAt(ip, 0) == 0xff && (ByteAt(ip, 1) & 0x0f) == 0x02;
}

bool IsGlobalUnicast(std::string_view ip) {
  return ip != kBroadcast && !IsUnspecified(ip) && !IsLoopback(ip) && !IsMulticast(ip) &&
         !IsLinkLocalUnicast(ip);
}

bool IsPrivate(std::string_view ip) { return InAny(ip, kPrivate); }

bool IsPublic(std::string_view ip) {
  return IsGlobalUnicast(ip) && !IsPrivate(ip) && !InAny(ip, kReserved);
}

std::string_view AddressOf(std::string_view cidr) { return cidr.substr(0, cidr.size() - 1); }

std::string Masked(std::string_view cidr) {
  std::string masked(cidr);
  const uint32_t prefix = PrefixOf(cidr);
  for (uint32_t i = 0; i + 1 < cidr.size(); ++i) {
    const uint32_t before = i * kBitsPerByte;
    const uint32_t kept = prefix <= before ? 0 : std::min(prefix - before, kBitsPerByte);
    masked[i] = static_cast<char>(ByteAt(cidr, i) & (0xff00u >> kept & 0xffu));
  }
  return masked;
}

bool ContainsIp(std::string_view cidr, std::string_view ip) {
  const std::string_view address = AddressOf(cidr);
  return address.size() == ip.size() && StartsWith(ip, address, PrefixOf(cidr));
}

bool ContainsCidr(std::string_view outer, std::string_view inner) {
  return PrefixOf(inner) >= PrefixOf(outer) && ContainsIp(outer, AddressOf(inner));
}

}  // namespace writ
