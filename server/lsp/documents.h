// The files that an editor has open, over those on disk.
#ifndef WRIT_SERVER_LSP_DOCUMENTS_H_
#define WRIT_SERVER_LSP_DOCUMENTS_H_

#include <map>
#include <string>
#include <vector>

#include "lang/compiler/parse_bundle.h"
#include "server/lsp/places.h"

namespace writ::lsp {

class Documents {
 public:
  void Set(const std::string& path, std::string text) { open_[path] = std::move(text); }
  void Close(const std::string& path) { open_.erase(path); }
  bool IsOpen(const std::string& path) const { return open_.count(path) != 0; }

  // As it is in the editor, or on disk; empty when it is nowhere.
  std::string TextOf(const std::string& path) const;
  // Replaces the text from `begin` to `end`.
  void Edit(const std::string& path, Position begin, Position end, const std::string& text);

  // The bundle of a file: every *.writ in its directory and below, named by path.
  std::vector<lang::InputFile> BundleOf(const std::string& path) const;

 private:
  std::map<std::string, std::string> open_;  // by path
};

}  // namespace writ::lsp

#endif  // WRIT_SERVER_LSP_DOCUMENTS_H_
