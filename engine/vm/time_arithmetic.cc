#include "engine/vm/time_arithmetic.h"

#include "engine/value/text.h"

namespace writ {
namespace {

// 128 bits hold every sum of two such numbers: nothing overflows before it is checked.
using Wide = __int128;

constexpr Wide kNanos = 1'000'000'000;
// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
constexpr Wide kMinTimestamp = -62'135'596'800;
constexpr Wide kMaxTimestamp = 253'402'300'799;
constexpr Wide kMaxDuration = kMaxDurationSeconds;
constexpr Wide kMinDate = -719'162;
constexpr Wide kMaxDate = 2'932'896;

Value Overflow() { return Value::Error(ErrorCode::kOverflow); }

Wide ToNanos(TimeParts t) { return Wide{t.seconds} * kNanos + t.nanos; }

TimeParts FromNanos(Wide nanos) {
  Wide seconds = nanos / kNanos, rest = nanos % kNanos;
  if (rest < 0) {
    rest += kNanos;
    --seconds;
  }
  return {static_cast<int64_t>(seconds), static_cast<uint32_t>(rest)};
}

Value NewTimestamp(Wide nanos) {
  if (nanos < kMinTimestamp * kNanos || nanos >= (kMaxTimestamp + 1) * kNanos) return Overflow();
  return Value::Timestamp(FromNanos(nanos));
}

Value NewDuration(Wide nanos) {
  if (nanos < -kMaxDuration * kNanos || nanos > kMaxDuration * kNanos) return Overflow();
  return Value::Duration(FromNanos(nanos));
}

// `date` moved by `sign` times the duration.
Value MoveDate(const Value& date, const Value& duration, int sign) {
  const Wide day = kSecondsPerDay * kNanos;
  const Wide nanos = ToNanos(duration.AsTime());
  if (nanos % day != 0) return Value::Error(ErrorCode::kBadArgument);
  const Wide days = date.AsDate() + sign * (nanos / day);
  if (days < kMinDate || days > kMaxDate) return Overflow();
  return Value::Date(static_cast<int64_t>(days));
}

bool Are(const Value& b, Kind kb, const Value& c, Kind kc) { return b.is(kb) && c.is(kc); }

}  // namespace

std::optional<Value> AddTimes(const Value& b, const Value& c) {
  if (!c.is(Kind::kDuration)) {
    return b.is(Kind::kDuration) && (c.is(Kind::kTimestamp) || c.is(Kind::kDate)) ? AddTimes(c, b)
                                                                                  : std::nullopt;
  }
  if (b.is(Kind::kDate)) return MoveDate(b, c, 1);
  const Wide sum = ToNanos(b.AsTime()) + ToNanos(c.AsTime());
  if (b.is(Kind::kTimestamp)) return NewTimestamp(sum);
  if (b.is(Kind::kDuration)) return NewDuration(sum);
  return std::nullopt;
}

std::optional<Value> SubtractTimes(const Value& b, const Value& c) {
  if (Are(b, Kind::kDate, c, Kind::kDuration)) return MoveDate(b, c, -1);
  if (Are(b, Kind::kDate, c, Kind::kDate)) {
    return NewDuration((Wide{b.AsDate()} - c.AsDate()) * kSecondsPerDay * kNanos);
  }
  const Wide difference = ToNanos(b.AsTime()) - ToNanos(c.AsTime());
  if (Are(b, Kind::kTimestamp, c, Kind::kDuration)) return NewTimestamp(difference);
  if (Are(b, Kind::kTimestamp, c, Kind::kTimestamp)) return NewDuration(difference);
  if (Are(b, Kind::kDuration, c, Kind::kDuration)) return NewDuration(difference);
  return std::nullopt;
}

}  // namespace writ
