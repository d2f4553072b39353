#include "server/service/listen.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace writ::server {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr size_t kMaxPath = sizeof(sockaddr_un::sun_path) - 1;

absl::Status Refuse(const std::string& text, const char* why) {
  return absl::InvalidArgumentError(absl::StrCat("--listen `", text, "` ", why));
}

bool IsLoopback(const std::string& host) {
  if (host == "[::1]") return true;
  in_addr address;
  if (inet_pton(AF_INET, host.c_str(), &address) != 1) return false;
  return ntohl(address.s_addr) >> 24 == 127;
}

absl::StatusOr<ListenAddress> ParseSocketPath(const std::string& text) {
  ListenAddress address;
  address.path = text.substr(kUnix.size());
  if (address.path.empty()) return Refuse(text, "names no socket");
  if (address.path.size() > kMaxPath) return Refuse(text, "is longer than a socket's path can be");
  return address;
}

absl::StatusOr<int> ParsePort(const std::string& text, const std::string& digits) {
  int port = 0;
  if (absl::SimpleAtoi(digits, &port) && port >= 0 && port <= 65'535) return port;
  return Refuse(text, "has no port from 0 to 65535");
}

}  // namespace

std::string ListenAddress::ToString() const {
  if (!path.empty()) return absl::StrCat("unix:", path);
  return absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(const std::string& text) {
  if (text.compare(0, kUnix.size(), kUnix) == 0) return ParseSocketPath(text);
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return Refuse(text, "is not HOST:PORT or unix:PATH");
  ListenAddress address;
  WRIT_ASSIGN_OR_RETURN(address.port, ParsePort(text, text.substr(colon + 1)));
  address.host = text.substr(0, colon);
  if (address.host == "localhost") address.host = "127.0.0.1";
  if (IsLoopback(address.host)) return address;
  return Refuse(
      text, "is not on this machine: without TLS only 127.0.0.1, [::1] and unix:PATH are served");
}

}  // namespace writ::server
