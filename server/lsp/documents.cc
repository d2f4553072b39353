#include "server/lsp/documents.h"

#include <algorithm>
#include <filesystem>

#include "server/cli/sources.h"

namespace writ::lsp {

std::string Documents::TextOf(const std::string& path) const {
  auto open = open_.find(path);
  if (open != open_.end()) return open->second;
  return cli::ReadFile(path).value_or("");
}

void Documents::Edit(const std::string& path, Position begin, Position end,
                     const std::string& text) {
  std::string& all = open_[path];
  const size_t from = OffsetOf(all, begin), to = std::max(from, OffsetOf(all, end));
  all.replace(from, to - from, text);
}

std::vector<lang::InputFile> Documents::BundleOf(const std::string& path) const {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  std::vector<lang::InputFile> files;
  if (auto bundles = cli::ReadBundles({directory}); bundles.ok() && !bundles->empty()) {
    files = std::move(bundles->front());
  }
  for (const auto& [name, text] : open_) {
    auto file = std::find_if(files.begin(), files.end(),
                             [&, &n = name](const lang::InputFile& f) { return f.name == n; });
    if (file != files.end()) {
      file->text = text;
    } else if (name.starts_with(directory + "/")) {
      files.push_back({name, text});
    }
  }
  return files;
}

}  // namespace writ::lsp
