// Scenario 17: arguments as nobody would write them, as the very bytes that a client sends,
// over gRPC and through `writ decide`. Each is denied for a reason of its own.
#include <map>

#include "absl/strings/str_cat.h"
#include "tests/integration/policy_test_base.h"

namespace writ::harness {
namespace {

constexpr char kPolicy[] = R"(
package shop

entity User {}
entity Agent {}
task Buy { to: string }

action shop.purchase(price: money, to: string)

permit buy: shop.purchase
forbid not_positive: shop.purchase unless args.price.amount() > 0
  else "the price must be positive"
forbid elsewhere: shop.purchase unless args.to == task.to
  else "this purchase is for another place"
)";

struct Odd {
  const char* args;
  const char* gives;  // as Summary says it
  const char* why;    // stands in the detail, or else in the message
};

const std::vector<Odd>& OddArguments() {
  static const auto* odd = new std::vector<Odd>{
      {R"({})", "deny bad_arguments", "`price` is missing"},
      {R"(null)", "deny bad_arguments", "the value is null"},
      {R"([])", "deny bad_arguments", "the value must be an object"},
      {R"({"price": "389", "to": "SFO"})", "deny bad_arguments", "`price` must be money"},
      {R"({"price": null, "to": "SFO"})", "deny bad_arguments", "`price` is null"},
      {R"({"price": {"amount": 389}, "to": "SFO"})", "deny bad_arguments",
       "`price.currency` is missing"},
      {R"({"price": {"amount": 3.89e2, "currency": "USD"}, "to": "SFO"})", "permit buy", "permit"},
      {R"({"price": {"amount": -1, "currency": "USD"}, "to": "SFO"})",
       "deny forbidden not_positive", "the price must be positive"},
      {R"({"price": {"amount": 1e400, "currency": "USD"}, "to": "SFO"})", "deny bad_arguments",
       "the number is too large"},
      {R"({"price": {"amount": NaN, "currency": "USD"}, "to": "SFO"})", "deny bad_arguments",
       "a value was expected"},
      {R"({"price": {"amount": 0x185, "currency": "USD"}, "to": "SFO"})", "deny bad_arguments",
       "a comma or `}` was expected"},
      {R"({"price": {"amount": 389, "currency": "USD"}, "to": "SFO", "to": "ACA"})",
       "deny bad_arguments", "the key `to` occurs twice in the object"},
      {R"({"price": {"amount": 389, "amount": 1, "currency": "USD"}, "to": "SFO"})",
       "deny bad_arguments", "the key `amount` occurs twice in `price`"},
      {R"({"price": {"amount": 389, "currency": "USD"}, "to": "SFO", "note": "x"})",
       "deny bad_arguments", "`note` is not declared"},
      {R"({"price": {"amount": 389, "currency": "USD"}, "to": "SFO", "Price": 1})",
       "deny bad_arguments", "`Price` is not declared"},
      // A Cyrillic letter that looks like an S, and one that looks like an O.
      {R"({"price": {"amount": 389, "currency": "UЅD"}, "to": "SFO"})", "deny bad_arguments",
       "`price.currency` must be a currency"},
      {R"({"price": {"amount": 389, "currency": "USD"}, "to": "SFО"})", "deny forbidden elsewhere",
       "this purchase is for another place"},
      {R"({"price": {"amount": 389, "currency": "USD"}, "to": "SFO"} x)", "deny bad_arguments",
       "something follows the value"},
      {R"({"price": {"amount": 389, "currency": "USD"}, "to": "SFO")", "deny bad_arguments",
       "the text ends too early"},
  };
  return *odd;
}

class OddArgumentsTest : public PolicyTest {
 protected:
  OddArgumentsTest() : PolicyTest(kPolicy) {}
  void SetUp() override {
    PolicyTest::SetUp();
    Grant("t", "Buy", R"({"to": "SFO"})");
  }
};

TEST_F(OddArgumentsTest, Scenario17EachIsDeniedForItsOwnReason) {
  std::map<std::string, std::string> reasons;  // to the arguments that gave it
  for (const Odd& odd : OddArguments()) {
    auto reply = Decide("t", "shop.purchase", odd.args);
    EXPECT_EQ(Summary(reply), odd.gives) << odd.args;
    if (!reply.ok() || reply->verdict() == v1::VERDICT_PERMIT) continue;
    const std::string& why = reply->detail().empty() ? reply->message() : reply->detail();
    EXPECT_NE(why.find(odd.why), std::string::npos) << odd.args << ": " << why;
    EXPECT_TRUE(reasons.emplace(why, odd.args).second)
        << odd.args << " and " << reasons[why] << ": " << why;
    EXPECT_TRUE(reply->recorded()) << odd.args;
  }
}

TEST_F(OddArgumentsTest, Scenario17TheCommandLineSendsTheBytesAsTheyAre) {
  for (const Odd& odd : OddArguments()) {
    auto said = RunWrit({"decide", "shop.purchase", "--task", "t", "--agent", "bot", "--args",
                         odd.args, "--server", server_->address()});
    ASSERT_TRUE(said.ok()) << said.status();
    const std::string gives = odd.gives;
    EXPECT_EQ(said->exit.code, gives == "permit buy" ? 0 : 1) << odd.args << said->err;
    EXPECT_NE(said->out.find(odd.why), std::string::npos) << odd.args << ": " << said->out;
  }
}

// 3.89e2 is 389, to the digit: what the tool gets is one spelling of it.
TEST_F(OddArgumentsTest, Scenario17OneSpellingOfOneNumber) {
  std::string digest;
  for (const char* amount : {"389", "3.89e2", "389.00", "38900e-2"}) {
    auto reply = Decide(
        "t", "shop.purchase",
        absl::StrCat(R"({"to": "SFO", "price": {"currency": "USD", "amount": )", amount, "}}"));
    ASSERT_EQ(Summary(reply), "permit buy") << amount;
    EXPECT_EQ(reply->canonical_args(), R"({"price":{"amount":389,"currency":"USD"},"to":"SFO"})");
    if (digest.empty()) digest = reply->args_sha256();
    EXPECT_EQ(reply->args_sha256(), digest);
  }
}

}  // namespace
}  // namespace writ::harness
