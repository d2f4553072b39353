// Scenario 14 over real connections: another policy takes the place of the active one while
// calls run, and what a restart makes of that.
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "tests/integration/policy_test_base.h"

namespace writ::harness {
namespace {

// A policy whose every rule says which version it is of: no decision of another version, or of
// a mix of two, looks like one of it.
std::string Version(const std::string& version, int most, const std::string& more = "") {
  return absl::StrCat(R"(
package shop

entity User {}
entity Agent {}
task Buy {}

action shop.buy(price: int)

fact spent(task) = sum(args.price) of shop.buy

permit buy_)",
                      version, R"(: shop.buy
forbid odd_)",
                      version, R"(: shop.buy when args.price % 2 == 1
forbid dear_)",
                      version, R"(: shop.buy when args.price % 2 == 0 when args.price > )", most,
                      "\n", more);
}

const std::string& First() {
  static const auto* text = new std::string(Version("v1", 100));
  return *text;
}
const std::string& Second() {
  static const auto* text = new std::string(Version("v2", 50));
  return *text;
}

// What one version says of a price.
std::string Expected(const std::string& version, int most, int price) {
  if (price % 2 == 1) return "deny forbidden odd_" + version;
  if (price > most) return "deny forbidden dear_" + version;
  return "permit buy_" + version;
}

class PolicySwapTest : public PolicyTest {
 protected:
  PolicySwapTest() : PolicyTest(First()) {}
  void SetUp() override {
    PolicyTest::SetUp();
    Grant("t", "Buy");
  }

