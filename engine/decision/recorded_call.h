// A call as its event recorded it, to be decided again or settled.
#ifndef WRIT_ENGINE_DECISION_RECORDED_CALL_H_
#define WRIT_ENGINE_DECISION_RECORDED_CALL_H_

#include <memory>
#include <vector>

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

// A recorded call as one policy sees it. The arena of its roots outlives it; it stays where
// it is.
struct SeenCall {
  std::shared_ptr<const Policy> policy;
  CallRequest request;
  ReadCall read;
  std::vector<TaskView> views;
  Call call;
};
// False when the policy would not admit the call: it has no such action, or other
// arguments or task parameters. A ticket is looked at under the policy that decided alone,
// which is the one that it was opened under.
absl::StatusOr<bool> SeeCall(std::shared_ptr<const Policy> policy, const CallRequest& request,
                             const CallDecided& event, const CallBody& body, Micros time,
                             LoadPolicy load, Arena& arena, SeenCall& seen);
// Sets the root `result` to the declared part of what a tool returned. InvalidArgument says
// what does not fit.
absl::Status GiveResult(const Value& raw, SeenCall& seen, Arena& arena);

// Facts as a decision read them. A fact that it did not read is Error(FactUnavailable).
class RecordedFacts : public FactSource {
 public:
  // `body` outlives it.
  explicit RecordedFacts(const CallBody& body) : body_(body) {}

  absl::StatusOr<FactValue> Read(const Program& program, uint32_t fact, std::string_view key,
                                 Arena& arena) override;

 private:
  const CallBody& body_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_RECORDED_CALL_H_
