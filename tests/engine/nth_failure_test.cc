// The n-th operation of the store fails, for every n, while every kind of command is given:
// afterwards the log verifies, the state is what it folds to, and everything that was
// acknowledged is there.
//
// An operation fails before it does anything, or after it has done it: then nobody knows.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/storage/faulty_store.h"
#include "tests/engine/fixture.h"
#include "tests/engine/life.h"

namespace writ::tests {
namespace {

class NthFailureTest : public testing::Test {
 protected:
  // Lives on a store of which operation `n` fails (0: none). Gives how many there were.
  uint64_t Live(uint64_t n, Fault fault) {
    durable_ = NewMemoryStore();
    FaultyStore faulty(Borrow(*durable_));
    if (n > 0) faulty.FailAt(n, fault);
    life_.Live(faulty);
    return faulty.operations();
  }

  void FailEach(Fault fault) {
    const uint64_t operations = Live(0, fault);
    ASSERT_GT(operations, 100u);
    for (uint64_t n = 1; n <= operations; ++n) {
      SCOPED_TRACE(absl::StrCat("operation ", n, " of ", operations));
      EXPECT_GE(Live(n, fault), n);
      life_.ExpectLogWhole(*durable_);
      life_.ExpectEverythingTold(*durable_);
      life_.ExpectLogWhole(*durable_);
      if (HasFailure()) return;
    }
  }

  std::unique_ptr<Store> durable_;
  Life life_;
};

TEST_F(NthFailureTest, WithoutAFaultEveryCommandDoesItsPart) {
  Live(0, Fault::kError);
  const Told& told = life_.told();
  std::set<EventKind> kinds;
  for (const auto& [index, kind] : told.events) kinds.insert(kind);
  EXPECT_EQ(kinds,
            (std::set{EventKind::kEntityPut, EventKind::kCallDecided, EventKind::kOutcomeReported,
                      EventKind::kTokenRedeemed, EventKind::kTokenRevoked}));
  EXPECT_EQ(told.tasks,
            (std::map<std::string, bool>{{"t", false}, {"child", true}, {"closed", true}}));
  EXPECT_EQ(told.tickets.size(), 2u);
  EXPECT_TRUE(told.marked);
  EXPECT_GE(told.permits, kLifeLimit);
  EXPECT_GT(told.failed, 0);
  life_.ExpectLogWhole(*durable_);
  life_.ExpectEverythingTold(*durable_);
}

TEST_F(NthFailureTest, BeforeItIsDone) { FailEach(Fault::kError); }

TEST_F(NthFailureTest, AfterItIsDone) { FailEach(Fault::kErrorAfter); }

}  // namespace
}  // namespace writ::tests
