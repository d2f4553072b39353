// Decisions.DecideStream: many calls over one stream, decided as they come, answered as they
// are done.
//
// A stream object lives until gRPC is done with it and deletes itself. Calls in flight are
// bounded: past kMaxStreamedCalls nothing more is read until one is answered, which stops
// the sender by flow control. Replies that the client does not read hold their calls' places, so
// they are bounded too.
#ifndef WRIT_SERVER_SERVICE_STREAM_H_
#define WRIT_SERVER_SERVICE_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/engine.h"
#include "server/api/writ/v1/decisions.grpc.pb.h"
#include "server/service/calls.h"

namespace writ::server {

class DecideStream final
    : public grpc::ServerBidiReactor<v1::DecideStreamRequest, v1::DecideStreamReply> {
 public:
  // Both outlive the stream.
  DecideStream(Engine& engine, Calls& calls);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override {}  // reads and writes end with false
  void OnDone() override { delete this; }

 private:
  void Decide(const v1::DecideStreamRequest& request);
  // One call is answered.
  void Send(v1::DecideStreamReply reply);
  // What is to be done next, while the lock is held; done once it is released.
  struct Next {
    bool read = false, write = false, finish = false;
  };
  Next Plan() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Do(Next next);

  Engine& engine_;
  Calls& calls_;
  v1::DecideStreamRequest request_;  // of the read in progress alone

  absl::Mutex mutex_;
  std::deque<v1::DecideStreamReply> replies_ ABSL_GUARDED_BY(mutex_);  // the first is being sent
  size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;                       // read and not yet sent
  bool reading_ ABSL_GUARDED_BY(mutex_) = true;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;   // nothing more comes
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;  // nothing more can be sent
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_STREAM_H_
