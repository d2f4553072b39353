#include "tests/integration/manual_server_clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace writ::harness {
namespace {

[[noreturn]] void Fail(const std::string& path) {
  std::perror(path.c_str());
  std::abort();
}

std::string MakeFile() {
  const char* base = std::getenv("TEST_TMPDIR");
  std::string path = std::string(base == nullptr ? "/tmp" : base) + "/clock-XXXXXX";
  const int fd = mkstemp(path.data());
  if (fd < 0 || ftruncate(fd, sizeof(Micros)) != 0) Fail(path);
  close(fd);
  return path;
}

}  // namespace

SharedMicros::SharedMicros(const std::string& path, bool writable) {
  const int fd = open(path.c_str(), (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (fd < 0) Fail(path);
  const int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void* mapped = mmap(nullptr, sizeof(Micros), protection, MAP_SHARED, fd, 0);
  if (mapped == MAP_FAILED) Fail(path);
  close(fd);
  micros_ = static_cast<std::atomic<Micros>*>(mapped);
}

SharedMicros::~SharedMicros() { munmap(micros_, sizeof(Micros)); }

ManualServerClock::ManualServerClock(Micros now)
    : path_(MakeFile()), micros_(path_, /*writable=*/true) {
  Set(now);
}

ManualServerClock::~ManualServerClock() { unlink(path_.c_str()); }

}  // namespace writ::harness
