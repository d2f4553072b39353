#include "tests/integration/harness.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace writ::harness {
namespace {

constexpr std::string_view kReady = "listening on ";

// From Bazel's runfiles, and from the root of the checkout.
constexpr std::initializer_list<const char*> kBinaries = {"server/main/writ",
                                                          "bazel-bin/server/main/writ"};
constexpr std::initializer_list<const char*> kClockedBinaries = {
    "tests/integration/writ_at", "bazel-bin/tests/integration/writ_at"};

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Without its line end; what came so far when the other side closes.
std::string ReadLine(int fd) {
  std::string line;
  for (char c; read(fd, &c, 1) == 1 && c != '\n';) line.push_back(c);
  return line;
}

// The first of `paths` that is there; empty when none is.
std::string FindBinary(std::initializer_list<const char*> paths) {
  std::error_code error;
  for (const char* path : paths) {
    if (std::filesystem::exists(path, error)) return std::filesystem::absolute(path, error);
  }
  return "";
}

std::vector<std::string> ServeArguments(const ServerOptions& options) {
  std::vector<std::string> arguments = {"serve",      "--policies", options.policies, "--data",
                                        options.data, "--listen",   options.listen};
  arguments.insert(arguments.end(), options.more.begin(), options.more.end());
  if (options.clock != nullptr) {
    arguments.insert(arguments.begin(), {FindBinary(kClockedBinaries), options.clock->path()});
  } else {
    arguments.insert(arguments.begin(), WritBinary());
  }
  std::string script;
  if (options.max_descriptors != 0)
    absl::StrAppend(&script, "ulimit -n ", options.max_descriptors, "; ");
  // The shell counts in halves of a KiB.
  if (options.max_file_kib != 0)
    absl::StrAppend(&script, "ulimit -f ", 2 * options.max_file_kib, "; ");
  if (!options.failpoints.empty()) {
    absl::StrAppend(&script, "export WRIT_FAILPOINTS='", options.failpoints, "'; ");
  }
  if (script.empty()) return arguments;
  // The shell changes itself and becomes the server.
  arguments.insert(arguments.begin(), {"/bin/sh", "-c", script + "exec \"$0\" \"$@\""});
  return arguments;
}

}  // namespace

std::string WritBinary() {
  std::string named = FromEnvironment("WRIT_BINARY");
  return named.empty() ? FindBinary(kBinaries) : named;
}

absl::StatusOr<Finished> RunWrit(std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), WritBinary());
  return RunToEnd(arguments, input);
}

TempDirectory::TempDirectory(std::string base) {
  if (base.empty()) base = FromEnvironment("TEST_TMPDIR");
  path_ = absl::StrCat(base.empty() ? "/tmp" : base, "/writ-XXXXXX");
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TempDirectory::~TempDirectory() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

ServerProcess::ServerProcess(Process process, Streams streams, std::string address)
    : process_(std::move(process)), streams_(std::move(streams)), address_(std::move(address)) {}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(const ServerOptions& options) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe");
  Streams streams{Descriptor(ends[0]), MemoryFile("log")};
  Descriptor in(ends[1]);
  WRIT_ASSIGN_OR_RETURN(Process process,
                        Process::Start(ServeArguments(options), in.get(), streams.err.get()));
  // Ours must close, or the end of the server would not end the pipe.
  in.Close();
  std::string line = ReadLine(streams.out.get());
  if (line.rfind(kReady, 0) != 0) {
    // Nothing said: it ended, and its last words are complete once it is gone.
    if (line.empty()) process.Wait();
    return absl::FailedPreconditionError(ReadFrom(streams.err));
  }
  return std::unique_ptr<ServerProcess>(
      new ServerProcess(std::move(process), std::move(streams), line.substr(kReady.size())));
}

Exit ServerProcess::Kill() {
  process_.Signal(SIGKILL);
  return process_.Wait();
}

Exit ServerProcess::Terminate() {
  process_.Signal(SIGTERM);
  return process_.Wait();
}

}  // namespace writ::harness
