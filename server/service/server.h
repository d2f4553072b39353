// The gRPC server: the services of writ.v1, health and reflection, on one address.
#ifndef WRIT_SERVER_SERVICE_SERVER_H_
#define WRIT_SERVER_SERVICE_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "server/service/listen.h"

namespace writ::server {

class Server {
 public:
  // Serves `engine`, which must outlive the server. Unavailable when the address cannot
  // be listened on.
  // Keys are those of `issuer`, which must outlive it too; null: there are none.
  static absl::StatusOr<std::unique_ptr<Server>> Start(Engine& engine, ListenAddress address,
                                                       TokenIssuer* issuer = nullptr);
  // Drains if that was not done.
  virtual ~Server() = default;

  // With the port that was picked.
  virtual const ListenAddress& address() const = 0;
  // Accepts nothing more and waits until calls in flight have ended, at most
  // kDrainSeconds; then cancels them. Call once.
  virtual void Drain() = 0;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_SERVER_H_
