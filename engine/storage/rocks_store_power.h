// A disk of which a power cut takes what was not synced. For tests alone.
//
// RocksDB writes real files through it; it remembers of each how much was synced, and which
// names and renames were, because their directory was. After a power cut some of the rest
// is gone: each file keeps what was synced and a random part of what follows, perhaps cut in
// the middle of a record; of new names and renames whose directory was not synced, those up
// to a random one are there, in the order of a file system that keeps a journal.
//
// A sync that fails loses what it was to sync, whatever later syncs say, as the kernels do.
#ifndef WRIT_ENGINE_STORAGE_ROCKS_STORE_POWER_H_
#define WRIT_ENGINE_STORAGE_ROCKS_STORE_POWER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/storage/store.h"

namespace writ {

class PowerCutDisk {
 public:
  PowerCutDisk(std::string directory, uint64_t seed);
  ~PowerCutDisk();

  // The store on it; at most one at a time, and gone before the disk.
  absl::StatusOr<std::unique_ptr<Store>> Open();

  // The power goes with the n-th change (write, sync, new name) from now on, and that one does
  // not happen; everything fails from then on. 0: no cut.
  void CutAt(uint64_t n);
  // The n-th sync of a file from now on fails, and nothing else does.
  void FailSyncAt(uint64_t n);
  bool is_cut() const;
  uint64_t changes() const;     // since the beginning
  uint64_t lost_bytes() const;  // by all power cuts

  // The power comes back: what was not synced is gone, as above. Only without a store.
  void Restart();

 private:
  struct Rest;
  std::unique_ptr<Rest> rest_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_STORAGE_ROCKS_STORE_POWER_H_
