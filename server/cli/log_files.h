// Where a server keeps what belongs to its log beside the database: the key that signs
// checkpoints, and the newest checkpoint.
#ifndef WRIT_SERVER_CLI_LOG_FILES_H_
#define WRIT_SERVER_CLI_LOG_FILES_H_

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "engine/log/checkpoint.h"
#include "engine/storage/store.h"

namespace writ::cli {

struct LogFiles {
  std::string name{kDefaultOrigin};
  std::string key_file, checkpoint_file;  // empty: the default, in the data directory

  std::string KeyIn(const std::string& data) const {
    return key_file.empty() ? data + "/private/log.key" : key_file;
  }
  std::string CheckpointIn(const std::string& data) const {
    return checkpoint_file.empty() ? data + "/checkpoint" : checkpoint_file;
  }
};

// --log-name, --log-key, --checkpoint-file
void AddLogOptions(CLI::App& command, LogFiles& files);

// The key of the log in `store`; a new one when the log has not been signed yet.
// FailedPrecondition when it was, and the key is not there.
absl::StatusOr<LogSigner> LoadLogSigner(const LogFiles& files, const std::string& data,
                                        const Store& store);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_LOG_FILES_H_
