#include "engine/value/time_zone.h"

#include <string>

#include "gtest/gtest.h"

namespace writ {
namespace {

// Minutes east of UTC at the start of 2026.
int OffsetOf(std::string_view name) {
  const auto zone = FindTimeZone(name);
  if (!zone) return 9999;
  return zone->At(absl::FromUnixSeconds(1'767'225'600)).offset / 60;
}

TEST(TimeZones, AreFoundByName) {
  EXPECT_EQ(OffsetOf("UTC"), 0);
  EXPECT_EQ(OffsetOf("Europe/Oslo"), 60);
  EXPECT_EQ(OffsetOf("Asia/Kathmandu"), 345);
  EXPECT_EQ(OffsetOf("America/St_Johns"), -210);
  EXPECT_EQ(OffsetOf("Etc/GMT+5"), -300);
}

TEST(TimeZones, AreFixedOffsets) {
  EXPECT_EQ(OffsetOf("+11:00"), 660);
  EXPECT_EQ(OffsetOf("-02:30"), -150);
  EXPECT_EQ(OffsetOf("02:00"), 120);
  EXPECT_EQ(OffsetOf("+23:59"), 1439);
}

TEST(TimeZones, OtherTextsAreNone) {
  const std::string longest(kMaxTimeZoneName, 'A');
  for (const std::string& name :
       {std::string(), std::string("Atlantis/Capital"), std::string("+24:00"),
        std::string("+11:60"), std::string("+1:00"), std::string("11.00"), std::string("+aa:00"),
        std::string("/etc/localtime"), std::string("localtime"), std::string("right/UTC"),
        std::string("../UTC"), std::string("file:UTC"), std::string("Europe/Os lo"), longest,
        longest + "A"}) {
    EXPECT_FALSE(FindTimeZone(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace writ
