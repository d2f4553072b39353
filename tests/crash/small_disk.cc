#include "tests/crash/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace writ::crash {
namespace {

bool Write(const char* path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  return file.good();
}

// Root within a namespace of this process.
bool BecomeRoot() {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  return Write("/proc/self/setgroups", "deny") &&
         Write("/proc/self/uid_map", absl::StrCat("0 ", user, " 1")) &&
         Write("/proc/self/gid_map", absl::StrCat("0 ", group, " 1"));
}

bool Mount(const std::string& path, int mib) {
  return mount("tmpfs", path.c_str(), "tmpfs", 0, absl::StrCat("size=", mib, "m").c_str()) == 0;
}

}  // namespace

SmallDisk::SmallDisk(int mib) {
  if (Mount(path(), mib) || (BecomeRoot() && Mount(path(), mib))) return;
  status_ =
      absl::FailedPreconditionError(absl::StrCat("nothing can be mounted: ", strerror(errno)));
}

SmallDisk::~SmallDisk() {
  if (status_.ok()) umount2(path().c_str(), MNT_DETACH);
}

void SmallDisk::FillTo(uint64_t left) {
  const uint64_t available = std::filesystem::space(path()).available;
  const int fd = open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (available > left) {
    const auto size = static_cast<off_t>(std::filesystem::file_size(filler()));
    status_ = posix_fallocate(fd, size, static_cast<off_t>(available - left)) == 0
                  ? absl::OkStatus()
                  : absl::InternalError("the disk cannot be filled");
  }
  close(fd);
}

void SmallDisk::Empty() { std::filesystem::remove(filler()); }

}  // namespace writ::crash
