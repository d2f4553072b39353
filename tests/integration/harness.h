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
#include "tests/integration/manual_server_clock.h"
#include "tests/integration/process.h"

namespace writ::harness {

// The binary: $WRIT_BINARY, or where Bazel puts it. Empty when it is not there.
std::string WritBinary();

// Runs `writ ARGUMENTS` to its end.
absl::StatusOr<Finished> RunWrit(std::vector<std::string> arguments, std::string_view input = {});

// A directory that goes with its content.
class TempDirectory {
 public:
  // In `base`; empty: where tests write.
  explicit TempDirectory(std::string base = "");
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
  int max_descriptors = 0;  // that it may have open; 0: as many as we may
  // Of a file that it writes, in KiB; 0: as large as we may. A write past it fails.
  int max_file_kib = 0;
  std::string failpoints;         // as WRIT_FAILPOINTS takes them
  std::vector<std::string> more;  // further arguments of `writ serve`
  // By which it decides, and which must outlive it; null: the machine's. The test then needs
  // the binary writ_at among its data.
  const ManualServerClock* clock = nullptr;
};

class ServerProcess {
 public:
  // Gives back a server that listens. FailedPrecondition, with what it wrote to its
  // standard error, when it ends before that.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const ServerOptions& options);

  // As gRPC takes it.
  const std::string& address() const { return address_; }
  // What it has written to its standard error.
  std::string log() const { return ReadFrom(streams_.err); }
  // Ends it without a warning, as a power cut of the process would. The data stays.
  Exit Kill();
  // Asks it to end and waits.
  Exit Terminate();

 private:
  struct Streams {
    Descriptor out;  // a pipe; stays open, or the server could not write to it
    Descriptor err;  // a file in memory
  };
  ServerProcess(Process process, Streams streams, std::string address);

  Process process_;
  Streams streams_;
  std::string address_;
};

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_HARNESS_H_
