// What an editor can ask about a place or a file. Pure: a bundle in, JSON out; every
// result is one JSON text as the protocol has it.
#ifndef WRIT_SERVER_LSP_FEATURES_H_
#define WRIT_SERVER_LSP_FEATURES_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lang/compiler/parse_bundle.h"
#include "server/lsp/places.h"

namespace writ::lsp {

// A place in a file of a bundle. Files are named by their paths.
struct Place {
  std::vector<lang::InputFile> files;
  std::string path;
  Position position;
};

std::string Hover(const Place& place);
std::string Definition(const Place& place);
std::string Complete(const Place& place);
std::string DocumentSymbols(const Place& place);
std::string Formatting(const Place& place);
// InvalidArgument, saying why, when nothing can be renamed there, or not so.
absl::StatusOr<std::string> Rename(const Place& place, const std::string& new_name);

// By path: the array of its diagnostics, for every file of the bundle.
std::map<std::string, std::string> DiagnosticsOf(std::vector<lang::InputFile> files);

}  // namespace writ::lsp

#endif  // WRIT_SERVER_LSP_FEATURES_H_
