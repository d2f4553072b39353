// Values as people and JSON write them. Pure.
#ifndef WRIT_ENGINE_VALUE_TEXT_H_
#define WRIT_ENGINE_VALUE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/value/value.h"

namespace writ {

// As Writ source: `389.50 USD`, `date("2026-12-01")`, `[1, 2]`, `User("ana")`,
// `error(overflow)`. For traces, diagnostics and messages.
std::string ToSource(const Value& value);
// As JSON in the form that Conform accepts. An error or absent value is null.
std::string ToJson(const Value& value);

// Days since 1970-01-01 of YYYY-MM-DD with a real day, year 1 to 9999.
std::optional<int64_t> ParseDate(std::string_view text);
std::string FormatDate(int64_t days);
// RFC 3339 with `Z` or an offset, year 1 to 9999, at most nine digits of a second.
std::optional<TimeParts> ParseTimestamp(std::string_view text);
std::string FormatTimestamp(TimeParts t);
// Go's form: "1h30m", "250ms", "-1.5s"; units h m s ms us ns, and d for 24 hours.
std::optional<TimeParts> ParseDuration(std::string_view text);
std::string FormatDuration(TimeParts t);

// A JSON string literal with its quotes; control characters escaped.
std::string QuoteJson(std::string_view text);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_TEXT_H_
