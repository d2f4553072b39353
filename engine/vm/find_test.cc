// What is found in texts that people and strangers write.
#include <string>

#include "engine/bytecode/codes.h"
#include "engine/value/text.h"
#include "engine/vm/builtins.h"
#include "engine/vm/ibans.h"
#include "engine/vm/test_values.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

class FindTest : public testing::Test {
 protected:
  FindTest() {
    Program program;
    program.constants = {Str("a*b")};
    program.patterns = {0};
    patterns_ = *PatternSet::Compile(program);
  }
  // The texts of what was found, with a space behind each.
  std::string Find(Builtin builtin, std::string_view text, std::string_view pattern = "") {
    const Value args[] = {Value::String(text), Value::String(pattern)};
    Budget budget(kTestFuel);
    Context context{patterns_, budget, v_.arena()};
    const Value found = CallBuiltin(static_cast<uint32_t>(builtin), args, context);
    spent_ = kTestFuel - budget.left();
    if (found.is_error()) return ToSource(found);
    std::string out;
    for (uint32_t i = 0; i < found.size(); ++i) out += std::string(found.items()[i].AsText()) + " ";
    return out;
  }
  std::string Urls(std::string_view text) { return Find(Builtin::kFindUrls, text); }
  std::string Emails(std::string_view text) { return Find(Builtin::kFindEmails, text); }
  std::string Ibans(std::string_view text) { return Find(Builtin::kFindIbans, text); }

  Values v_;
  PatternSet patterns_;
  uint64_t spent_ = 0;
};

TEST_F(FindTest, UrlsEndWhereTheSentenceGoesOn) {
  EXPECT_EQ(Urls("Go to https://a.example/x. Then http://b.example!"),
            "https://a.example/x http://b.example/ ");
  EXPECT_EQ(Urls("(see https://a.example/x_(y))"), "https://a.example/x_(y) ");
  EXPECT_EQ(Urls("[a](https://a.example/x)"), "https://a.example/x ");
  EXPECT_EQ(Urls("<https://a.example/x> \"https://b.example/\""),
            "https://a.example/x https://b.example/ ");
  EXPECT_EQ(Urls("\u201chttps://a.example/x\u201d"), "https://a.example/x ");
  EXPECT_EQ(Urls("https://a.example/caf\u00e9"), "https://a.example/caf%C3%A9 ");
  EXPECT_EQ(Urls("HTTPS://A.EXAMPLE/X?y=(1)"), "https://a.example/X?y=(1) ");
  EXPECT_EQ(Urls("x:https://a.example,https://b.example"), "");
  EXPECT_EQ(Urls("no :// and ://x and a://"), "");
  EXPECT_EQ(Urls("www.a.example a.example/x"), "");
}

// What would be read in two ways is not found: then no permit stands on it.
TEST_F(FindTest, UrlsThatAreNoneAreLeftOut) {
  EXPECT_EQ(Urls("http://good.example@evil.example/ http://0x7f.1/ http://a.example/../b"), "");
  EXPECT_EQ(Urls("http://good.example\\@evil.example/"), "http://good.example/ ");
}

TEST_F(FindTest, EmailsAreCutClearly) {
  EXPECT_EQ(Emails("Ana <ana@corp.example>, bob@b.example."), "ana@corp.example bob@b.example ");
  EXPECT_EQ(Emails("mailto:ana@corp.example?subject=x"), "ana@corp.example ");
  EXPECT_EQ(Emails("'ana@corp.example'"), "ana@corp.example ");
  EXPECT_EQ(Emails("ana@corp.example@evil.example"), "");
  EXPECT_EQ(Emails("x%ana@corp.example"), "");
  EXPECT_EQ(Emails("\u00e1na@corp.example"), "");
  EXPECT_EQ(Emails("ana@c\u043erp.example"), "");
  EXPECT_EQ(Emails("@ @@ a@ @b a@b"), "");
}

TEST_F(FindTest, IbansHaveTheLengthAndTheCheckDigitsOfTheirCountry) {
  EXPECT_EQ(Ibans("pay GB29 NWBK 6016 1331 9268 19 or FR1420041010050500013M02606."),
            "GB29NWBK60161331926819 FR1420041010050500013M02606 ");
  EXPECT_EQ(Ibans("GB28 NWBK 6016 1331 9268 19"), "");
  EXPECT_EQ(Ibans("XGB29NWBK60161331926819"), "");
  EXPECT_EQ(Ibans("GB29NWBK601613319268190"), "");
  EXPECT_EQ(Ibans("gb29nwbk60161331926819"), "");
  EXPECT_EQ(Ibans("GB29  NWBK 6016 1331 9268 19"), "");
  EXPECT_EQ(IbanLength("ZZ"), 0u);
  EXPECT_TRUE(IsIban("NO9386011117947"));
  EXPECT_FALSE(IsIban("NO"));
}

TEST_F(FindTest, AtMostAThousandThings) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a@b.c ";
  EXPECT_EQ(Emails(text).size(), 6000u);
  EXPECT_EQ(Emails(text + "a@b.c"), "error(too_large)");
}

// A walk that reads the rest of the text again for each match pays for it.
TEST_F(FindTest, PatternsPayForWhatTheyRead) {
  Find(Builtin::kFindAll, std::string(3200, 'c'), "a*b");
  EXPECT_LT(spent_, 250u);
  EXPECT_EQ(Find(Builtin::kFindAll, std::string(60'000, 'b'), "a*b"), "error(fuel)");
}

TEST_F(FindTest, LongRunsCostNoMoreThanTheirLength) {
  EXPECT_EQ(Emails(std::string(60'000, '@')), "");
  EXPECT_EQ(Emails(std::string(60'000, 'a') + "@b.c"), "");
  std::string schemes;
  while (schemes.size() < 60'000) schemes += "aaaaaaaaaa://";
  EXPECT_EQ(Urls(schemes), "");
}

}  // namespace
}  // namespace writ
