#include "engine/bytecode/window.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace writ {
namespace {

Micros ToMicros(absl::Time time) { return absl::ToUnixMicros(time); }

// Where the civil time begins. A day, a week and a month begin once; an hour that the
// clock goes through twice begins again, for who asks at `asked`, behind that.
absl::Time BeginOf(absl::CivilSecond civil, const absl::TimeZone& zone, bool twice,
                   absl::Time asked) {
  const absl::TimeZone::TimeInfo info = zone.At(civil);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) return info.trans;
  if (info.kind == absl::TimeZone::TimeInfo::REPEATED && twice && asked >= info.post) {
    return info.post;
  }
  return info.pre;
}

absl::CivilDay WeekOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

// The civil time at which the period of `civil` begins, or the one `next` periods on.
absl::CivilSecond PeriodOf(WindowUnit unit, absl::CivilSecond civil, int next) {
  switch (unit) {
    case WindowUnit::kHour:
      return absl::CivilSecond(absl::CivilHour(civil) + next);
    case WindowUnit::kDay:
      return absl::CivilSecond(absl::CivilDay(civil) + next);
    case WindowUnit::kWeek:
      return absl::CivilSecond(WeekOf(absl::CivilDay(civil)) + 7 * next);
    case WindowUnit::kMonth:
      return absl::CivilSecond(absl::CivilMonth(civil) + next);
    case WindowUnit::kNone:
    case WindowUnit::kSliding:
      break;
  }
  return civil;
}

}  // namespace

Window Window::Sliding(Micros length) {
  Window window;
  window.unit_ = WindowUnit::kSliding;
  window.length_ = length;
  return window;
}

absl::StatusOr<Window> Window::Calendar(WindowUnit unit, const std::string& zone) {
  Window window;
  window.unit_ = unit;
  window.zone_ = zone;
  // A path would be read as a file; the name "localtime" is another zone on each machine.
  const bool named = !zone.empty() && zone[0] != '/' && zone.find("..") == std::string::npos &&
                     zone != "localtime";
  if (!named || !absl::LoadTimeZone(zone, &window.time_zone_)) {
    return absl::NotFoundError(absl::StrCat("no time zone has the name `", zone, "`"));
  }
  return window;
}

Micros Window::Start(Micros now) const {
  if (unit_ == WindowUnit::kNone) return kNoStart;
  if (is_sliding()) return now - length_;
  const absl::Time time = absl::FromUnixMicros(now);
  const absl::CivilSecond begin = PeriodOf(unit_, time_zone_.At(time).cs, 0);
  return ToMicros(BeginOf(begin, time_zone_, unit_ == WindowUnit::kHour, time));
}

Micros Window::End(Micros now) const {
  if (unit_ == WindowUnit::kNone) return kNever;
  if (is_sliding()) return now + length_ + 1;
  const absl::Time time = absl::FromUnixMicros(now);
  const absl::CivilSecond civil = time_zone_.At(time).cs;
  // The second round of a repeated hour comes before the next hour.
  const absl::TimeZone::TimeInfo info = time_zone_.At(PeriodOf(unit_, civil, 0));
  if (unit_ == WindowUnit::kHour && info.kind == absl::TimeZone::TimeInfo::REPEATED &&
      time < info.post) {
    return ToMicros(info.post);
  }
  return ToMicros(BeginOf(PeriodOf(unit_, civil, 1), time_zone_, false, time));
}

}  // namespace writ
