// Groups of three bytes as four digits of six bits.
#include "engine/value/base64.h"

#include <algorithm>
#include <cstdint>

namespace writ {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int DigitValue(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// `digits` has two to four digits. False when one is none, or spare bits are set.
bool DecodeGroup(std::string_view digits, std::string& bytes) {
  uint32_t bits = 0;
  for (char c : digits) {
    const int value = DigitValue(c);
    if (value < 0) return false;
    bits = bits << 6 | static_cast<uint32_t>(value);
  }
  bits <<= 6 * (4 - digits.size());
  const size_t count = digits.size() - 1;
  for (size_t i = 0; i < count; ++i) bytes.push_back(static_cast<char>(bits >> (16 - 8 * i)));
  return (bits & (0xffffffu >> (8 * count))) == 0;
}

}  // namespace

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - at);
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < count ? static_cast<uint8_t>(bytes[at + i]) : 0);
    }
    for (size_t i = 0; i < 4; ++i) {
      text.push_back(i <= count ? kDigits[bits >> (18 - 6 * i) & 63] : '=');
    }
  }
  return text;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  for (size_t at = 0; at < text.size(); at += 4) {
    if (!DecodeGroup(text.substr(at, 4), bytes)) return std::nullopt;
  }
  return bytes;
}

}  // namespace writ
