// Dates, timestamps and durations as text.
#include <chrono>
#include <cstdio>

#include "engine/value/text.h"

namespace writ {
namespace {

constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kNanosPerSecond = 1'000'000'000;
// One nanosecond as a decimal number of seconds.
constexpr __int128 kNanoUnits = Decimal::kOne / kNanosPerSecond;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes fixed-width pieces off the front; once something is wrong it stays wrong.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool done() const { return ok_ && rest_.empty(); }

  // A number of exactly `width` digits, `least` to `most`.
  int Number(size_t width, int least, int most) {
    int value = 0;
    ok_ = ok_ && rest_.size() >= width;
    for (size_t i = 0; i < width && ok_; ++i) {
      ok_ = IsDigit(rest_[i]);
      value = value * 10 + (rest_[i] - '0');
    }
    if (!ok_) return 0;
    rest_.remove_prefix(width);
    ok_ = value >= least && value <= most;
    return value;
  }

  bool Take(char c) {
    if (!ok_ || rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Expect(char c) { ok_ = Take(c) && ok_; }

  // One to nine digits of a fraction, as nanoseconds.
  uint32_t Nanos() {
    uint32_t nanos = 0;
    int digits = 0;
    for (; digits < 9 && !rest_.empty() && IsDigit(rest_.front()); ++digits) {
      nanos = nanos * 10 + static_cast<uint32_t>(rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    ok_ = ok_ && digits > 0;
    for (; digits < 9; ++digits) nanos *= 10;
    return nanos;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::optional<int64_t> ScanDate(Scanner& scan) {
  const int year = scan.Number(4, 1, 9999);
  scan.Expect('-');
  const int month = scan.Number(2, 1, 12);
  scan.Expect('-');
  const int day = scan.Number(2, 1, 31);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!scan.ok() || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// Seconds since midnight.
int64_t ScanTimeOfDay(Scanner& scan) {
  const int hour = scan.Number(2, 0, 23);
  scan.Expect(':');
  const int minute = scan.Number(2, 0, 59);
  scan.Expect(':');
  return hour * 3600 + minute * 60 + scan.Number(2, 0, 59);
}

// Seconds east of Greenwich.
int64_t ScanOffset(Scanner& scan) {
  if (scan.Take('Z')) return 0;
  const bool west = scan.Take('-');
  if (!west) scan.Expect('+');
  const int hours = scan.Number(2, 0, 23);
  scan.Expect(':');
  const int64_t offset = hours * 3600 + scan.Number(2, 0, 59) * 60;
  return west ? -offset : offset;
}

struct Unit {
  std::string_view name;
  Decimal seconds;
};
// A name that starts another one comes after it.
constexpr Unit kUnits[] = {
    {"ms", Decimal::FromUnits(kNanoUnits * 1'000'000)},
    {"us", Decimal::FromUnits(kNanoUnits * 1'000)},
    {"ns", Decimal::FromUnits(kNanoUnits)},
    {"d", Decimal::FromInt(86'400)},
    {"h", Decimal::FromInt(3'600)},
    {"m", Decimal::FromInt(60)},
    {"s", Decimal::FromInt(1)},
};

const Unit* TakeUnit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// Digits, perhaps a point and digits. Unlike a JSON number, "05" is one.
std::optional<Decimal> TakeNumber(std::string_view& text) {
  while (text.size() > 1 && text[0] == '0' && IsDigit(text[1])) text.remove_prefix(1);
  size_t n = 0;
  while (n < text.size() && (IsDigit(text[n]) || text[n] == '.')) ++n;
  const auto number = Decimal::Parse(text.substr(0, n));
  text.remove_prefix(n);
  return number;
}

// One number and its unit, in seconds.
std::optional<Decimal> TakePart(std::string_view& text) {
  const auto number = TakeNumber(text);
  const Unit* unit = TakeUnit(text);
  if (!number || unit == nullptr) return std::nullopt;
  return number->Multiply(unit->seconds);
}

std::optional<Decimal> SumOfParts(std::string_view text) {
  Decimal total;
  do {
    const auto part = TakePart(text);
    const auto sum = part ? total.Add(*part) : std::nullopt;
    if (!sum) return std::nullopt;
    total = *sum;
  } while (!text.empty());
  return total;
}

// ".25" of 250,000,000; empty for none.
std::string Fraction(uint32_t nanos) {
  if (nanos == 0) return "";
  char digits[16];
  const int size = std::snprintf(digits, sizeof digits, ".%09u", nanos);
  std::string text(digits, static_cast<size_t>(size));
  text.resize(text.find_last_not_of('0') + 1);
  return text;
}

// Less than a second, in the largest unit in which it is a whole number.
std::string FormatSubsecond(uint32_t nanos) {
  if (nanos % 1'000'000 == 0) return std::to_string(nanos / 1'000'000) + "ms";
  if (nanos % 1'000 == 0) return std::to_string(nanos / 1'000) + "us";
  return std::to_string(nanos) + "ns";
}

std::string FormatMagnitude(uint64_t seconds, uint32_t nanos) {
  if (seconds == 0 && nanos != 0) return FormatSubsecond(nanos);
  std::string text;
  if (seconds >= 3600) text += std::to_string(seconds / 3600) + "h";
  if (seconds % 3600 >= 60) text += std::to_string(seconds % 3600 / 60) + "m";
  if (seconds % 60 != 0 || nanos != 0 || seconds == 0) {
    text += std::to_string(seconds % 60) + Fraction(nanos) + "s";
  }
  return text;
}

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

std::optional<int64_t> ParseDate(std::string_view text) {
  Scanner scan(text);
  const auto days = ScanDate(scan);
  return scan.done() ? days : std::nullopt;
}

std::string FormatDate(int64_t days) {
  if (days < kMinDate || days > kMaxDate) return "day " + std::to_string(days);
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  char text[32];
  const int size =
      std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string(text, static_cast<size_t>(size));
}

std::optional<TimeParts> ParseTimestamp(std::string_view text) {
  Scanner scan(text);
  const auto days = ScanDate(scan);
  scan.Expect('T');
  const int64_t second_of_day = ScanTimeOfDay(scan);
  const uint32_t nanos = scan.Take('.') ? scan.Nanos() : 0;
  const int64_t offset = ScanOffset(scan);
  if (!days || !scan.done()) return std::nullopt;
  const int64_t seconds = *days * kSecondsPerDay + second_of_day - offset;
  if (seconds < kMinTimestampSeconds || seconds > kMaxTimestampSeconds) return std::nullopt;
  return TimeParts{seconds, nanos};
}

std::string FormatTimestamp(TimeParts t) {
  if (t.seconds < kMinTimestampSeconds || t.seconds > kMaxTimestampSeconds) {
    return "second " + std::to_string(t.seconds);
  }
  const int64_t days = FloorDivide(t.seconds, kSecondsPerDay);
  const auto second = static_cast<int>(t.seconds - days * kSecondsPerDay);
  char time[48];
  const int size = std::snprintf(time, sizeof time, "T%02d:%02d:%02d", second / 3600,
                                 second / 60 % 60, second % 60);
  return FormatDate(days) + std::string(time, static_cast<size_t>(size)) + Fraction(t.nanos) + "Z";
}

std::optional<TimeParts> ParseDuration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return TimeParts{};
  const auto total = SumOfParts(text);
  if (!total || total->units() % kNanoUnits != 0) return std::nullopt;
  if (*total > Decimal::FromInt(kMaxDurationSeconds)) return std::nullopt;
  const __int128 units = negative ? -total->units() : total->units();
  const __int128 below = units % Decimal::kOne < 0 ? 1 : 0;
  const __int128 seconds = units / Decimal::kOne - below;
  return TimeParts{static_cast<int64_t>(seconds),
                   static_cast<uint32_t>((units - seconds * Decimal::kOne) / kNanoUnits)};
}

std::string FormatDuration(TimeParts t) {
  if (t.seconds >= 0) return FormatMagnitude(static_cast<uint64_t>(t.seconds), t.nanos);
  // -(seconds + nanos/10^9), with the nanoseconds counted down.
  uint64_t seconds = -static_cast<uint64_t>(t.seconds);
  uint32_t nanos = t.nanos;
  if (nanos != 0) {
    seconds -= 1;
    nanos = static_cast<uint32_t>(kNanosPerSecond) - nanos;
  }
  return "-" + FormatMagnitude(seconds, nanos);
}

}  // namespace writ
