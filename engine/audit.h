// What an auditor does with a copy of a data directory, without a server: check that the
// log is whole, decide again, fold the state again, ask what another policy would have
// decided, and write the log out as files.
#ifndef WRIT_ENGINE_AUDIT_H_
#define WRIT_ENGINE_AUDIT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/log/checkpoint.h"
#include "engine/log/export.h"
#include "engine/log/receipt.h"
#include "engine/log/verify.h"
#include "engine/replay/rebuild.h"
#include "engine/replay/replay_log.h"
#include "engine/replay/report.h"
#include "engine/replay/what_if.h"
#include "engine/storage/store.h"

namespace writ {

// The size and root that the store's own edge says; of an empty log when there is none.
absl::StatusOr<TreeHead> StoredHead(const Store& store);

}  // namespace writ

#endif  // WRIT_ENGINE_AUDIT_H_
