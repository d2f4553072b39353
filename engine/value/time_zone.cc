#include "engine/value/time_zone.h"

#include <algorithm>
#include <string>

namespace writ {
namespace {

constexpr int kMaxOffsetHours = 23, kMaxMinutes = 59;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Two digits of at most `most`; -1 for anything else.
int TwoDigits(std::string_view text, int most) {
  if (text.size() != 2 || !IsDigit(text[0]) || !IsDigit(text[1])) return -1;
  const int number = (text[0] - '0') * 10 + (text[1] - '0');
  return number <= most ? number : -1;
}

// [+-]HH:MM
std::optional<absl::TimeZone> FixedOffset(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = TwoDigits(text.substr(0, 2), kMaxOffsetHours);
  const int minutes = TwoDigits(text.substr(3), kMaxMinutes);
  if (hours < 0 || minutes < 0) return std::nullopt;
  const int seconds = (hours * 60 + minutes) * 60;
  return absl::FixedTimeZone(negative ? -seconds : seconds);
}

bool BelongsToName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '-' ||
         c == '+' || c == '/';
}

// What can be a name of the database, and no path to some other file. Its names start with
// a capital: `localtime` is another zone on each machine, `right/...` counts leap seconds.
bool IsName(std::string_view name) {
  if (name.empty() || name.size() > kMaxTimeZoneName) return false;
  const bool capital = name[0] >= 'A' && name[0] <= 'Z';
  return capital && std::all_of(name.begin(), name.end(), BelongsToName);
}

}  // namespace

std::optional<absl::TimeZone> FindTimeZone(std::string_view name) {
  if (auto fixed = FixedOffset(name)) return fixed;
  if (!IsName(name)) return std::nullopt;
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(std::string(name), &zone)) return std::nullopt;
  return zone;
}

}  // namespace writ
