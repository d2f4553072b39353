// The durable store on files of somebody else's making. For tests of RocksDB's store alone;
// everybody else uses OpenRocksStore in store.h.
#ifndef WRIT_ENGINE_STORAGE_ROCKS_STORE_ENV_H_
#define WRIT_ENGINE_STORAGE_ROCKS_STORE_ENV_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/storage/store.h"
#include "rocksdb/env.h"

namespace writ {

// As OpenRocksStore, through `env`, which must outlive the store.
absl::StatusOr<std::unique_ptr<Store>> OpenRocksStoreOn(const std::string& directory,
                                                        rocksdb::Env& env);

}  // namespace writ

#endif  // WRIT_ENGINE_STORAGE_ROCKS_STORE_ENV_H_
