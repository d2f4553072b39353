// A window that is full (kMaxWindowCalls, kMaxSetElements): what does not fit is denied and
// says so, nothing is left out in silence, and it goes on when calls have left.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/decision/pipeline.h"
#include "engine/facts/aggregate.h"
#include "engine/facts/history.h"
#include "engine/replay/rebuild.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kHour = 3600 * kSecond;

constexpr std::string_view kPolicy = R"(
package budget
task Work {}
action mail.send(to: list<int>)
action mail.look()
fact sent(task) = count of mail.send for each x in args.to within 1h
permit all: any
forbid many: mail.look when sent(task) > 2000000
)";
constexpr std::string_view kSets = R"(
package budget
task Work {}
action mail.send(to: list<int>)
fact whom(task) = set(x) of mail.send for each x in args.to within 1h
permit all: any
)";

class WindowBudgetTest : public ::testing::Test {
 protected:
  void Start(std::string_view policy) {
    t_ = std::make_unique<TestEngine>(policy);
    t_->Grant("t", "Work", "{}");
  }
  // One call with so many elements.
  Decision Send(uint64_t elements, int first = 0) {
    std::vector<int> to(elements);
    for (size_t i = 0; i < to.size(); ++i) to[i] = first + static_cast<int>(i);
    return t_->Decide("t", "mail.send", absl::StrCat("{\"to\": [", absl::StrJoin(to, ","), "]}"));
  }
  Decision Look() { return t_->Decide("t", "mail.look", "{}"); }
  std::string Fact(std::string_view name) { return t_->Fact(name, R"(["t"])"); }
  void ExpectRebuilds() {
    t_->ExpectReplaysEqual();
    auto made = NewMemoryStore();
    auto report = Rebuild(t_->store(), *made);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->difference, "");
  }

  std::unique_ptr<TestEngine> t_;
};

TEST_F(WindowBudgetTest, AMillionCallsFitAndOneMoreIsDenied) {
  Start(kPolicy);
  const Micros start = t_->clock().Now();
  for (uint64_t calls = 0; calls < kMaxWindowCalls - 1; calls += kMaxForEachElements) {
    const uint64_t rest = kMaxWindowCalls - 1 - calls;
    ASSERT_EQ(Summary(Send(std::min<uint64_t>(kMaxForEachElements, rest))), "permit") << calls;
    t_->clock().Advance(kSecond);
  }
  EXPECT_EQ(Fact("sent"), absl::StrCat(kMaxWindowCalls - 1));
  EXPECT_EQ(Summary(Look()), "permit");
  EXPECT_EQ(Summary(Send(1)), "permit");
  // Full: whatever reads or changes it is denied, and says why.
  Decision full = Send(1);
  EXPECT_EQ(Summary(full), "deny fact_error");
  EXPECT_NE(full.detail.find("window"), std::string::npos) << full.detail;
  EXPECT_EQ(Summary(Look()), "deny rule_error budget.many");
  // The first thousand leave, to the microsecond.
  t_->clock().Set(start + kHour);
  EXPECT_EQ(Summary(Send(1)), "deny fact_error");
  t_->clock().Advance(1);
  EXPECT_EQ(Fact("sent"), absl::StrCat(kMaxWindowCalls - kMaxForEachElements));
  EXPECT_EQ(Summary(Look()), "permit");
  EXPECT_EQ(Summary(Send(1)), "permit");
  // All of them leave at once.
  t_->clock().Advance(2 * kHour);
  EXPECT_EQ(Fact("sent"), "0");
  EXPECT_EQ(Summary(Send(1)), "permit");
  EXPECT_EQ(Fact("sent"), "1");
  ExpectRebuilds();
}

TEST_F(WindowBudgetTest, ASetIsFullSooner) {
  Start(kSets);
  for (uint32_t calls = 0; calls < kMaxSetElements; calls += kMaxForEachElements) {
    ASSERT_EQ(Summary(Send(kMaxForEachElements)), "permit") << calls;
  }
  EXPECT_EQ(Summary(Send(1)), "deny fact_error");
  t_->clock().Advance(kHour + 1);
  EXPECT_EQ(Summary(Send(1)), "permit");
  EXPECT_EQ(Fact("whom"), "[0]");
  ExpectRebuilds();
}

}  // namespace
}  // namespace writ::tests
