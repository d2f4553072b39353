// Where a server may listen. There is no TLS in this version, so only addresses that
// stay on this machine are accepted.
#ifndef WRIT_SERVER_SERVICE_LISTEN_H_
#define WRIT_SERVER_SERVICE_LISTEN_H_

#include <string>

#include "absl/status/statusor.h"

namespace writ::server {

struct ListenAddress {
  std::string host;  // "127.0.0.1", "[::1]"; empty for a socket of the file system
  int port = 0;      // 0: one that the system picks
  std::string path;  // of a socket of the file system, else empty

  // As gRPC takes it: "127.0.0.1:7411", "unix:/run/writ.sock".
  std::string ToString() const;
};

// Accepts `127.x.y.z:PORT`, `localhost:PORT` (as 127.0.0.1), `[::1]:PORT` and
// `unix:PATH`. InvalidArgument for everything else, naming `--listen`.
absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text);

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_LISTEN_H_
