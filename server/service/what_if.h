// Audit.WhatIf: takes a policy of any size, runs the log again under it on a worker, and
// sends changed verdicts as they are found.
//
// The object lives until gRPC is done with it and deletes itself. What it holds is bounded:
// one bundle, one message that is being sent and one that is being filled. The worker waits
// for a slow reader, but not for ever: others wait for the worker.
#ifndef WRIT_SERVER_SERVICE_WHAT_IF_H_
#define WRIT_SERVER_SERVICE_WHAT_IF_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "engine/engine.h"
#include "server/api/writ/v1/audit.grpc.pb.h"
#include "server/service/calls.h"
#include "server/service/worker.h"

namespace writ::server {

class WhatIfStream final : public grpc::ServerBidiReactor<v1::WhatIfRequest, v1::WhatIfReply> {
 public:
  // All outlive the stream; `open` counts those that there are.
  WhatIfStream(grpc::CallbackServerContext& context, Engine& engine, Worker& worker, Calls& calls,
               std::atomic<int>& open);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // On the worker; ends the call.
  void Run();
  absl::Status FillLast();
  absl::Status Add(const ChangedVerdict& change);
  // Until nothing is being sent. Cancelled when the client is gone, DeadlineExceeded when it
  // does not read.
  absl::Status AwaitSent();

  grpc::CallbackServerContext& context_;
  Engine& engine_;
  Worker& worker_;
  Calls& calls_;
  std::atomic<int>& open_;
  bool counted_ = false;       // among the calls in flight
  v1::WhatIfRequest request_;  // of the read in progress
  std::string bundle_;
  v1::WhatIfReply next_;  // being filled
  size_t next_bytes_ = 0;
  v1::WhatIfReply sent_;  // being sent, while sending_

  absl::Mutex mutex_;
  bool sending_ ABSL_GUARDED_BY(mutex_) = false;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_WHAT_IF_H_
