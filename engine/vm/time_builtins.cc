// Builtins on parts of times and spans. A time is taken apart in UTC or in a zone that the
// verifier has found; a time outside the years 1 to 9999 has no parts.
#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/value/text.h"
#include "engine/vm/builtins.h"

namespace writ::builtins {
namespace {

constexpr __int128 kNanosPerSecond = 1'000'000'000;
constexpr int64_t kNanosPerMilli = 1'000'000;

template <typename Part>
Value PartOf(const Value& time, const absl::TimeZone& zone, Part part) {
  const int64_t seconds = time.AsTime().seconds;
  if (seconds < kMinTimestampSeconds || seconds > kMaxTimestampSeconds) {
    return Failure(ErrorCode::kBadArgument);
  }
  return Value::Int(part(zone.At(absl::FromUnixSeconds(seconds)).cs));
}

template <typename Part>
Value InUtc(const Value* args, Part part) {
  return PartOf(args[0], absl::UTCTimeZone(), part);
}

template <typename Part>
Value InZone(const Value* args, const Context& context, Part part) {
  const absl::TimeZone* zone = context.patterns.Zone(args[1].AsText());
  return zone == nullptr ? Failure(ErrorCode::kBadArgument) : PartOf(args[0], *zone, part);
}

int64_t Year(absl::CivilSecond t) { return t.year(); }
int64_t Month(absl::CivilSecond t) { return t.month() - 1; }
int64_t Day(absl::CivilSecond t) { return t.day(); }
int64_t DayFromZero(absl::CivilSecond t) { return t.day() - 1; }
int64_t DayOfYear(absl::CivilSecond t) { return absl::GetYearDay(absl::CivilDay(t)) - 1; }
int64_t Hour(absl::CivilSecond t) { return t.hour(); }
int64_t Minute(absl::CivilSecond t) { return t.minute(); }
int64_t Second(absl::CivilSecond t) { return t.second(); }

// Sunday is the first; Abseil's week starts with Monday, at 0.
int64_t DayOfWeek(absl::CivilSecond t) {
  return (static_cast<int64_t>(absl::GetWeekday(absl::CivilDay(t))) + 1) % 7;
}

Value Milliseconds(const Value& time) { return Value::Int(time.AsTime().nanos / kNanosPerMilli); }

__int128 NanosOf(const Value& span) {
  const TimeParts t = span.AsTime();
  return __int128{t.seconds} * kNanosPerSecond + t.nanos;
}

// Whole `unit` seconds of a span, towards zero.
Value Whole(const Value& span, int64_t unit) {
  return Value::Int(static_cast<int64_t>(NanosOf(span) / (unit * kNanosPerSecond)));
}

}  // namespace

Value GetFullYear(const Value* args, Context&) { return InUtc(args, Year); }
Value GetFullYearIn(const Value* args, Context& context) { return InZone(args, context, Year); }
Value GetMonth(const Value* args, Context&) { return InUtc(args, Month); }
Value GetMonthIn(const Value* args, Context& context) { return InZone(args, context, Month); }
Value GetDate(const Value* args, Context&) { return InUtc(args, Day); }
Value GetDateIn(const Value* args, Context& context) { return InZone(args, context, Day); }
Value GetDayOfMonth(const Value* args, Context&) { return InUtc(args, DayFromZero); }
Value GetDayOfMonthIn(const Value* args, Context& context) {
  return InZone(args, context, DayFromZero);
}
Value GetDayOfWeek(const Value* args, Context&) { return InUtc(args, DayOfWeek); }
Value GetDayOfWeekIn(const Value* args, Context& context) {
  return InZone(args, context, DayOfWeek);
}
Value GetDayOfYear(const Value* args, Context&) { return InUtc(args, DayOfYear); }
Value GetDayOfYearIn(const Value* args, Context& context) {
  return InZone(args, context, DayOfYear);
}
Value GetHours(const Value* args, Context&) { return InUtc(args, Hour); }
Value GetHoursIn(const Value* args, Context& context) { return InZone(args, context, Hour); }
Value GetMinutes(const Value* args, Context&) { return InUtc(args, Minute); }
Value GetMinutesIn(const Value* args, Context& context) { return InZone(args, context, Minute); }
Value GetSeconds(const Value* args, Context&) { return InUtc(args, Second); }
Value GetSecondsIn(const Value* args, Context& context) { return InZone(args, context, Second); }
Value GetMilliseconds(const Value* args, Context&) { return Milliseconds(args[0]); }
Value GetMillisecondsIn(const Value* args, Context&) { return Milliseconds(args[0]); }

Value SpanHours(const Value* args, Context&) { return Whole(args[0], 3600); }
Value SpanMinutes(const Value* args, Context&) { return Whole(args[0], 60); }
Value SpanSeconds(const Value* args, Context&) { return Whole(args[0], 1); }

Value SpanMilliseconds(const Value* args, Context&) {
  return Value::Int(static_cast<int64_t>(NanosOf(args[0]) % kNanosPerSecond / kNanosPerMilli));
}

}  // namespace writ::builtins
