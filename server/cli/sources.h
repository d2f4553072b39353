// Reads policy sources from the file system.
#ifndef WRIT_SERVER_CLI_SOURCES_H_
#define WRIT_SERVER_CLI_SOURCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lang/compiler/compiler.h"

namespace writ::cli {

// The text of one file. NotFound, or InvalidArgument when it is larger than `max_bytes`;
// both name the file.
absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     size_t max_bytes = lang::kMaxSourceBytes);

// Every *.writ file under `directory`, at any depth, sorted by name; names are relative
// to it, so that a bundle is the same wherever it lies. NotFound when there is none.
absl::StatusOr<std::vector<lang::InputFile>> ReadDirectory(const std::string& directory);

// One bundle for each directory among `paths`, and one for all files among them. Names
// are as a reader of diagnostics would write them: relative to where he stands.
absl::StatusOr<std::vector<std::vector<lang::InputFile>>> ReadBundles(
    const std::vector<std::string>& paths);

// Every diagnostic as text.
std::string RenderDiagnostics(const lang::Diagnostics& diagnostics, const lang::SourceSet& sources);
std::string RenderDiagnostics(const lang::CompileResult& result);

}  // namespace writ::cli

#endif  // WRIT_SERVER_CLI_SOURCES_H_
