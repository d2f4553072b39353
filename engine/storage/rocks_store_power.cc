#include "engine/storage/rocks_store_power.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/storage/rocks_store_env.h"
#include "rocksdb/file_system.h"

namespace writ {
namespace {

namespace fs = std::filesystem;
using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

std::string ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// What has changed since the power came, and is not on the disk for sure. Thread-safe.
class Unsynced {
 public:
  explicit Unsynced(uint64_t seed) : random_(seed) {}

  // Before each change. The error of a disk without power.
  IOStatus Change() {
    std::lock_guard lock(mutex_);
    if (!cut_) ++changes_;
    if (cut_at_ != 0 && changes_ >= cut_at_) cut_ = true;
    return cut_ ? IOStatus::IOError("the power is cut") : IOStatus::OK();
  }

  void Created(const std::string& path) {
    std::lock_guard lock(mutex_);
    files_[path] = {};
    names_.push_back({"", path, std::nullopt});
  }
  void Reopened(const std::string& path, uint64_t size) {
    std::lock_guard lock(mutex_);
    files_.try_emplace(path, File{size, size});
  }
  void Appended(const std::string& path, uint64_t bytes) {
    std::lock_guard lock(mutex_);
    files_[path].size += bytes;
  }
  void Truncated(const std::string& path, uint64_t size) {
    std::lock_guard lock(mutex_);
    File& file = files_[path];
    file.size = size;
    file.synced = std::min(file.synced, size);
  }
  void Deleted(const std::string& path) {
    std::lock_guard lock(mutex_);
    files_.erase(path);
  }
  // `before`: what stood under `to`.
  void Renamed(const std::string& from, const std::string& to, std::optional<std::string> before) {
    std::lock_guard lock(mutex_);
    files_[to] = files_[from];
    files_.erase(from);
    names_.push_back({from, to, std::move(before)});
  }
  IOStatus Synced(const std::string& path) {
    std::lock_guard lock(mutex_);
    File& file = files_[path];
    if (sync_fails_at_ != 0 && --sync_fails_at_ == 0) {
      file.lost = true;
      return IOStatus::IOError("the sync failed");
    }
    if (!file.lost) file.synced = file.size;
    return IOStatus::OK();
  }
  void DirectorySynced() {
    std::lock_guard lock(mutex_);
    names_.clear();
  }

  void CutAt(uint64_t n) {
    std::lock_guard lock(mutex_);
    cut_at_ = n == 0 ? 0 : changes_ + n;
  }
  void FailSyncAt(uint64_t n) {
    std::lock_guard lock(mutex_);
    sync_fails_at_ = n;
  }
  bool is_cut() const {
    std::lock_guard lock(mutex_);
    return cut_;
  }
  uint64_t changes() const {
    std::lock_guard lock(mutex_);
    return changes_;
  }
  uint64_t lost_bytes() const {
    std::lock_guard lock(mutex_);
    return lost_bytes_;
  }

  void Restart() {
    std::lock_guard lock(mutex_);
    for (uint64_t gone = random_() % (names_.size() + 1); gone > 0; --gone) {
      Undo(names_.back());
      names_.pop_back();
    }
    for (const auto& [path, file] : files_) Lose(path, file);
    files_.clear();
    names_.clear();
    cut_at_ = sync_fails_at_ = 0;
    cut_ = false;
  }

 private:
  struct File {
    uint64_t size = 0, synced = 0;
    bool lost = false;  // a sync of it failed
  };
  struct Name {
    std::string from, to;  // `from` is empty when it is new
    std::optional<std::string> before;
  };

  // What was deleted since stays so.
  void Undo(const Name& name) {
    if (!fs::exists(name.to)) return;
    const File file = files_[name.to];
    files_.erase(name.to);
    if (name.from.empty()) {
      lost_bytes_ += file.size;
      fs::remove(name.to);
      return;
    }
    fs::rename(name.to, name.from);
    files_[name.from] = file;
    if (name.before) std::ofstream(name.to, std::ios::binary) << *name.before;
  }

  void Lose(const std::string& path, const File& file) {
    const uint64_t open = file.size - file.synced;
    if (open == 0) return;
    const uint64_t kept = random_() % 3 == 0 ? 0 : random_() % (open + 1);
    lost_bytes_ += open - kept;
    fs::resize_file(path, file.synced + kept);
  }

