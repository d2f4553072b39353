// Calls in flight: who is being answered, so that a server can end when they are.
#ifndef WRIT_SERVER_SERVICE_CALLS_H_
#define WRIT_SERVER_SERVICE_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/service/convert.h"

namespace writ::server {

// Thread-safe. Must outlive its calls.
class Calls {
 public:
  // Begins one call and counts it until its reply is sent. `start(reactor)` either sees
  // to it that the reactor is finished, now or later, and gives OK; or it gives the error
  // that ends the call.
  template <typename Start>
  grpc::ServerUnaryReactor* Serve(Start start) {
    auto* reactor = new Reactor(*this);
    absl::Status status =
        Enter() ? start(reactor) : absl::UnavailableError("the server is closing");
    if (!status.ok()) reactor->Finish(ToGrpc(status));
    return reactor;
  }

  // From now on calls end at once, Unavailable.
  void Refuse();
  // Waits until no call is in flight, at most so long; false when some still are.
  bool AwaitNone(absl::Duration patience);

  // Counts a call that is not served by Serve; false when it is to be refused. Leave in any
  // case.
  bool Enter();
  void Leave();

 private:
  class Reactor final : public grpc::ServerUnaryReactor {
   public:
    explicit Reactor(Calls& calls) : calls_(calls) {}
    void OnDone() override {
      calls_.Leave();
      delete this;
    }

   private:
    Calls& calls_;
  };

  absl::Mutex mutex_;
  int64_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool refusing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_CALLS_H_
