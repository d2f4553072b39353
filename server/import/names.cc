#include "server/import/names.h"

#include <algorithm>
#include <iterator>

#include "server/import/safe_text.h"

namespace writ::import {
namespace {

// Words that cannot name an action everywhere.
constexpr std::string_view kReserved[] = {"true",   "false", "null", "in",  "when",
                                          "unless", "else",  "for",  "any", "succeeded"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsWordChar(char c) { return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '_'; }
bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
char ToUpper(char c) { return IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

bool IsReserved(std::string_view name) {
  return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

}  // namespace

bool IsIdentifier(std::string_view name) {
  return !name.empty() && !IsDigit(name[0]) && std::all_of(name.begin(), name.end(), IsWordChar);
}

bool IsDottedName(std::string_view name) {
  for (size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    if (!IsIdentifier(name.substr(0, dot))) return false;
    name.remove_prefix(dot + 1);
  }
  return IsIdentifier(name);
}

std::string ToIdentifier(std::string_view name) {
  std::string identifier;
  for (char c : name.substr(0, kMaxNameBytes)) {
    if (IsContinuation(c)) continue;
    identifier += IsWordChar(c) ? c : '_';
  }
  if (identifier.empty() || IsDigit(identifier[0])) identifier.insert(0, "_");
  if (IsReserved(identifier)) identifier += '_';
  return identifier;
}

std::string ToTypeName(std::string_view name) {
  std::string type_name;
  bool start = true;
  for (char c : name.substr(0, kMaxNameBytes)) {
    const bool part = IsWordChar(c) && c != '_';
    if (part) type_name += start ? ToUpper(c) : c;
    start = !part;
  }
  return type_name;
}

bool CanBeName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         name.find_first_of("`.") == std::string_view::npos && !HasUnsafe(name);
}

std::string WriteName(std::string_view name) {
  return IsIdentifier(name) ? std::string(name) : "`" + std::string(name) + "`";
}

std::string UniqueNames::Claim(const std::string& wanted) {
  std::string name = wanted;
  for (size_t n = 2; !taken_.insert(name).second; ++n) name = wanted + "_" + std::to_string(n);
  return name;
}

}  // namespace writ::import
