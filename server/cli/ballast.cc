#include "server/cli/ballast.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace writ::cli {
namespace {

absl::Status NoRoom(const Ballast& ballast, int error) {
  return absl::ResourceExhaustedError(absl::StrCat(
      "`", ballast.file(), "` cannot hold ", ballast.bytes >> 20,
      " MiB for the moment in which the disk is full: ", strerror(error), "; make room"));
}

}  // namespace

absl::Status Reserve(const Ballast& ballast) {
  if (ballast.bytes == 0) return absl::OkStatus();
  const int fd = open(ballast.file().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return NoRoom(ballast, errno);
  int error = posix_fallocate(fd, 0, static_cast<off_t>(ballast.bytes));
  if (error == 0 && fsync(fd) != 0) error = errno;
  close(fd);
  if (error == 0) return absl::OkStatus();
  unlink(ballast.file().c_str());
  return NoRoom(ballast, error);
}

// As well as can be: there is nobody to tell when it fails.
void NoteStop(const Ballast& ballast, const absl::Status& why) {
  if (absl::IsResourceExhausted(why)) unlink(ballast.file().c_str());
  const int fd = open(ballast.stops().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0) return;
  const std::string line =
      absl::StrCat(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone()), " ",
                   why.ToString(), "\n");
  if (write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size())) fsync(fd);
  close(fd);
}

}  // namespace writ::cli
