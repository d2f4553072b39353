// A call as its event recorded it, to be decided again or settled.
#ifndef WRIT_ENGINE_DECISION_RECORDED_CALL_H_
#define WRIT_ENGINE_DECISION_RECORDED_CALL_H_

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/decision/pipeline.h"
#include "engine/log/event.h"

namespace writ {

// The request that was decided. DataLoss when the arguments do not decode.
absl::StatusOr<CallRequest> RequestOf(const CallDecided& event, const CallBody& body);

// The bundle of a digest: the policy that decided, or the scope of a task.
using LoadPolicy = absl::FunctionRef<absl::StatusOr<std::shared_ptr<const Policy>>(const Digest&)>;

// The tasks of a recorded chain as `policy` sees them, and the chain of those. `chain`
// and `views` outlive what is given.
absl::StatusOr<std::vector<TaskView>> ViewChain(const std::vector<TaskState>& chain,
                                                const Policy& policy, LoadPolicy load,
                                                Arena& arena);
// Gives `view` the scope that its task was granted with.
absl::Status SetScope(TaskView& view, LoadPolicy load);
TaskChain ChainOf(const std::vector<TaskView>& views);

// Facts as a decision read them. A fact that it did not read is Error(FactUnavailable).
class RecordedFacts : public FactSource {
 public:
  // `body` outlives it.
  explicit RecordedFacts(const CallBody& body) : body_(body) {}

  absl::StatusOr<Value> Read(const Program& program, uint32_t fact, std::string_view key,
                             Arena& arena) override;

 private:
  const CallBody& body_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_RECORDED_CALL_H_
