#include "lang/source/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace writ::lang {
namespace {

TEST(Utf8, FindsInvalidUtf8) {
  for (std::string good :
       {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(FindInvalidUtf8(good), std::nullopt) << good;
  }
  for (std::string bad :
       {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xe2(\xac"}) {
    EXPECT_EQ(FindInvalidUtf8("ab" + bad), 2u);
  }
}

}  // namespace
}  // namespace writ::lang
