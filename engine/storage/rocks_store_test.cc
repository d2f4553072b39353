// What the durable store promises beyond the contract: it outlives its process, refuses
// damage and a second opener, and stops when a commit fails.
//
// Run with `--write DIRECTORY` it is the process that is killed: it commits 0, 1, 2, ...
// and prints each number once its Commit has returned.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/storage/store.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostWrites = 1'000'000;

std::string Key(uint64_t number) {
  std::string key;
  ByteWriter(key).U64(number);
  return key;
}

// Each commit writes an entry and a fact: they must never be seen apart.
absl::Status CommitNumber(Store& store, uint64_t number, Durability durability) {
  WriteBatch batch;
  batch.Put(Table::kEntries, Key(number), absl::StrCat("event ", number));
  batch.Put(Table::kFacts, "last", Key(number));
  return store.Commit(batch, durability);
}

int WriteUntilKilled(const std::string& directory) {
  auto store = OpenRocksStore(directory);
  if (!store.ok()) return 1;
  for (uint64_t number = 0; number < kMostWrites; ++number) {
    if (!CommitNumber(**store, number, Durability::kSynced).ok()) return 2;
    if (printf("%ju\n", static_cast<uintmax_t>(number)) < 0 || fflush(stdout) != 0) return 3;
  }
  return 4;  // nobody killed it
}

// How many numbers there are: 0, 1, 2, ... with no gap, in both tables alike. Fails the
// test otherwise.
uint64_t CountNumbers(const Store& store) {
  const auto rows = store.Scan(Table::kEntries, "", "", SIZE_MAX);
  EXPECT_TRUE(rows.ok()) << rows.status();
  uint64_t count = 0;
  for (const KeyValue& row : *rows) {
    EXPECT_EQ(row.key, Key(count));
    EXPECT_EQ(row.value, absl::StrCat("event ", count));
    ++count;
  }
  const auto last = store.Get(Table::kFacts, "last");
  EXPECT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(*last, count == 0 ? std::nullopt : std::optional(Key(count - 1)));
  return count;
}

std::string EmptyDirectory(const std::string& name) {
  std::string directory = testing::TempDir() + "/" + name;
  fs::remove_all(directory);
  return directory;
}

// A process that runs WriteUntilKilled.
class Writer {
 public:
  explicit Writer(const std::string& directory) {
    int ends[2];
    if (pipe(ends) != 0) return;
    pid_ = fork();
    if (pid_ == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      close(ends[1]);
      execl("/proc/self/exe", "rocks_store_test", "--write", directory.c_str(), nullptr);
      _exit(127);
    }
    close(ends[1]);
    said_ = fdopen(ends[0], "r");
  }
  ~Writer() {
    Kill();
    if (said_ != nullptr) fclose(said_);
  }

  // The next number that it has acknowledged; nothing when it has ended.
  std::optional<uint64_t> Next() {
    char line[32];
    uint64_t number = 0;
    if (said_ == nullptr || fgets(line, sizeof(line), said_) == nullptr) return std::nullopt;
    if (!absl::SimpleAtoi(line, &number)) return std::nullopt;
    return number;
  }

  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  FILE* said_ = nullptr;
};

TEST(RocksStore, KeepsEverythingAcknowledgedWhenItsProcessIsKilled) {
  std::string directory = EmptyDirectory("killed");
  for (uint64_t round = 1; round <= 4; ++round) {
    fs::remove_all(directory);
    Writer writer(directory);
    uint64_t acknowledged = 0;
    while (acknowledged < 37 * round) {
      auto number = writer.Next();
      ASSERT_TRUE(number.has_value());
      acknowledged = *number + 1;
    }
    writer.Kill();
    while (auto number = writer.Next()) acknowledged = *number + 1;
    auto store = OpenRocksStore(directory);
    ASSERT_TRUE(store.ok()) << store.status();
    // It may hold one more: committed, but not yet acknowledged.
    const uint64_t held = CountNumbers(**store);
    EXPECT_GE(held, acknowledged);
    EXPECT_LE(held, acknowledged + 1);
  }
}

