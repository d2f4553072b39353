// The durable store: one RocksDB column family per table, one write per Commit. Only
// files of this name include RocksDB.
//
// What it promises, and why each option is as it is, stands in docs/storage.md. In short:
// a Commit that returned OK with kSynced is on the disk; damage is refused, never opened
// as a shorter history; after one failed Commit nothing is answered any more.
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/storage/rocks_store_env.h"
#include "engine/storage/store.h"
#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/options.h"
#include "rocksdb/sst_file_reader.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"

namespace writ {
namespace {

constexpr size_t kWriteBufferBytes = 64 << 20;
constexpr uint64_t kMaxWalBytes = 256 << 20;
constexpr size_t kBlockCacheBytes = 128 << 20;
constexpr double kBloomBitsPerKey = 10;
// Bytes of checksum that travel with each key of a batch down to the log.
constexpr size_t kProtectionBytes = 8;
// Of one batch beside its keys and values: kinds, table numbers and lengths.
constexpr size_t kBytesPerWrite = 16;

rocksdb::Slice AsSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// Keeps RocksDB's newest warning about a file: it names the damaged one, which a Status
// about the log does not.
// Nothing else of RocksDB's chatter is kept: the server has its own log.
class WarningKeeper : public rocksdb::Logger {
 public:
  WarningKeeper() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}
  using rocksdb::Logger::Logv;

  void Logv(const char* format, va_list arguments) override {
    char line[512];
    vsnprintf(line, sizeof(line), format, arguments);
    if (strstr(line, ".log") == nullptr && strstr(line, ".sst") == nullptr) return;
    std::lock_guard lock(mutex_);
    warning_ = line;
  }

  std::string Newest() const {
    std::lock_guard lock(mutex_);
    return warning_;
  }

 private:
  mutable std::mutex mutex_;
  std::string warning_;
};

absl::Status FromRocks(const rocksdb::Status& status, std::string_view doing,
                       const std::string& warning = {}) {
  if (status.ok()) return absl::OkStatus();
  std::string message = absl::StrCat(absl::string_view(doing.data(), doing.size()), ": ",
                                     status.ToString(), warning.empty() ? "" : "; ", warning);
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(message);
  if (status.IsInvalidArgument()) return absl::FailedPreconditionError(message);
  return absl::InternalError(message);
}

// RocksDB has no code of its own for a lock that is held: it is an I/O error on LOCK, or
// within one process a sentence.
bool IsLockHeld(const rocksdb::Status& status) {
  std::string text = status.ToString();
  return status.IsIOError() &&
         (absl::StrContains(text, "While lock file") || absl::StrContains(text, "lock hold by"));
}

// Of a table file that it cannot read, RocksDB may name only the manifest that lists it.
std::string DamagedTable(const std::string& directory) {
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(directory, error)) {
    if (file.path().extension() != ".sst") continue;
    rocksdb::SstFileReader reader{rocksdb::Options()};
    rocksdb::Status status = reader.Open(file.path().string());
    if (status.ok()) status = reader.VerifyChecksum();
    if (!status.ok()) return absl::StrCat("`", file.path().string(), "` is damaged");
  }
  return {};
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& directory,
                       std::string warning) {
  if (IsLockHeld(status)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "`", directory, "` is in use by another process: stop it, or name another directory"));
  }
  if (warning.empty() && status.IsCorruption()) warning = DamagedTable(directory);
  const absl::Status error =
      FromRocks(status, absl::StrCat("cannot open `", directory, "`"), warning);
  // A table file that is missing was looked for last under the ending of old versions.
  return absl::Status(error.code(), absl::StrReplaceAll(error.message(), {{".ldb", ".sst"}}));
}

rocksdb::DBOptions DatabaseOptions(std::shared_ptr<rocksdb::Logger> logger) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // A torn tail is an unacknowledged write and is dropped; a damaged middle refuses to
  // open. RocksDB's default opens it as a shorter history.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // Without it the mode above would not see what the log's reader reports.
  options.paranoid_checks = true;
  // A log file that is missing or shorter than when it was closed refuses to open.
  options.track_and_verify_wals_in_manifest = true;
  // A recycled log ends in an older one's records, which the mode above would call damage.
  options.recycle_log_file_num = 0;
  options.max_total_wal_size = kMaxWalBytes;
  // An error of the disk is final. RocksDB must not retry behind a store that has failed.
  options.max_bgerror_resume_count = 0;
  // The sequencer is the one writer: there is nobody to share a write with.
  options.allow_concurrent_memtable_write = false;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log = std::move(logger);
  return options;
}

