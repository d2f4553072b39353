#include "tests/bench/rocks_floor.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/write_batch.h"

namespace writ::bench {
namespace {

// Collects what callers add into one batch, and writes it while the next one fills.
class GroupWriter {
 public:
  explicit GroupWriter(rocksdb::DB& db) : db_(db), thread_([this] { WriteLoop(); }) {}
  ~GroupWriter() {
    {
      std::lock_guard lock(mutex_);
      closing_ = true;
    }
    work_.notify_one();
    thread_.join();
  }

  // Adds what `fill(batch)` puts to the open group and waits until that is durable.
  template <typename Fill>
  void Commit(Fill&& fill) {
    std::unique_lock lock(mutex_);
    fill(open_);
    const uint64_t group = open_group_;
    work_.notify_one();
    durable_.wait(lock, [&] { return durable_group_ >= group; });
  }

  uint64_t groups() const { return durable_group_; }
  // The first failure; read it when the callers have ended.
  const rocksdb::Status& status() const { return status_; }

 private:
  void WriteLoop() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [&] { return closing_ || open_.Count() > 0; });
      if (open_.Count() == 0) return;
      rocksdb::WriteBatch batch;
      std::swap(batch, open_);
      const uint64_t group = open_group_++;
      lock.unlock();
      rocksdb::WriteOptions options;
      options.sync = true;
      const rocksdb::Status written = db_.Write(options, &batch);
      lock.lock();
      if (status_.ok()) status_ = written;
      durable_group_ = group;
      durable_.notify_all();
    }
  }

  rocksdb::DB& db_;
  std::mutex mutex_;
  std::condition_variable work_, durable_;
  rocksdb::WriteBatch open_;
  uint64_t open_group_ = 1, durable_group_ = 0;
  bool closing_ = false;
  rocksdb::Status status_;
  std::thread thread_;  // last: it uses the others
};

// 8 bytes, in order of (commit, value), as log entries are.
rocksdb::Slice Key(uint64_t n, char (&bytes)[8]) {
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(n >> (8 * (7 - i)));
  return {bytes, sizeof(bytes)};
}

void Fill(const RocksFloor& floor, const std::string& value, uint64_t n,
          rocksdb::WriteBatch& batch) {
  char key[8];
  for (size_t i = 0; i < floor.values.size(); ++i) {
    batch.Put(Key(n * floor.values.size() + i, key), {value.data(), floor.values[i]})
        .PermitUncheckedError();
  }
}

Rate RunCallers(const RocksFloor& floor, GroupWriter& writer) {
  const size_t longest = *std::max_element(floor.values.begin(), floor.values.end());
  const std::string value(longest, 'v');
  std::atomic<uint64_t> next{0};
  std::vector<std::vector<double>> micros(static_cast<size_t>(floor.callers));
  auto call = [&](std::vector<double>& mine) {
    for (uint64_t n = next++; n < floor.commits; n = next++) {
      const SteadyTime start = std::chrono::steady_clock::now();
      writer.Commit([&](rocksdb::WriteBatch& batch) { Fill(floor, value, n, batch); });
      mine.push_back(MicrosSince(start));
    }
  };
  const SteadyTime start = std::chrono::steady_clock::now();
  std::vector<std::thread> callers;
  callers.reserve(micros.size());
  for (auto& mine : micros) callers.emplace_back(call, std::ref(mine));
  for (std::thread& caller : callers) caller.join();
  const SteadyTime end = std::chrono::steady_clock::now();
  std::vector<double> all;
  for (const auto& mine : micros) all.insert(all.end(), mine.begin(), mine.end());
  return RateOf(std::move(all), start, end);
}

}  // namespace

absl::StatusOr<RocksFloorResult> RunRocksFloor(const RocksFloor& floor) {
  if (floor.callers < 1 || floor.values.empty()) {
    return absl::InvalidArgumentError("a floor needs a caller and a value");
  }
  std::error_code ignored;
  std::filesystem::remove_all(floor.directory, ignored);
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, floor.directory, &opened);
  if (!status.ok()) return absl::UnavailableError(status.ToString());
  std::unique_ptr<rocksdb::DB> db(opened);
  RocksFloorResult result;
  {
    GroupWriter writer(*db);
    result.rate = RunCallers(floor, writer);
    result.groups = writer.groups();
    if (!writer.status().ok()) return absl::InternalError(writer.status().ToString());
  }
  db.reset();
  std::filesystem::remove_all(floor.directory, ignored);
  return result;
}

}  // namespace writ::bench
