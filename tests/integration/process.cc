#include "tests/integration/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace writ::harness {
namespace {

// The child must not inherit our signal mask: it would be deaf to SIGTERM.
void ClearSignalMask(posix_spawnattr_t& attributes) {
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
}

int Spawn(std::vector<char*>& argv, int out, int err, int in, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (out >= 0) posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  if (err >= 0) posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  if (in >= 0) posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  ClearSignalMask(attributes);
  const int error = posix_spawn(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Process::~Process() {
  if (!running()) return;
  Signal(SIGKILL);
  Wait();
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

absl::StatusOr<Process> Process::Start(const std::vector<std::string>& arguments, int out, int err,
                                       int in) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = Spawn(argv, out, err, in, pid);
  if (error == 0) return Process(pid);
  return absl::ErrnoToStatus(error, absl::StrCat("cannot start ", arguments[0]));
}

void Process::Signal(int signal) {
  if (running()) kill(pid_, signal);
}

Exit Process::Wait() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  if (WIFEXITED(status)) return {WEXITSTATUS(status), 0};
  return {-1, WTERMSIG(status)};
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

void Descriptor::Close() {
  if (fd_ >= 0) close(Release());
}

int Descriptor::Release() { return std::exchange(fd_, -1); }

Descriptor MemoryFile(const char* name) { return Descriptor(memfd_create(name, MFD_CLOEXEC)); }

std::string ReadFrom(const Descriptor& file) {
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = pread(file.get(), buffer, sizeof(buffer), text.size())) > 0;) {
    text.append(buffer, n);
  }
  return text;
}

absl::StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "cannot make a pipe");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

bool WriteAll(const Descriptor& to, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(to.get(), text.data(), text.size());
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) text.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

absl::StatusOr<Finished> RunToEnd(const std::vector<std::string>& arguments,
                                  std::string_view input) {
  Descriptor in = MemoryFile("in"), out = MemoryFile("out"), err = MemoryFile("err");
  if (!WriteAll(in, input) || lseek(in.get(), 0, SEEK_SET) != 0) {
    return absl::InternalError("the input cannot be written");
  }
  WRIT_ASSIGN_OR_RETURN(Process process, Process::Start(arguments, out.get(), err.get(), in.get()));
  const Exit exit = process.Wait();
  return Finished{exit, ReadFrom(out), ReadFrom(err)};
}

}  // namespace writ::harness
