// Checks a whole log with nothing but its public key: every record against its leaf hash,
// every leaf against its tile, every tile against the tree, the tree against each signed
// checkpoint, and what events refer to by digest. Each thing that does not fit is named.
//
// A stored tile and the leaf hash beside each record are witnesses of one another: so one
// record that was changed, dropped or exchanged is named by its index even when whoever did
// it hashed it anew. Behind the last full tile the tail that was stored with the checkpoint
// is that witness. What was made consistent all through is found by the checkpoint.
#ifndef WRIT_ENGINE_LOG_VERIFY_H_
#define WRIT_ENGINE_LOG_VERIFY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/log/checkpoint.h"
#include "engine/storage/store.h"

namespace writ {

// Key of the newest signed checkpoint in Table::kMeta. No part of the state: it is signed.
inline constexpr std::string_view kCheckpointKey = "checkpoint";
// Key of the leaf hashes, behind the last full tile, of the events that it signs: BE64 size,
// then 32 bytes each. Written with the checkpoint, and like it no part of the state.
inline constexpr std::string_view kTailKey = "tail";

struct Finding {
  std::string where;  // "event 17", "tile/0/003", "edge", "checkpoint"
  std::string what;
};

struct VerifyReport {
  static constexpr size_t kMaxReported = 100;

  uint64_t events = 0;            // of the log, by its edge
  Digest root{};                  // of all of them, as hashed now
  uint64_t covered = 0;           // events that the newest good checkpoint covers
  uint64_t checkpoints = 0;       // that were checked and fit
  std::vector<Finding> findings;  // the first kMaxReported
  uint64_t found = 0;
};

// A checkpoint kept outside the database.
struct KeptCheckpoint {
  std::string where;  // for messages: its file
  std::string note;
};

// The checkpoint in the store and all of `kept` are checked. Reads the whole log once, in
// constant memory. An error Status means that the store failed.
absl::StatusOr<VerifyReport> VerifyLog(const Store& store, const NoteVerifier& verifier,
                                       const std::vector<KeptCheckpoint>& kept);

}  // namespace writ

#endif  // WRIT_ENGINE_LOG_VERIFY_H_
