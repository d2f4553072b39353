#include "server/cli/log_files.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "engine/audit.h"
#include "engine/base/file.h"
#include "engine/base/status_macros.h"

namespace writ::cli {

void AddLogOptions(CLI::App& command, LogFiles& files) {
  command.add_option("--log-name", files.name, "Name of the log in its checkpoints and its key")
      ->capture_default_str();
  command.add_option("--log-key", files.key_file,
                     "File of the log's private key; default: private/log.key in the data");
  command.add_option("--checkpoint-file", files.checkpoint_file,
                     "File of the newest checkpoint, best on another disk; default: checkpoint "
                     "in the data");
}

absl::StatusOr<LogSigner> LoadLogSigner(const LogFiles& files, const std::string& data,
                                        const Store& store) {
  const std::string path = files.KeyIn(data);
  if (!IsKeyName(files.name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", files.name, "` cannot name a log: no spaces, no `+`"));
  }
  WRIT_ASSIGN_OR_RETURN(auto checkpoint, store.Get(Table::kMeta, kCheckpointKey));
  std::error_code error;
  if (checkpoint && !std::filesystem::exists(path, error)) {
    return absl::FailedPreconditionError(
        absl::StrCat("`", path, "`, the key that signed this log so far, is missing"));
  }
  WRIT_ASSIGN_OR_RETURN(Ed25519Key key, LoadOrMakeKey(path));
  return LogSigner{files.name, std::move(key)};
}

}  // namespace writ::cli
