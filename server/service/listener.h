// Accepts connections and hands them to whoever serves them.
//
// The server has an accept loop of its own because the one of the gRPC library stops
// for ever when the process once runs out of file descriptors (CVE-2023-4785). This one
// takes no connection beyond kMaxConnectionDescriptor, so descriptors are left for the
// database, and goes on whatever accept says.
#ifndef WRIT_SERVER_SERVICE_LISTENER_H_
#define WRIT_SERVER_SERVICE_LISTENER_H_

#include <functional>
#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "server/service/listen.h"

namespace writ::server {

class Listener {
 public:
  // Takes the descriptor of a new connection, which is not blocking, and owns it. Runs
  // on the listener's thread.
  using Handover = std::function<void(int listener_fd, int fd)>;

  // Binds and listens; connections wait until Start. Unavailable when the address is
  // taken. The socket of the file system that a server left behind is replaced.
  static absl::StatusOr<std::unique_ptr<Listener>> Open(ListenAddress address);
  // Stops.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // With the port that was picked.
  const ListenAddress& address() const { return address_; }
  // Call once.
  void Start(Handover handover);
  // Accepts nothing more; connections that were handed over stay.
  void Stop();

 private:
  Listener(ListenAddress address, int socket);
  void Loop();
  // False when it is time to stop.
  bool WaitForConnection();
  void AcceptOne();
  // Out of descriptors: takes the waiting connection with the spare one and closes it,
  // or it would wait, and wake us, for ever.
  void RefuseOne();

  ListenAddress address_;
  int socket_;
  int wake_;   // an eventfd, readable when it is time to stop
  int spare_;  // a descriptor to give up when there is no other
  int max_descriptor_;
  Handover handover_;
  std::thread thread_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_LISTENER_H_
