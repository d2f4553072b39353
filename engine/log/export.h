// Writes a log out as static files, laid out as C2SP tlog-tiles says, for any web server
// and any tool that reads such logs: checkpoint, tile/…, tile/entries/….
#ifndef WRIT_ENGINE_LOG_EXPORT_H_
#define WRIT_ENGINE_LOG_EXPORT_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "engine/storage/store.h"

namespace writ {

// The log up to the newest checkpoint in `store`. Gives how many files were written.
// FailedPrecondition when there is no checkpoint, or `directory` is there already.
absl::StatusOr<uint64_t> ExportLog(const Store& store, const std::string& directory);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_EXPORT_H_