  // Runs `writ policy activate` on `text`.
  Finished Activate(const std::string& text, std::vector<std::string> more = {}) {
    TempDirectory directory;
    std::ofstream(directory.path() + "/policy.writ") << text;
    std::vector<std::string> arguments = {"policy", "activate", directory.path(), "--server",
                                          server_->address()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto finished = RunWrit(arguments);
    EXPECT_TRUE(finished.ok()) << finished.status();
    return finished.ok() ? *finished : Finished();
  }
  std::string Active() { return client_->GetPolicy()->digest(); }
  std::string Buy(int price) {
    return Summary(Decide("t", "shop.buy", absl::StrCat("{\"price\": ", price, "}")));
  }
};

struct Answer {
  int price;
  uint64_t index;
  std::string digest, summary;
};

TEST_F(PolicySwapTest, Scenario14EveryDecisionIsOfExactlyOneVersion) {
  constexpr int kConnections = 6, kCalls = 120;
  const std::string first = Active();
  absl::Barrier start(kConnections + 1);
  std::vector<std::vector<Answer>> answers(kConnections);
  std::vector<std::thread> callers;
  // Half of the calls of each connection are over before the policy is sent: the swap comes
  // among calls, and nobody has to hit a moment.
  absl::Barrier half(kConnections + 1);
  for (int i = 0; i < kConnections; ++i) {
    callers.emplace_back([&, i] {
      Client client(server_->address());
      start.Block();
      for (int call = 0; call < kCalls; ++call) {
        if (call == kCalls / 2) half.Block();
        const int price = (call * 7 + i) % 120;
        auto reply =
            client.Decide(Request("t", "shop.buy", absl::StrCat("{\"price\": ", price, "}")));
        if (!reply.ok()) continue;
        answers[i].push_back({price, reply->log_index(), reply->bundle_digest(), Summary(reply)});
      }
    });
  }
  start.Block();
  half.Block();
  EXPECT_EQ(Activate(Second()).exit.code, 0);
  const std::string second = Active();
  EXPECT_NE(second, first);
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(Buy(60), "deny forbidden dear_v2");

  std::map<uint64_t, std::string> by_index;
  for (const std::vector<Answer>& some : answers) {
    EXPECT_EQ(some.size(), static_cast<size_t>(kCalls));
    for (const Answer& answer : some) {
      ASSERT_TRUE(answer.digest == first || answer.digest == second);
      const bool old = answer.digest == first;
      EXPECT_EQ(answer.summary, Expected(old ? "v1" : "v2", old ? 100 : 50, answer.price));
      EXPECT_TRUE(by_index.emplace(answer.index, answer.digest).second);
    }
  }
  // In the order of the log: the one, then the other, and in between the one event that says so.
  uint64_t last_of_first = 0, first_of_second = 0;
  for (const auto& [index, digest] : by_index) {
    if (digest == first) last_of_first = index;
    if (digest == second && first_of_second == 0) first_of_second = index;
  }
  ASSERT_GE(by_index.size(), 2u);
  EXPECT_EQ(by_index.begin()->second, first);
  if (first_of_second != 0) EXPECT_LT(last_of_first, first_of_second);
  int swaps = 0;
  const uint64_t end = first_of_second == 0 ? last_of_first + 2 : first_of_second;
  for (uint64_t index = last_of_first + 1; index < end; ++index) {
    auto event = client_->GetEvent(index);
    ASSERT_TRUE(event.ok()) << event.status();
    swaps += event->kind() == "policy_activated";
  }
  EXPECT_EQ(swaps, 1);
  // Every decision, of either version, comes out the same again (TearDown).
}

TEST_F(PolicySwapTest, Scenario14NothingChangesWhenItIsRefused) {
  const std::string first = Active();
  // Of two authors who start from the same policy, the second is told.
  const std::string expected = absl::BytesToHexString(first);
  EXPECT_EQ(Activate(Second(), {"--expect", expected}).exit.code, 0);
  const std::string second = Active();
  const Finished late = Activate(Version("v3", 10), {"--expect", expected});
  EXPECT_EQ(late.exit.code, 2);
  EXPECT_NE(late.err.find(absl::BytesToHexString(second)), std::string::npos) << late.err;
  const Finished odd = Activate(First(), {"--expect", "12"});
  EXPECT_NE(odd.err.find("64 hexadecimal digits"), std::string::npos) << odd.err;
  // What does not compile is not sent; what is no bundle is refused.
  EXPECT_EQ(Activate("package shop\npermit x: nothing.at.all\n").exit.code, 2);
  v1::ActivatePolicyRequest request;
  EXPECT_EQ(client_->ActivatePolicy(request).status().code(), absl::StatusCode::kInvalidArgument);
  request.set_bundle("no bundle");
  EXPECT_EQ(client_->ActivatePolicy(request).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Active(), second);
  EXPECT_EQ(Buy(60), "deny forbidden dear_v2");
  const Finished again = Activate(Second());
  EXPECT_EQ(again.exit.code, 0);
  EXPECT_NE(again.out.find("the same"), std::string::npos) << again.out;
}

TEST_F(PolicySwapTest, Scenario14OpenTasksAreNotLeftWithoutAPolicy) {
  std::string renamed = Second();
  renamed.replace(renamed.find("task Buy {}"), 11, "task Purchase {}");
  const Finished refused = Activate(renamed);
  EXPECT_EQ(refused.exit.code, 2);
  EXPECT_NE(refused.err.find("`t` (shop.Buy)"), std::string::npos) << refused.err;
  EXPECT_EQ(Buy(60), "permit buy_v1");
  EXPECT_EQ(Activate(renamed, {"--allow-stale-tasks"}).exit.code, 0);
  EXPECT_EQ(Buy(60), "deny stale_task");
  // One that is stale already does not stand in the way of the way back.
  EXPECT_EQ(Activate(First()).exit.code, 0);
  EXPECT_EQ(Buy(60), "permit buy_v1");
}

TEST_F(PolicySwapTest, Scenario14ANewFactStartsFromTheCallsBefore) {
  EXPECT_EQ(Buy(40), "permit buy_v1");
  EXPECT_EQ(Buy(30), "permit buy_v1");
  EXPECT_EQ(Activate(Version("v2", 50, R"(
fact bought(task) = count of shop.buy
limit two: bought(task) <= 2
)"))
                .exit.code,
            0);
  EXPECT_EQ(Fact("bought"), "2");
  EXPECT_EQ(Fact("spent"), "70");
  EXPECT_EQ(Buy(2), "deny limit two");
}

TEST_F(PolicySwapTest, Scenario14ARestartTakesNothingBack) {
  const std::string first = Active();
  EXPECT_EQ(Activate(Second()).exit.code, 0);
  const std::string second = Active();
  Restart();  // with the directory of the first version
  EXPECT_EQ(Active(), second);
  EXPECT_EQ(Buy(60), "deny forbidden dear_v2");
  EXPECT_NE(server_->log().find(absl::StrCat(absl::BytesToHexString(first), ", is not active")),
            std::string::npos)
      << server_->log();
  // Once the directory has caught up, it is what a restart goes by again.
  WritePolicy(Second());
  Restart();
  WritePolicy(Version("v3", 10));
  Restart();
  EXPECT_EQ(Buy(12), "deny forbidden dear_v3");
  // And whoever says so puts the directory's in the place of an activated one.
  EXPECT_EQ(Activate(First()).exit.code, 0);
  arguments_ = {"--replace-policy"};
  Restart();
  EXPECT_EQ(Buy(12), "deny forbidden dear_v3");
}

TEST_F(PolicySwapTest, TheCommandLineShowsWhatIsActive) {
  auto shown = RunWrit({"policy", "show", "--sources", "--server", server_->address()});
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->exit.code, 0) << shown->err;
  EXPECT_NE(shown->out.find(absl::BytesToHexString(Active())), std::string::npos) << shown->out;
  EXPECT_NE(shown->out.find("rules    3"), std::string::npos) << shown->out;
  EXPECT_NE(shown->out.find("// policy.writ"), std::string::npos) << shown->out;
  EXPECT_NE(shown->out.find("when args.price % 2 == 0 when args.price > 100"), std::string::npos)
      << shown->out;
}

}  // namespace
}  // namespace writ::harness
