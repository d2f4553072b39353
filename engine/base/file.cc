#include "engine/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

absl::Status Failed(const char* doing, const std::string& path) {
  const int error = errno;
  std::string message = absl::StrCat("cannot ", doing, " `", path, "`: ", strerror(error));
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == ENOSPC || error == EDQUOT) return absl::ResourceExhaustedError(message);
  if (error == EACCES || error == EISDIR) return absl::FailedPreconditionError(message);
  return absl::InternalError(message);
}

class File {
 public:
  File(const std::string& path, int flags, int mode) : fd_(open(path.c_str(), flags, mode)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  const int fd_;
};

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

absl::Status SyncDirectory(const std::string& directory) {
  File opened(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (!opened.ok() || fsync(opened.get()) != 0) return Failed("sync", directory);
  return absl::OkStatus();
}

absl::Status WriteNew(const std::string& path, std::string_view bytes, int mode) {
  File file(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  // The umask may have taken bits away, and a file that was left behind has its own.
  if (!file.ok() || fchmod(file.get(), static_cast<mode_t>(mode)) != 0) {
    return Failed("create", path);
  }
  if (!WriteAll(file.get(), bytes)) return Failed("write", path);
  if (fsync(file.get()) != 0) return Failed("sync", path);
  return absl::OkStatus();
}

absl::StatusOr<Ed25519Key> MakeKey(const std::string& path) {
  const std::string directory = DirectoryOf(path);
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return Failed("create", directory);
  WRIT_ASSIGN_OR_RETURN(Ed25519Key key, Ed25519Key::Generate());
  std::string text = absl::StrCat(
      absl::Base64Escape(absl::string_view(key.seed().data(), key.seed().size())), "\n");
  WRIT_RETURN_IF_ERROR(ReplaceSmallFile(path, text, 0600));
  return key;
}

absl::Status CheckSecret(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return Failed("look at", path);
  if ((status.st_mode & 077) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("others may read the key in `", path, "`: chmod 600 it, or make a new one"));
}

}  // namespace

absl::StatusOr<std::string> ReadSmallFile(const std::string& path) {
  File file(path, O_RDONLY | O_CLOEXEC, 0);
  if (!file.ok()) return Failed("open", path);
  std::string bytes;
  char buffer[4096];
  while (true) {
    const ssize_t count = read(file.get(), buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed("read", path);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(count));
    if (bytes.size() > kMaxSmallFileBytes) {
      return absl::FailedPreconditionError(absl::StrCat("`", path, "` is too large"));
    }
  }
}

absl::Status ReplaceSmallFile(const std::string& path, std::string_view bytes, int mode) {
  const std::string next = path + ".new";
  absl::Status written = WriteNew(next, bytes, mode);
  if (!written.ok()) {
    unlink(next.c_str());
    return written;
  }
  if (rename(next.c_str(), path.c_str()) != 0) return Failed("replace", path);
  return SyncDirectory(DirectoryOf(path));
}

absl::StatusOr<Ed25519Key> LoadOrMakeKey(const std::string& path) {
  auto text = ReadSmallFile(path);
  if (absl::IsNotFound(text.status())) return MakeKey(path);
  WRIT_RETURN_IF_ERROR(text.status());
  WRIT_RETURN_IF_ERROR(CheckSecret(path));
  std::string seed;
  if (text->empty() || text->back() != '\n' ||
      !absl::Base64Unescape(absl::string_view(*text).substr(0, text->size() - 1), &seed) ||
      seed.size() != kEd25519SeedBytes) {
    return absl::DataLossError(absl::StrCat("`", path, "` does not hold a key"));
  }
  return Ed25519Key::FromSeed(seed);
}

}  // namespace writ
