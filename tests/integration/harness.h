// The whole product as its users meet it: the real `writ` binary, its own process, its
// own database, real connections. For tests, the demo, the crash test and benchmarks.
//
// Nothing here sleeps: a server is ready when it has said so through a pipe.
#ifndef WRIT_TESTS_INTEGRATION_HARNESS_H_
#define WRIT_TESTS_INTEGRATION_HARNESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/integration/process.h"

namespace writ::harness {

// The binary: $WRIT_BINARY, or where Bazel puts it. Empty when it is not there.
std::string WritBinary();

// Runs `writ ARGUMENTS` to its end.
absl::StatusOr<Finished> RunWrit(std::vector<std::string> arguments);

// A directory that goes with its content.
class TempDirectory {
 public:
  TempDirectory();
  ~TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct ServerOptions {
  std::string policies;  // directory
  std::string data;      // directory
  std::string listen = "127.0.0.1:0";
};

class ServerProcess {
 public:
  // Gives back a server that listens. FailedPrecondition when it ends before that.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const ServerOptions& options);

  // As gRPC takes it.
  const std::string& address() const { return address_; }
  // Ends it without a warning, as a power cut of the process would. The data stays.
  Exit Kill();
  // Asks it to end and waits.
  Exit Terminate();

 private:
  ServerProcess(Process process, Descriptor out, std::string address);

  Process process_;
  Descriptor out_;  // stays open, or the server could not write to it
  std::string address_;
};

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_HARNESS_H_
