// Values as people and JSON write them. Pure.
#ifndef WRIT_ENGINE_VALUE_TEXT_H_
#define WRIT_ENGINE_VALUE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/value/value.h"

namespace writ {

// As Writ source: `389.50 USD`, `date("2026-12-01")`, `[1, 2]`, `set([1, 2])`,
// `{"hold": "H1"}`, `User("ana")`, `error(overflow)`. For traces, diagnostics and
// messages. What is nested deeper than kMaxValueDepth is `error(too_large)`.
std::string ToSource(const Value& value);
// As JSON in the form that Conform accepts. Money is {"amount": 389.5, "currency":
// "USD"}. An error, an absent value, a number that is not finite and what is nested
// deeper than kMaxValueDepth are null; an empty sum of no currency has currency "".
std::string ToJson(const Value& value);

// Years 1 to 9999, as days and as seconds since 1970-01-01T00:00:00Z.
inline constexpr int64_t kMinDate = -719'162;
inline constexpr int64_t kMaxDate = 2'932'896;
inline constexpr int64_t kMinTimestampSeconds = kMinDate * 86'400;
inline constexpr int64_t kMaxTimestampSeconds = kMaxDate * 86'400 + 86'399;
// Ten thousand years of 365 days, on both sides of zero.
inline constexpr int64_t kMaxDurationSeconds = 315'360'000'000;

// An amount and a currency with one space between them: "389.50 USD".
std::optional<Money> ParseMoney(std::string_view text);
// The amount has two digits after the point or more.
std::string FormatMoney(const Money& money);

// Days since 1970-01-01 of YYYY-MM-DD with a real day, year 1 to 9999.
std::optional<int64_t> ParseDate(std::string_view text);
// Outside those years: "day N".
std::string FormatDate(int64_t days);
// RFC 3339 with a capital `T`, `Z` or an offset, year 1 to 9999, at most nine digits
// of a second, no leap second.
std::optional<TimeParts> ParseTimestamp(std::string_view text);
// In UTC. Outside those years: "second N".
std::string FormatTimestamp(TimeParts t);
// Go's form: "1h30m", "250ms", "-1.5s", "0"; units h m s ms us ns, and d for 24 hours.
// Refuses what is not a whole number of nanoseconds, or is beyond kMaxDurationSeconds.
std::optional<TimeParts> ParseDuration(std::string_view text);
std::string FormatDuration(TimeParts t);

// A JSON string literal with its quotes; control characters escaped, bytes that are
// not UTF-8 replaced by U+FFFD.
std::string QuoteJson(std::string_view text);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_TEXT_H_
