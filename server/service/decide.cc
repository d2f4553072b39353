#include "server/service/decide.h"

#include <utility>

#include "absl/time/clock.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "server/service/convert.h"
#include "server/service/proof.h"

namespace writ::server {
namespace {

absl::StatusOr<CallRequest> ReadRequest(const v1::DecideRequest& request) {
  WRIT_ASSIGN_OR_RETURN(CallRequest call, FromMessage(request));
  if (!request.token().has_proof()) return call;
  WRIT_ASSIGN_OR_RETURN(call.key_thumbprint, CheckProof(request.token().proof().jwt(),
                                                        {.method = "POST",
                                                         .uri = "/writ.v1.Decisions/Decide",
                                                         .now = absl::ToUnixSeconds(absl::Now())}));
  return call;
}

}  // namespace

void DecideInto(Engine& engine, const v1::DecideRequest& request, v1::DecideReply& reply,
                absl::AnyInvocable<void(const absl::Status& status)> done) {
  auto call = ReadRequest(request);
  if (!call.ok()) return done(call.status());
  auto fill = [&engine, &reply, explain = request.explain(),
               done = std::move(done)](absl::StatusOr<Decision> decision) mutable {
    if (decision.ok() && !Pass(Failpoint::kReplyDrop).ok()) {
      return done(absl::UnavailableError("the reply was lost"));
    }
    if (decision.ok()) {
      ToMessage(*decision, reply);
      if (explain) ToMessage(*decision, *engine.program(), *reply.mutable_trace());
    }
    done(decision.status());
  };
  engine.Decide(*std::move(call), std::move(fill));
}

}  // namespace writ::server