  mutable std::mutex mutex_;
  std::mt19937_64 random_;
  std::map<std::string, File> files_;  // that were written since the power came, by path
  std::vector<Name> names_;            // new ones since their directory was synced
  uint64_t changes_ = 0, cut_at_ = 0, sync_fails_at_ = 0, lost_bytes_ = 0;
  bool cut_ = false;
};

// Does `change` when there is power, and then tells it.
#define WRIT_POWERED(change)                                            \
  do {                                                                  \
    if (IOStatus power = unsynced_.Change(); !power.ok()) return power; \
    if (IOStatus done = (change); !done.ok()) return done;              \
  } while (false)

class PowerFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  PowerFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, Unsynced& unsynced)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), unsynced_(unsynced) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* dbg) override {
    WRIT_POWERED(target()->Append(data, options, dbg));
    unsynced_.Appended(path_, data.size());
    return IOStatus::OK();
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* dbg) override {
    return Append(data, options, dbg);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* dbg) override {
    WRIT_POWERED(target()->Truncate(size, options, dbg));
    unsynced_.Truncated(path_, size);
    return IOStatus::OK();
  }
  // The disk below is not bothered: what it would keep is simulated.
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    WRIT_POWERED(IOStatus::OK());
    return unsynced_.Synced(path_);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* dbg) override {
    return Sync(options, dbg);
  }

 private:
  const std::string path_;
  Unsynced& unsynced_;
};

class PowerDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  PowerDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, Unsynced& unsynced)
      : FSDirectoryWrapper(std::move(directory)), unsynced_(unsynced) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    WRIT_POWERED(IOStatus::OK());
    unsynced_.DirectorySynced();
    return IOStatus::OK();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* dbg,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, dbg);
  }

 private:
  Unsynced& unsynced_;
};

class PowerFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit PowerFileSystem(Unsynced& unsynced)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), unsynced_(unsynced) {}

  const char* Name() const override { return "PowerFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* dbg) override {
    WRIT_POWERED(target()->NewWritableFile(path, options, file, dbg));
    unsynced_.Created(path);
    *file = std::make_unique<PowerFile>(std::move(*file), path, unsynced_);
    return IOStatus::OK();
  }
  IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* dbg) override {
    WRIT_POWERED(target()->ReopenWritableFile(path, options, file, dbg));
    unsynced_.Reopened(path, fs::file_size(path));
    *file = std::make_unique<PowerFile>(std::move(*file), path, unsynced_);
    return IOStatus::OK();
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* directory,
                        IODebugContext* dbg) override {
    IOStatus made = target()->NewDirectory(path, options, directory, dbg);
    if (!made.ok()) return made;
    *directory = std::make_unique<PowerDirectory>(std::move(*directory), unsynced_);
    return IOStatus::OK();
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* dbg) override {
    WRIT_POWERED(target()->DeleteFile(path, options, dbg));
    unsynced_.Deleted(path);
    return IOStatus::OK();
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* dbg) override {
    std::optional<std::string> before;
    if (fs::exists(to)) before = ReadWhole(to);
    WRIT_POWERED(target()->RenameFile(from, to, options, dbg));
    unsynced_.Renamed(from, to, std::move(before));
    return IOStatus::OK();
  }
  // The store's options use none of these.
  IOStatus ReuseWritableFile(const std::string&, const std::string&, const FileOptions&,
                             std::unique_ptr<rocksdb::FSWritableFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("ReuseWritableFile");
  }
  IOStatus NewRandomRWFile(const std::string&, const FileOptions&,
                           std::unique_ptr<rocksdb::FSRandomRWFile>*, IODebugContext*) override {
    return IOStatus::NotSupported("NewRandomRWFile");
  }
  IOStatus Truncate(const std::string&, size_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported("Truncate");
  }

 private:
  Unsynced& unsynced_;
};

#undef WRIT_POWERED

}  // namespace

struct PowerCutDisk::Rest {
  Rest(std::string directory, uint64_t seed)
      : directory(std::move(directory)),
        unsynced(seed),
        env(rocksdb::NewCompositeEnv(std::make_shared<PowerFileSystem>(unsynced))) {}

  const std::string directory;
  Unsynced unsynced;
  std::unique_ptr<rocksdb::Env> env;
};

PowerCutDisk::PowerCutDisk(std::string directory, uint64_t seed)
    : rest_(std::make_unique<Rest>(std::move(directory), seed)) {}

PowerCutDisk::~PowerCutDisk() = default;

absl::StatusOr<std::unique_ptr<Store>> PowerCutDisk::Open() {
  return OpenRocksStoreOn(rest_->directory, *rest_->env);
}

void PowerCutDisk::CutAt(uint64_t n) { rest_->unsynced.CutAt(n); }
void PowerCutDisk::FailSyncAt(uint64_t n) { rest_->unsynced.FailSyncAt(n); }
bool PowerCutDisk::is_cut() const { return rest_->unsynced.is_cut(); }
uint64_t PowerCutDisk::changes() const { return rest_->unsynced.changes(); }
uint64_t PowerCutDisk::lost_bytes() const { return rest_->unsynced.lost_bytes(); }
void PowerCutDisk::Restart() { rest_->unsynced.Restart(); }

}  // namespace writ