TEST(RocksStore, RefusesASecondOpener) {
  std::string directory = EmptyDirectory("second");
  {
    Writer writer(directory);
    ASSERT_TRUE(writer.Next().has_value());
    auto second = OpenRocksStore(directory);
    EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(second.status().message(),
              absl::StrCat("`", directory,
                           "` is in use by another process: stop it, or name another directory"));
  }
  auto first = OpenRocksStore(directory);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(OpenRocksStore(directory).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(RocksStore, GoesOnAfterBeingOpenedAgain) {
  std::string directory = EmptyDirectory("again");
  for (uint64_t number = 0; number < 10; ++number) {
    auto store = OpenRocksStore(directory);
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_EQ(CountNumbers(**store), number);
    const auto durability = number % 2 == 0 ? Durability::kSynced : Durability::kBuffered;
    ASSERT_TRUE(CommitNumber(**store, number, durability).ok());
  }
}

// A database with `count` numbers, all of them in its log and none in a table file.
std::string Prepare(const std::string& name, uint64_t count) {
  std::string directory = EmptyDirectory(name);
  auto store = OpenRocksStore(directory);
  EXPECT_TRUE(store.ok()) << store.status();
  for (uint64_t number = 0; number < count; ++number) {
    EXPECT_TRUE(CommitNumber(**store, number, Durability::kBuffered).ok());
  }
  return directory;
}

// The largest file with this extension.
fs::path Largest(const std::string& directory, std::string_view extension) {
  fs::path largest;
  for (const auto& file : fs::directory_iterator(directory)) {
    if (file.path().extension() != extension) continue;
    if (largest.empty() || file.file_size() > fs::file_size(largest)) largest = file.path();
  }
  return largest;
}

void FlipByte(const fs::path& path, uint64_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  const char byte = static_cast<char>(file.get() ^ 0x20);
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(byte);
  ASSERT_TRUE(file.good());
}

std::string CopyOf(const std::string& directory) {
  std::string copy = EmptyDirectory("copy");
  fs::copy(directory, copy);
  return copy;
}

// The log's blocks are 32 KiB; a length that is damaged in the newest one looks like a
// torn write (docs/storage.md), anywhere else it must be seen.
constexpr uint64_t kLogBlock = 32 << 10;

TEST(RocksStore, RefusesALogWithAFlippedByteInItsMiddle) {
  const std::string directory = Prepare("flipped", 2000);
  const uint64_t size = fs::file_size(Largest(directory, ".log"));
  const uint64_t end = size / kLogBlock * kLogBlock;
  ASSERT_GT(end, kLogBlock);
  for (uint64_t offset = 1; offset < end; offset += end / 23) {
    const std::string copy = CopyOf(directory);
    const fs::path log = Largest(copy, ".log");
    FlipByte(log, offset);
    const auto store = OpenRocksStore(copy);
    ASSERT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << offset << store.status();
    EXPECT_NE(store.status().message().find(log.filename().string()), absl::string_view::npos)
        << store.status();
  }
}

TEST(RocksStore, AFlippedByteInTheNewestBlockNeverLeavesAGap) {
  constexpr uint64_t kCount = 300;
  const std::string directory = Prepare("newest", kCount);
  const uint64_t size = fs::file_size(Largest(directory, ".log"));
  ASSERT_LT(size, kLogBlock);
  int refused = 0, shorter = 0;
  for (uint64_t offset = 0; offset < 48; ++offset) {  // every byte of a record is among them
    const std::string copy = CopyOf(directory);
    FlipByte(Largest(copy, ".log"), size / 2 + offset);
    const auto store = OpenRocksStore(copy);
    if (!store.ok()) {
      EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << store.status();
      ++refused;
    } else if (CountNumbers(**store) < kCount) {
      ++shorter;
    }
  }
  // Only a damaged length passes for a torn write.
  EXPECT_GE(refused, 40);
  EXPECT_LE(shorter, 4);
  EXPECT_EQ(refused + shorter, 48) << "damage must not go unnoticed and change nothing";
}

// The fact in the first log is in no table file yet when a large blob has begun a second.
TEST(RocksStore, RefusesToOpenWithoutAClosedLog) {
  const std::string directory = Prepare("closed", 10);
  {
    auto store = OpenRocksStore(directory);
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE(CommitNumber(**store, 10, Durability::kSynced).ok());
    for (int i = 0; i < 36; ++i) {
      WriteBatch batch;
      batch.Put(Table::kBlobs, Key(static_cast<uint64_t>(i)), std::string(2 << 20, 'b'));
      ASSERT_TRUE((*store)->Commit(batch, Durability::kBuffered).ok());
    }
    ASSERT_TRUE(CommitNumber(**store, 11, Durability::kSynced).ok());
  }
  std::vector<fs::path> logs;
  for (const auto& file : fs::directory_iterator(directory)) {
    if (file.path().extension() == ".log") logs.push_back(file.path());
  }
  std::sort(logs.begin(), logs.end());
  ASSERT_GE(logs.size(), 2u);
  fs::remove(logs.front());
  const auto store = OpenRocksStore(directory);
  EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << store.status();
}

TEST(RocksStore, ALogCutAnywhereLosesOnlyItsTail) {
  constexpr uint64_t kCount = 200;
  const std::string directory = Prepare("torn", kCount);
  const uint64_t size = fs::file_size(Largest(directory, ".log"));
  for (uint64_t cut = 1; cut < size; cut += size / 11) {
    const std::string copy = CopyOf(directory);
    fs::resize_file(Largest(copy, ".log"), size - cut);
    const auto store = OpenRocksStore(copy);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_LT(CountNumbers(**store), kCount);
  }
}

TEST(RocksStore, RefusesATableFileWithAFlippedByte) {
  const std::string directory = Prepare("table", 2000);
  { ASSERT_TRUE(OpenRocksStore(directory).ok()); }  // recovery turns the log into files
  const uint64_t size = fs::file_size(Largest(directory, ".sst"));
  for (uint64_t offset : {size / 10, size / 3, size / 2}) {
    const std::string copy = CopyOf(directory);
    const fs::path file = Largest(copy, ".sst");
    FlipByte(file, offset);
    const auto store = OpenRocksStore(copy);
    ASSERT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << offset << store.status();
    EXPECT_NE(store.status().message().find(file.filename().string()), absl::string_view::npos)
        << store.status();
  }
}

TEST(RocksStore, RefusesADatabaseWithoutItsFiles) {
  const std::string directory = Prepare("missing", 100);
  const std::string copy = CopyOf(directory);
  fs::remove(copy + "/CURRENT");
  EXPECT_EQ(OpenRocksStore(copy).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(Largest(copy, ".log").empty()) << "it must leave the data where it is";
}

TEST(RocksStore, RefusesAFileInPlaceOfADirectory) {
  const std::string path = EmptyDirectory("file");
  std::ofstream(path) << "not a database";
  EXPECT_EQ(OpenRocksStore(path).status().code(), absl::StatusCode::kFailedPrecondition);
}

// Lowers the size that this process may give a file, so that a write to the log fails.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit lowered = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &lowered);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

TEST(RocksStore, RefusesEverythingAfterAFailedCommit) {
  std::string directory = EmptyDirectory("failed");
  constexpr uint64_t kBefore = 10;
  {
    auto store = OpenRocksStore(directory);
    ASSERT_TRUE(store.ok()) << store.status();
    for (uint64_t i = 0; i < kBefore; ++i) {
      ASSERT_TRUE(CommitNumber(**store, i, Durability::kSynced).ok());
    }
    {
      FileSizeLimit limit(fs::file_size(Largest(directory, ".log")) + 20);
      EXPECT_FALSE(CommitNumber(**store, kBefore, Durability::kSynced).ok());
    }
    // The disk is well again; the store must not be.
    EXPECT_FALSE(CommitNumber(**store, kBefore + 1, Durability::kSynced).ok());
    EXPECT_FALSE((*store)->Get(Table::kFacts, "last").ok());
    EXPECT_FALSE((*store)->Scan(Table::kFacts, "", "", 1).ok());
  }
  auto again = OpenRocksStore(directory);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(CountNumbers(**again), kBefore);
}

}  // namespace
}  // namespace writ

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--write") {
    return writ::WriteUntilKilled(argv[2]);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
