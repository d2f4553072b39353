// Writes a long log through the engine: agents at work for weeks, with whatever happens to
// them. The same log for the same number of decisions, on every machine.
#ifndef WRIT_TESTS_REPLAY_HISTORY_H_
#define WRIT_TESTS_REPLAY_HISTORY_H_

#include <cstdint>
#include <map>
#include <string>

#include "engine/log/checkpoint.h"

namespace writ::replay {

struct History {
  uint64_t events = 0;                       // of all kinds
  uint64_t decisions = 0;                    // among them
  std::map<std::string, uint64_t> verdicts;  // "permit", "deny limit", "ask needs_approval"
};

// Who signs the log; a key of this program's alone.
LogSigner SignerOfLog();

// Into a new data directory at `directory`. Each decision that is asked for is an event: a
// repeated call with an idempotency key, which is none, does not count. Ends the process when
// the engine fails.
History WriteHistory(const std::string& directory, uint64_t decisions);

}  // namespace writ::replay

#endif  // WRIT_TESTS_REPLAY_HISTORY_H_
