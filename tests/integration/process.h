// Child processes: start one, read what it says, end it, learn how it ended.
#ifndef WRIT_TESTS_INTEGRATION_PROCESS_H_
#define WRIT_TESTS_INTEGRATION_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace writ::harness {

// How a process ended.
struct Exit {
  int code = -1;   // of a process that exited, else -1
  int signal = 0;  // that ended it, else 0
};

class Process {
 public:
  Process() = default;
  // Kills it if it still runs.
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  // `arguments[0]` is the binary's path. `out`, `err` and `in` become its standard
  // streams; -1 leaves ours.
  static absl::StatusOr<Process> Start(const std::vector<std::string>& arguments, int out, int err,
                                       int in = -1);

  // Sends `signal`. Nothing happens when it has been waited for.
  void Signal(int signal);
  // Blocks until it ends. Call once.
  Exit Wait();
  bool running() const { return pid_ > 0; }

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  pid_t pid_ = 0;
};

// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;

  int get() const { return fd_; }
  void Close();

 private:
  int Release();
  int fd_;
};

// A file that is nowhere but in memory.
Descriptor MemoryFile(const char* name);
// Everything in a file, from its start; its position is left as it was.
std::string ReadFrom(const Descriptor& file);

// Two ends of a pipe; nobody inherits them.
struct Pipe {
  Descriptor read, write;
};
absl::StatusOr<Pipe> MakePipe();
// Writes all of it. False when the reader is gone.
bool WriteAll(const Descriptor& to, std::string_view text);

// Runs a command to its end. `input` is its standard input.
struct Finished {
  Exit exit;
  std::string out, err;
};
absl::StatusOr<Finished> RunToEnd(const std::vector<std::string>& arguments,
                                  std::string_view input = {});

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_PROCESS_H_
