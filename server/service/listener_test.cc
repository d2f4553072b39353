#include "server/service/listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "absl/synchronization/mutex.h"

namespace writ::server {
namespace {

constexpr int kPatienceMillis = 10'000;

int ConnectTo(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

// What the other side of `fd` sent; "" when it closed.
std::string ReadSome(int fd) {
  pollfd wait{fd, POLLIN, 0};
  if (poll(&wait, 1, kPatienceMillis) != 1) return "nothing came";
  char bytes[16];
  const ssize_t n = read(fd, bytes, sizeof(bytes));
  return n > 0 ? std::string(bytes, n) : "";
}

// Says "hi" to every connection and keeps it until told otherwise.
class Greeter {
 public:
  ~Greeter() { CloseAll(); }

  Listener::Handover handover() {
    return [this](int, int fd) {
      absl::MutexLock lock(&mutex_);
      taken_.push_back(fd);
      // The other side may be gone already.
      send(fd, "hi", 2, MSG_NOSIGNAL);
    };
  }

  void CloseAll() {
    absl::MutexLock lock(&mutex_);
    for (int fd : taken_) close(fd);
    taken_.clear();
  }

 private:
  absl::Mutex mutex_;
  std::vector<int> taken_;
};

std::unique_ptr<Listener> OpenLoopback() {
  auto listener = Listener::Open({.host = "127.0.0.1"});
  EXPECT_TRUE(listener.ok()) << listener.status();
  return *std::move(listener);
}

TEST(ListenerTest, HandsConnectionsOver) {
  Greeter greeter;
  auto listener = OpenLoopback();
  EXPECT_GT(listener->address().port, 0);
  listener->Start(greeter.handover());
  const int fd = ConnectTo(listener->address().port);
  EXPECT_EQ(ReadSome(fd), "hi");
  close(fd);
}

TEST(ListenerTest, RefusesAnAddressThatIsTaken) {
  auto listener = OpenLoopback();
  auto second = Listener::Open(listener->address());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

TEST(ListenerTest, TakesNoConnectionOnceStopped) {
  Greeter greeter;
  auto listener = OpenLoopback();
  listener->Start(greeter.handover());
  listener->Stop();
  EXPECT_EQ(ConnectTo(listener->address().port), -1);
}

TEST(ListenerTest, ReplacesASocketThatNobodyServes) {
  const std::string path = "/tmp/writ-listener-" + std::to_string(getpid());
  auto first = Listener::Open({.path = path});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(Listener::Open({.path = path}).ok());
  // As a killed process leaves it: bound, and nobody listens.
  const int left_behind = link(path.c_str(), (path + ".old").c_str());
  ASSERT_EQ(left_behind, 0);
  (*first)->Stop();
  ASSERT_EQ(rename((path + ".old").c_str(), path.c_str()), 0);
  EXPECT_TRUE(Listener::Open({.path = path}).ok());
}

// CVE-2023-4785: idle connections use up the descriptors, then go away.
TEST(ListenerTest, GoesOnAfterDescriptorsRanOut) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = 100;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  Greeter greeter;
  auto listener = OpenLoopback();
  listener->Start(greeter.handover());
  std::vector<int> idle;
  for (int fd; (fd = ConnectTo(listener->address().port)) >= 0;) idle.push_back(fd);
  EXPECT_GT(idle.size(), 20u);
  for (int fd : idle) close(fd);
  // Connections of the flood may still wait to be accepted, and take descriptors once
  // more; every one that is answered or refused brings the end of the queue nearer.
  std::string answer;
  for (size_t tries = 0; answer != "hi" && tries <= 2 * idle.size(); ++tries) {
    greeter.CloseAll();
    const int fd = ConnectTo(listener->address().port);
    answer = ReadSome(fd);
    close(fd);
  }
  EXPECT_EQ(answer, "hi");
  limit.rlim_cur = before;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace
}  // namespace writ::server
