// A file system of its own that is small and can be filled, in memory.
#ifndef WRIT_TESTS_CRASH_SMALL_DISK_H_
#define WRIT_TESTS_CRASH_SMALL_DISK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tests/integration/harness.h"

namespace writ::crash {

// Mounted for this process and its children; gone with it. One in a process, and made before
// there are threads: without the rights of root it begins a user namespace.
class SmallDisk {
 public:
  explicit SmallDisk(int mib);
  ~SmallDisk();

  // FailedPrecondition where this machine lets nobody mount.
  const absl::Status& status() const { return status_; }
  const std::string& path() const { return directory_.path(); }
  // Leaves so many bytes and no more.
  void FillTo(uint64_t left);
  void Empty();

 private:
  std::string filler() const { return path() + "/filler"; }

  harness::TempDirectory directory_;
  absl::Status status_;
};

}  // namespace writ::crash

#endif  // WRIT_TESTS_CRASH_SMALL_DISK_H_
