// Power cuts under an engine on the durable store: everything unsynced is lost, in part or as
// a whole; what was acknowledged is not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "absl/strings/str_cat.h"
#include "engine/storage/rocks_store_power.h"
#include "tests/engine/life.h"

namespace writ::tests {
namespace {

constexpr int kCuts = 24;
constexpr uint64_t kSeed = 20261125;

class PowerTest : public testing::Test {
 protected:
  // A new disk, with nothing on it.
  void Begin() {
    const char* base = std::getenv("TEST_TMPDIR");
    const std::string directory =
        absl::StrCat(base != nullptr ? base : "/tmp", "/power.",
                     testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory);
    disk_ = std::make_unique<PowerCutDisk>(directory, random_());
  }

  void Live(Durability durability = Durability::kSynced) {
    life_.Begin();
    auto store = disk_->Open();
    if (store.ok()) life_.Live(**store, durability);
  }

  // How many changes of the disk a whole life takes.
  uint64_t ChangesOfALife() {
    Begin();
    Live();
    return disk_->changes();
  }

  // The power goes again while the store is recovering from the first time.
  void CutTheRecovery() {
    disk_->CutAt(1 + random_() % 60);
    { auto store = disk_->Open(); }
    disk_->Restart();
  }

  template <typename Expect>
  void ExpectAfterRestart(Expect expect) {
    auto store = disk_->Open();
    ASSERT_TRUE(store.ok()) << store.status();
    life_.ExpectLogWhole(**store);
    expect(**store);
    life_.ExpectLogWhole(**store);
  }

  std::mt19937_64 random_{kSeed};
  std::unique_ptr<PowerCutDisk> disk_;
  Life life_;
};

TEST_F(PowerTest, LosesNothingThatWasAcknowledged) {
  const uint64_t changes = ChangesOfALife();
  ASSERT_GT(changes, 100u);
  size_t told = 0;
  uint64_t lost_bytes = 0;
  for (int cut = 0; cut < kCuts && !HasFailure(); ++cut) {
    SCOPED_TRACE(absl::StrCat("cut ", cut));
    Begin();
    disk_->CutAt(1 + random_() % changes);
    Live();
    EXPECT_TRUE(disk_->is_cut());
    told += life_.told().events.size();
    disk_->Restart();
    if (cut % 2 == 0) CutTheRecovery();
    lost_bytes += disk_->lost_bytes();
    ExpectAfterRestart([this](Store& store) { life_.ExpectEverythingTold(store); });
  }
  EXPECT_GT(told, 0u);
  EXPECT_GT(lost_bytes, 0u) << "the cuts took nothing";
}

// A sync that failed is never tried again, and nothing is acknowledged after it.
TEST_F(PowerTest, ASyncThatFailsIsFinal) {
  size_t told = 0;
  for (uint64_t sync = 1; sync <= kCuts && !HasFailure(); ++sync) {
    SCOPED_TRACE(absl::StrCat("sync ", sync));
    Begin();
    disk_->FailSyncAt(2 * sync);
    Live();
    told += life_.told().events.size();
    disk_->CutAt(1);
    disk_->Restart();
    ExpectAfterRestart([this](Store& store) { life_.ExpectEverythingTold(store); });
  }
  EXPECT_GT(told, 0u);
}

// What `buffered` gives away: events behind the newest checkpoint, and no others.
TEST_F(PowerTest, BufferedLosesOnlyWhatNoCheckpointSigns) {
  const uint64_t changes = ChangesOfALife();
  size_t missing = 0;
  for (int cut = 0; cut < kCuts && !HasFailure(); ++cut) {
    SCOPED_TRACE(absl::StrCat("cut ", cut));
    Begin();
    disk_->CutAt(1 + random_() % changes);
    Live(Durability::kBuffered);
    disk_->CutAt(1);
    disk_->Restart();
    ExpectAfterRestart([&](Store& store) { missing += life_.ExpectToldUpToCheckpoint(store); });
  }
  EXPECT_GT(missing, 0u) << "then it could as well be called synced";
}

}  // namespace
}  // namespace writ::tests
