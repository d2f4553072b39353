#include <random>

#include "engine/value/text.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

TEST(DateTextTest, KnownDays) {
  EXPECT_EQ(ParseDate("1970-01-01"), 0);
  EXPECT_EQ(ParseDate("1969-12-31"), -1);
  EXPECT_EQ(ParseDate("2000-02-29"), 11016);
  EXPECT_EQ(ParseDate("2026-12-01"), 20788);
  EXPECT_EQ(ParseDate("0001-01-01"), kMinDate);
  EXPECT_EQ(ParseDate("9999-12-31"), kMaxDate);
}

TEST(DateTextTest, RefusesWhatIsNoDay) {
  for (const char* text :
       {"", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00",
        "2026-01-32", "0000-01-01", "10000-01-01", "-001-01-01", "2026-1-01", "2026-01-1",
        "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T", "20260101", "+026-01-01"}) {
    EXPECT_FALSE(ParseDate(text)) << text;
  }
}

TEST(DateTextTest, EveryThousandthDayRoundTrips) {
  for (int64_t day = kMinDate; day <= kMaxDate; day += 997) {
    ASSERT_EQ(ParseDate(FormatDate(day)), day);
  }
  EXPECT_EQ(FormatDate(kMaxDate), "9999-12-31");
  EXPECT_EQ(FormatDate(kMaxDate + 1), "day 2932897");
  EXPECT_EQ(FormatDate(kMinDate - 1), "day -719163");
  EXPECT_EQ(FormatDate(INT64_MIN), "day -9223372036854775808");
}

TEST(TimestampTextTest, KnownTimes) {
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00Z"), (TimeParts{0, 0}));
  EXPECT_EQ(ParseTimestamp("1969-12-31T23:59:59.5Z"), (TimeParts{-1, 500'000'000}));
  EXPECT_EQ(ParseTimestamp("2026-12-01T09:30:00+01:30"), (TimeParts{20788 * 86400 + 8 * 3600, 0}));
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00-00:01"), (TimeParts{60, 0}));
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00.000000001Z"), (TimeParts{0, 1}));
  EXPECT_EQ(ParseTimestamp("0001-01-01T00:00:00Z"), (TimeParts{kMinTimestampSeconds, 0}));
  EXPECT_EQ(ParseTimestamp("9999-12-31T23:59:59.999999999Z"),
            (TimeParts{kMaxTimestampSeconds, 999'999'999}));
}

TEST(TimestampTextTest, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026-12-01", "2026-12-01T09:30:00", "2026-12-01 09:30:00Z", "2026-12-01t09:30:00z",
        "2026-12-01T24:00:00Z", "2026-12-01T09:60:00Z", "2026-12-01T09:30:60Z",
        "2026-12-01T09:30:00.Z", "2026-12-01T09:30:00.1234567890Z", "2026-12-01T09:30:00+24:00",
        "2026-12-01T09:30:00+01:60", "2026-12-01T09:30:00+0100", "2026-12-01T09:30:00ZZ",
        "2026-02-30T09:30:00Z", "2026-12-01T9:30:00Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "2026-12-01T09:30Z"}) {
    EXPECT_FALSE(ParseTimestamp(text)) << text;
  }
}

TEST(TimestampTextTest, RandomTimesRoundTrip) {
  std::mt19937_64 random(14);
  constexpr uint64_t kSpan = kMaxTimestampSeconds - kMinTimestampSeconds + 1;
  for (int i = 0; i < 20'000; ++i) {
    const TimeParts time{kMinTimestampSeconds + static_cast<int64_t>(random() % kSpan),
                         static_cast<uint32_t>(random() % 2 == 0 ? random() % 1'000'000'000 : 0)};
    ASSERT_EQ(ParseTimestamp(FormatTimestamp(time)), time);
  }
  EXPECT_EQ(FormatTimestamp({kMaxTimestampSeconds + 1, 0}), "second 253402300800");
  EXPECT_EQ(FormatTimestamp({INT64_MIN, 0}), "second -9223372036854775808");
}

TEST(DurationTextTest, KnownSpans) {
  const std::pair<const char*, TimeParts> kCases[] = {
      {"0", {0, 0}},
      {"0s", {0, 0}},
      {"1h30m", {5400, 0}},
      {"250ms", {0, 250'000'000}},
      {"-1.5s", {-2, 500'000'000}},
      {"+30s", {30, 0}},
      {"1d", {86400, 0}},
      {"1h05m", {3900, 0}},
      {"1us", {0, 1000}},
      {"1ns", {0, 1}},
      {"0.5h", {1800, 0}},
      {"1m1m", {120, 0}},
      {"1.000000001s", {1, 1}},
      {"-1ns", {-1, 999'999'999}},
      {"315360000000s", {kMaxDurationSeconds, 0}},
      {"-315360000000s", {-kMaxDurationSeconds, 0}},
  };
  for (const auto& [text, span] : kCases) EXPECT_EQ(ParseDuration(text), span) << text;
}

TEST(DurationTextTest, RefusesWhatIsNoSpan) {
  for (const char* text : {"",
                           "-",
                           "1",
                           "00",
                           "s",
                           "1.s",
                           ".5s",
                           "1e3s",
                           "1h 30m",
                           "--1s",
                           "1w",
                           "1.5ns",
                           "0.0000000001s",
                           "315360000000.000000001s",
                           "-315360000001s",
                           "99999999999999999999999h",
                           "1h30",
                           "1.2.3s",
                           "1S",
                           "1s "}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(DurationTextTest, IsWrittenShort) {
  EXPECT_EQ(FormatDuration({0, 0}), "0s");
  EXPECT_EQ(FormatDuration({5400, 0}), "1h30m");
  EXPECT_EQ(FormatDuration({3600, 0}), "1h");
  EXPECT_EQ(FormatDuration({3601, 500'000'000}), "1h1.5s");
  EXPECT_EQ(FormatDuration({-2, 500'000'000}), "-1.5s");
  EXPECT_EQ(FormatDuration({0, 250'000'000}), "250ms");
  EXPECT_EQ(FormatDuration({0, 1'500'000}), "1500us");
  EXPECT_EQ(FormatDuration({-1, 999'999'999}), "-1ns");
  EXPECT_EQ(FormatDuration({INT64_MIN, 0}), "-2562047788015215h30m8s");
}

TEST(DurationTextTest, RandomSpansRoundTrip) {
  std::mt19937_64 random(15);
  for (int i = 0; i < 20'000; ++i) {
    const auto magnitude =
        static_cast<int64_t>((random() >> (random() % 64)) % kMaxDurationSeconds);
    const TimeParts span{random() % 2 == 0 ? magnitude : -magnitude,
                         static_cast<uint32_t>(random() % 2 == 0 ? random() % 1'000'000'000 : 0)};
    ASSERT_EQ(ParseDuration(FormatDuration(span)), span) << FormatDuration(span);
  }
}

}  // namespace
}  // namespace writ
