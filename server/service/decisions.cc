#include "server/service/decisions.h"

#include <atomic>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/service/answer.h"
#include "server/service/decide.h"
#include "server/service/limits.h"
#include "server/service/stream.h"
#include "server/service/watch.h"

namespace writ::server {

grpc::ServerUnaryReactor* DecisionsService::Decide(grpc::CallbackServerContext* context,
                                                   const v1::DecideRequest* request,
                                                   v1::DecideReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    DecideInto(engine_, *request, *reply,
               [reactor](const absl::Status& status) { reactor->Finish(ToGrpc(status)); });
    return absl::OkStatus();
  });
}

// The calls of a batch stand beside each other in the queue, and so mostly in one group.
grpc::ServerUnaryReactor* DecisionsService::DecideBatch(grpc::CallbackServerContext* context,
                                                        const v1::DecideBatchRequest* request,
                                                        v1::DecideBatchReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    const int size = request->requests_size();
    if (size < 1 || size > kMaxBatch) {
      return absl::InvalidArgumentError(absl::StrCat("`requests` must be 1 to ", kMaxBatch));
    }
    for (int i = 0; i < size; ++i) reply->add_results();
    auto waiting = std::make_shared<std::atomic<int>>(size);
    for (int i = 0; i < size; ++i) {
      v1::DecideResult* result = reply->mutable_results(i);
      DecideInto(engine_, request->requests(i), *result->mutable_reply(),
                 [reactor, result, waiting](const absl::Status& status) {
                   if (!status.ok()) ToMessage(status, *result->mutable_error());
                   if (waiting->fetch_sub(1) == 1) reactor->Finish(grpc::Status::OK);
                 });
    }
    return absl::OkStatus();
  });
}

grpc::ServerBidiReactor<v1::DecideStreamRequest, v1::DecideStreamReply>*
DecisionsService::DecideStream(grpc::CallbackServerContext* context) {
  return new server::DecideStream(engine_, calls_);
}

grpc::ServerUnaryReactor* DecisionsService::ReportOutcome(grpc::CallbackServerContext* context,
                                                          const v1::ReportOutcomeRequest* request,
                                                          v1::ReportOutcomeReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(OutcomeReport report, FromMessage(*request));
    auto fill = [reply](const OutcomeReceipt& receipt) { ToMessage(receipt, *reply); };
    engine_.ReportOutcome(std::move(report), AnswerWith<OutcomeReceipt>(reactor, fill));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::WatchEvent>* DecisionsService::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) {
  return server::Watch(engine_, *request);
}

}  // namespace writ::server
