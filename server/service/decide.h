// One call from its message to its reply, for every way in which calls come.
#ifndef WRIT_SERVER_SERVICE_DECIDE_H_
#define WRIT_SERVER_SERVICE_DECIDE_H_

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "engine/engine.h"
#include "server/api/writ/v1/decisions.pb.h"

namespace writ::server {

// Decides `request` and fills `reply`, then calls `done`, perhaps at once; an error means
// that no decision was made. `reply` stays until then; `request` need not.
void DecideInto(Engine& engine, const v1::DecideRequest& request, v1::DecideReply& reply,
                absl::AnyInvocable<void(const absl::Status& status)> done);

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_DECIDE_H_
