// Decisions.Watch: one stream for each watcher, which holds no thread while it waits.
#ifndef WRIT_SERVER_SERVICE_WATCH_H_
#define WRIT_SERVER_SERVICE_WATCH_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "engine/engine.h"
#include "server/api/writ/v1/decisions.grpc.pb.h"

namespace writ::server {

// The reactor of one call of Watch; it deletes itself. `engine` must outlive the call.
grpc::ServerWriteReactor<v1::WatchEvent>* Watch(Engine& engine, const v1::WatchRequest& request);

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_WATCH_H_
