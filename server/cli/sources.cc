#include "server/cli/sources.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace writ::cli {
namespace {

namespace fs = std::filesystem;

using Bundle = std::vector<lang::InputFile>;

// Files only; a link to a directory is not followed.
absl::StatusOr<std::vector<fs::path>> FindSources(const std::string& directory) {
  std::error_code error;
  std::vector<fs::path> found;
  fs::recursive_directory_iterator at(directory, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->path().extension() == ".writ" && at->is_regular_file(error)) {
      found.push_back(at->path());
    }
  }
  if (error) return absl::NotFoundError(absl::StrCat(directory, ": ", error.message()));
  if (found.empty()) return absl::NotFoundError(absl::StrCat(directory, ": no *.writ file in it"));
  std::sort(found.begin(), found.end());
  return found;
}

absl::StatusOr<Bundle> ReadAll(const std::vector<fs::path>& paths, const fs::path& base) {
  Bundle files;
  for (const fs::path& path : paths) {
    WRIT_ASSIGN_OR_RETURN(std::string text, ReadFile(path.string()));
    std::string name = base.empty() ? path.string() : path.lexically_relative(base).string();
    files.push_back({std::move(name), std::move(text)});
  }
  return files;
}

absl::StatusOr<Bundle> ReadTree(const std::string& directory, const fs::path& base) {
  WRIT_ASSIGN_OR_RETURN(std::vector<fs::path> paths, FindSources(directory));
  return ReadAll(paths, base);
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  if (error) return absl::NotFoundError(absl::StrCat(path, ": ", error.message()));
  if (size > max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is larger than ", max_bytes, " bytes"));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return text;
}

absl::StatusOr<Bundle> ReadDirectory(const std::string& directory) {
  return ReadTree(directory, directory);
}

absl::StatusOr<std::vector<Bundle>> ReadBundles(const std::vector<std::string>& paths) {
  std::vector<Bundle> bundles;
  std::vector<fs::path> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    WRIT_ASSIGN_OR_RETURN(Bundle bundle, ReadTree(path, fs::path()));
    bundles.push_back(std::move(bundle));
  }
  if (files.empty()) return bundles;
  WRIT_ASSIGN_OR_RETURN(Bundle bundle, ReadAll(files, fs::path()));
  bundles.push_back(std::move(bundle));
  return bundles;
}

std::string RenderDiagnostics(const lang::Diagnostics& diagnostics,
                              const lang::SourceSet& sources) {
  std::string text;
  for (const lang::Diagnostic& diagnostic : diagnostics.Sorted()) {
    text += lang::Render(diagnostic, sources);
  }
  return text;
}

std::string RenderDiagnostics(const lang::CompileResult& result) {
  return RenderDiagnostics(result.diagnostics, result.sources);
}

}  // namespace writ::cli
