#include "server/service/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/service/limits.h"

namespace writ::server {
namespace {

constexpr int kBacklog = 1024;

// An address of any of the three kinds.
struct SocketAddress {
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
  };
  socklen_t size;
};

SocketAddress LocalAddress(const std::string& path) {
  SocketAddress address{};
  address.local.sun_family = AF_UNIX;
  std::memcpy(address.local.sun_path, path.data(), path.size());
  address.size = sizeof(address.local);
  return address;
}

SocketAddress V6Address(const std::string& bracketed, int port) {
  SocketAddress address{};
  address.v6.sin6_family = AF_INET6;
  address.v6.sin6_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET6, bracketed.substr(1, bracketed.size() - 2).c_str(), &address.v6.sin6_addr);
  address.size = sizeof(address.v6);
  return address;
}

SocketAddress V4Address(const std::string& host, int port) {
  SocketAddress address{};
  address.v4.sin_family = AF_INET;
  address.v4.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, host.c_str(), &address.v4.sin_addr);
  address.size = sizeof(address.v4);
  return address;
}

SocketAddress ToSocketAddress(const ListenAddress& address) {
  if (!address.path.empty()) return LocalAddress(address.path);
  if (address.host[0] == '[') return V6Address(address.host, address.port);
  return V4Address(address.host, address.port);
}

// Connections inherit TCP_NODELAY from the socket that accepts them.
void SetTcpOptions(int socket) {
  const int on = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

int PortOf(int socket) {
  SocketAddress address{};
  address.size = sizeof(address.v6);
  getsockname(socket, &address.any, &address.size);
  // The port stands at the same place in both families.
  return ntohs(address.v4.sin_port);
}

// Whether somebody answers at a socket of the file system.
bool IsServed(const SocketAddress& address) {
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool served = connect(probe, &address.any, address.size) == 0;
  close(probe);
  return served;
}

// A quarter of the process's descriptors is left for the database.
int MaxDescriptor() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return kMaxConnectionDescriptor;
  const rlim_t most = limit.rlim_cur / 4 * 3;
  return static_cast<int>(std::min<rlim_t>(most, kMaxConnectionDescriptor));
}

absl::Status Bind(int socket, const ListenAddress& listen_address) {
  const SocketAddress address = ToSocketAddress(listen_address);
  if (listen_address.path.empty()) {
    SetTcpOptions(socket);
  } else if (!IsServed(address)) {
    unlink(listen_address.path.c_str());
  }
  if (bind(socket, &address.any, address.size) == 0 && listen(socket, kBacklog) == 0) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", listen_address.ToString(), ": ", strerror(errno)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Listener>> Listener::Open(ListenAddress address) {
  const int family = ToSocketAddress(address).any.sa_family;
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return absl::ErrnoToStatus(errno, "cannot make a socket");
  if (absl::Status status = Bind(fd, address); !status.ok()) {
    close(fd);
    return status;
  }
  if (address.path.empty()) address.port = PortOf(fd);
  return std::unique_ptr<Listener>(new Listener(std::move(address), fd));
}

Listener::Listener(ListenAddress address, int socket)
    : address_(std::move(address)),
      socket_(socket),
      wake_(eventfd(0, EFD_CLOEXEC)),
      spare_(open("/dev/null", O_CLOEXEC)),
      max_descriptor_(MaxDescriptor()) {}

Listener::~Listener() {
  Stop();
  close(wake_);
  if (spare_ >= 0) close(spare_);
}

void Listener::Start(Handover handover) {
  handover_ = std::move(handover);
  thread_ = std::thread([this] { Loop(); });
}

void Listener::Stop() {
  if (socket_ < 0) return;
  eventfd_write(wake_, 1);
  if (thread_.joinable()) thread_.join();
  close(std::exchange(socket_, -1));
  if (!address_.path.empty()) unlink(address_.path.c_str());
}

void Listener::Loop() {
  while (WaitForConnection()) AcceptOne();
}

bool Listener::WaitForConnection() {
  pollfd waits[] = {{wake_, POLLIN, 0}, {socket_, POLLIN, 0}};
  // An interrupted wait is a wait without a connection.
  poll(waits, 2, -1);
  return waits[0].revents == 0;
}

void Listener::AcceptOne() {
  const int fd = accept4(socket_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= max_descriptor_) {
    close(fd);
  } else if (fd >= 0) {
    handover_(socket_, fd);
  } else if (errno == EMFILE || errno == ENFILE) {
    RefuseOne();
  }
}

void Listener::RefuseOne() {
  if (spare_ >= 0) close(spare_);
  const int fd = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd >= 0) close(fd);
  spare_ = open("/dev/null", O_CLOEXEC);
}

}  // namespace writ::server
