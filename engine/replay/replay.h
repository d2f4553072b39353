// Replay: decides recorded calls again, from their events alone, and compares bytes.
//
// Needs no facts and no tasks: the event holds what the decision read, the store only
// lends the policy (by digest) and bodies that stand outside their event.
#ifndef WRIT_ENGINE_REPLAY_REPLAY_H_
#define WRIT_ENGINE_REPLAY_REPLAY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/decision/pipeline.h"
#include "engine/log/event.h"
#include "engine/storage/store.h"

namespace writ {

class Replayer {
 public:
  // `store` outlives it. For one thread.
  explicit Replayer(const Store& store) : store_(store) {}

  // What came of deciding a recorded call again.
  struct Result {
    bool equal = false;
    std::string what;   // the difference, for a person; empty when equal
    Decision decision;  // the decision as it comes out now, with its trace
  };
  // `event` is a call_decided. DataLoss when it does not decode, or when its policy or
  // body is missing or damaged.
  absl::StatusOr<Result> Again(std::string_view event);

  // Decides the call of `event` again under `policy`, another build of the one that it
  // was decided under, and shows `look` what the rules saw. Errors as above.
  using Look = absl::FunctionRef<void(const Call& call, Workspace& workspace)>;
  absl::StatusOr<Decision> Under(std::string_view event,
                                 const std::shared_ptr<const Policy>& policy, Look look);

  // The body of a call_decided or outcome_reported. Valid until the next call.
  absl::StatusOr<std::string_view> Body(bool is_digest, std::string_view body);
  absl::StatusOr<std::shared_ptr<const Policy>> PolicyOf(const Digest& bundle);

 private:
  absl::StatusOr<Draft> Decide(std::string_view event, const std::shared_ptr<const Policy>& policy,
                               Look look);

  const Store& store_;
  std::string body_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Policy>> policies_;
  Workspace workspace_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_REPLAY_H_
