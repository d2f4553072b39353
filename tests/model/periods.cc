#include "tests/model/periods.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace writ::model {
namespace {

// No zone turns its clocks at any other moment than on such a quarter.
constexpr Micros kQuarter = Micros{15} * 60 * 1'000'000;

// What the period that `at` lies in is called on the clocks and calendars of the zone. An
// hour that the clock goes through twice is two, told apart by how far the clock is ahead.
std::string NameOf(const Window& window, Micros at) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(window.zone(), &zone)) return "";
  const absl::TimeZone::CivilInfo civil = zone.At(absl::FromUnixMicros(at));
  absl::CivilDay day(civil.cs);
  switch (window.unit()) {
    case WindowUnit::kHour:
      return absl::StrCat("hour ", absl::FormatCivilTime(absl::CivilHour(civil.cs)), " ",
                          civil.offset);
    case WindowUnit::kDay:
      return absl::StrCat("day ", absl::FormatCivilTime(day));
    case WindowUnit::kWeek:
      while (absl::GetWeekday(day) != absl::Weekday::monday) --day;
      return absl::StrCat("week ", absl::FormatCivilTime(day));
    default:
      return absl::StrCat("month ", absl::FormatCivilTime(absl::CivilMonth(civil.cs)));
  }
}

}  // namespace

Micros Periods::Start(const Window& window, Micros now) {
  if (window.is_sliding()) return now - window.length();
  if (!window.is_calendar()) return INT64_MIN;
  const std::string name = NameOf(window, now);
  auto [found, added] = known_.try_emplace({window.zone(), name}, now / kQuarter * kQuarter);
  Micros& start = found->second;
  while (added && NameOf(window, start - kQuarter) == name) start -= kQuarter;
  return start;
}

}  // namespace writ::model