rocksdb::CompressionType BestCompression() {
  const auto supported = rocksdb::GetSupportedCompressions();
  for (auto type : {rocksdb::kZSTD, rocksdb::kLZ4Compression}) {
    if (std::find(supported.begin(), supported.end(), type) != supported.end()) return type;
  }
  return rocksdb::kNoCompression;
}

// Facts, tasks, calls and keys are small, and read while somebody waits. Events, bundles
// and blobs are large and read by auditors.
bool IsArchive(Table table) {
  return table == Table::kEntries || table == Table::kBundles || table == Table::kBlobs;
}

rocksdb::ColumnFamilyOptions TableOptions(Table table,
                                          const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  if (!IsArchive(table)) {
    // A point read finds its key in a block without a binary search.
    blocks.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  }
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = kWriteBufferBytes;
  options.compression = IsArchive(table) ? BestCompression() : rocksdb::kNoCompression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return options;
}

// RocksDB insists on a family `default`; it stays empty. The tables follow in the order
// of kTables.
std::vector<rocksdb::ColumnFamilyDescriptor> Families() {
  auto cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (Table table : kTables) {
    families.emplace_back(std::string(TableName(table)), TableOptions(table, cache));
  }
  return families;
}

class RocksStore : public Store {
 public:
  using Handles = std::vector<rocksdb::ColumnFamilyHandle*>;

  // `handles` as RocksDB gave them for Families().
  RocksStore(std::unique_ptr<rocksdb::DB> db, Handles handles, bool read_only)
      : db_(std::move(db)), handles_(std::move(handles)), read_only_(read_only) {
    for (size_t i = 0; i < std::size(kTables); ++i) {
      families_[static_cast<size_t>(kTables[i])] = handles_[i + 1];  // after `default`
    }
  }

  ~RocksStore() override {
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
    db_->Close().PermitUncheckedError();
  }

  // Reads every block of every file once, so that old damage shows at the start and not
  // under a decision.
  absl::Status Verify() { return FromRocks(db_->VerifyChecksum(), "a stored file is damaged"); }

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    WRIT_RETURN_IF_ERROR(Failure());
    std::string value;
    const auto status = db_->Get(rocksdb::ReadOptions(), Family(table), AsSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    WRIT_RETURN_IF_ERROR(FromRocks(status, "cannot read"));
    return value;
  }

  absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                             std::string_view to, size_t limit) const override {
    WRIT_RETURN_IF_ERROR(Failure());
    rocksdb::ReadOptions options;
    const rocksdb::Slice bound = AsSlice(to);
    if (!to.empty()) options.iterate_upper_bound = &bound;
    std::vector<KeyValue> found;
    // RocksDB's iterator asserts that its lower end is not past its upper end.
    if (limit == 0 || (!to.empty() && from >= to)) return found;
    std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options, Family(table)));
    for (rows->Seek(AsSlice(from)); rows->Valid() && found.size() < limit; rows->Next()) {
      found.push_back({rows->key().ToString(), rows->value().ToString()});
    }
    WRIT_RETURN_IF_ERROR(FromRocks(rows->status(), "cannot scan"));
    return found;
  }

  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    WRIT_RETURN_IF_ERROR(Failure());
    if (read_only_) return absl::FailedPreconditionError("the database is open for reading alone");
    absl::Status written = Pass(Failpoint::kStoreBeforeWrite);
    if (written.ok() && !Pass(Failpoint::kDiskFull).ok()) {
      written = absl::ResourceExhaustedError("cannot commit: no space left on the device");
    }
    if (written.ok()) written = Write(batch, durability);
    // What a failed sync leaves: it may be on the disk, and nobody may be told.
    if (written.ok()) written = Pass(Failpoint::kStoreSyncError);
    if (!written.ok()) Fail(written);
    return written;
  }

 private:
  rocksdb::ColumnFamilyHandle* Family(Table table) const {
    return families_[static_cast<size_t>(table)];
  }

  absl::Status Write(const WriteBatch& batch, Durability durability) {
    rocksdb::WriteBatch writes(batch.bytes() + kBytesPerWrite * (batch.writes().size() + 1),
                               /*max_bytes=*/0, kProtectionBytes, /*default_cf_ts_sz=*/0);
    for (const WriteBatch::Write& write : batch.writes()) {
      WRIT_RETURN_IF_ERROR(FromRocks(Add(write, writes), "cannot build a batch"));
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::kSynced;
    return FromRocks(db_->Write(options, &writes), "cannot commit");
  }

  rocksdb::Status Add(const WriteBatch::Write& write, rocksdb::WriteBatch& writes) const {
    if (!write.value.has_value()) return writes.Delete(Family(write.table), AsSlice(write.key));
    return writes.Put(Family(write.table), AsSlice(write.key), AsSlice(*write.value));
  }

  absl::Status Failure() const {
    if (!failed_.load(std::memory_order_acquire)) return absl::OkStatus();
    std::lock_guard lock(mutex_);
    return failure_;
  }

  void Fail(const absl::Status& status) {
    std::lock_guard lock(mutex_);
    failure_ = absl::Status(
        status.code(),
        absl::StrCat("the store has failed and must be opened again: ", status.message()));
    failed_.store(true, std::memory_order_release);
  }

  std::unique_ptr<rocksdb::DB> db_;
  Handles handles_;
  std::array<rocksdb::ColumnFamilyHandle*, kTableCount> families_{};  // by table
  const bool read_only_;
  std::atomic<bool> failed_{false};
  mutable std::mutex mutex_;
  absl::Status failure_;  // set once, before `failed_`
};

// RocksDB takes a directory without CURRENT for a new database and deletes what it finds
// there: refuse, when that would be data.
absl::Status CheckDirectory(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot create `", directory, "`: ", error.message()));
  }
  if (std::filesystem::exists(directory + "/CURRENT", error)) return absl::OkStatus();
  for (const auto& file : std::filesystem::directory_iterator(directory, error)) {
    const std::filesystem::path extension = file.path().extension();
    if (extension != ".sst" && extension != ".log") continue;
    return absl::DataLossError(absl::StrCat("`", directory, "/CURRENT` is missing, but `",
                                            file.path().filename().string(), "` is there"));
  }
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("cannot list `", directory, "`: ", error.message()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStore(const std::string& directory) {
  return OpenRocksStoreOn(directory, *rocksdb::Env::Default());
}

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStoreOn(const std::string& directory,
                                                        rocksdb::Env& env) {
  WRIT_RETURN_IF_ERROR(CheckDirectory(directory));
  auto warnings = std::make_shared<WarningKeeper>();
  rocksdb::DBOptions options = DatabaseOptions(warnings);
  options.env = &env;
  rocksdb::DB* db = nullptr;
  RocksStore::Handles handles;
  const rocksdb::Status opened = rocksdb::DB::Open(options, directory, Families(), &handles, &db);
  if (!opened.ok()) return OpenError(opened, directory, warnings->Newest());
  auto store = std::make_unique<RocksStore>(std::unique_ptr<rocksdb::DB>(db), std::move(handles),
                                            /*read_only=*/false);
  WRIT_RETURN_IF_ERROR(store->Verify());
  return store;
}

absl::StatusOr<std::unique_ptr<Store>> OpenRocksStoreForReading(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory + "/CURRENT", error)) {
    return absl::NotFoundError(absl::StrCat("there is no database in `", directory, "`"));
  }
  auto warnings = std::make_shared<WarningKeeper>();
  rocksdb::DBOptions options = DatabaseOptions(warnings);
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  rocksdb::DB* db = nullptr;
  RocksStore::Handles handles;
  const rocksdb::Status opened =
      rocksdb::DB::OpenForReadOnly(options, directory, Families(), &handles, &db);
  if (!opened.ok()) return OpenError(opened, directory, warnings->Newest());
  auto store = std::make_unique<RocksStore>(std::unique_ptr<rocksdb::DB>(db), std::move(handles),
                                            /*read_only=*/true);
  WRIT_RETURN_IF_ERROR(store->Verify());
  return store;
}

}  // namespace writ
