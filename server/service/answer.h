// How a command of the engine ends a call: the engine's answer becomes the reply, or the
// error, on the engine's commit thread. No thread waits in between.
#ifndef WRIT_SERVER_SERVICE_ANSWER_H_
#define WRIT_SERVER_SERVICE_ANSWER_H_

#include <grpcpp/grpcpp.h>

#include <utility>

#include "engine/engine.h"
#include "server/service/convert.h"

namespace writ::server {

// `fill(answer)` writes the reply, which gRPC keeps until the call has ended.
template <typename T, typename Fill>
Done<T> AnswerWith(grpc::ServerUnaryReactor* reactor, Fill fill) {
  return [reactor, fill = std::move(fill)](absl::StatusOr<T> answer) {
    if (!answer.ok()) return reactor->Finish(ToGrpc(answer.status()));
    fill(*answer);
    reactor->Finish(grpc::Status::OK);
  };
}

// Ends a call whose reply is written.
inline absl::Status Reply(grpc::ServerUnaryReactor* reactor) {
  reactor->Finish(grpc::Status::OK);
  return absl::OkStatus();
}

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_ANSWER_H_
