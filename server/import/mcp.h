// From an MCP server's answer to `tools/list` to Writ source: one action for each tool,
// and a policy to start from that permits nothing. Pure and deterministic: the order of
// keys in the answer makes no difference.
//
// What the server says is not trusted. Descriptions end up in comments only, cleaned of
// everything that could make source look like what it is not. A tool whose arguments
// cannot be typed becomes no action, so that no policy can permit it; it never keeps the
// other tools from being imported.
#ifndef WRIT_SERVER_IMPORT_MCP_H_
#define WRIT_SERVER_IMPORT_MCP_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/import/diagnostic.h"

namespace writ::import {

inline constexpr size_t kMaxImportBytes = 64 << 20;  // of the answer
inline constexpr size_t kMaxImportTools = 10'000;
inline constexpr int kMaxSchemaDepth = 32;  // schemas inside each other, references followed
// Schemas looked at for one tool, references followed each time.
inline constexpr size_t kMaxSchemaVisits = 10'000;

struct ImportOptions {
  // Of both files, dotted: "github". Actions are named after it: `github.create_issue`.
  std::string package;
  // False: actions are named after the tools alone.
  bool prefix_actions = true;
};

struct ImportResult {
  // Two files of one bundle. Formatted; each ends in one line feed.
  std::string actions_source;
  std::string policy_source;
  // By tool, in the order of the answer.
  std::vector<ImportDiagnostic> diagnostics;

  size_t tools = 0;     // in the answer
  size_t imported = 0;  // that became actions; the others have an error in `diagnostics`
};

// `json` is {"tools": [...]}, a JSON-RPC response {"result": {"tools": [...]}}, or the
// bare array.
//
// InvalidArgument when there is no such list in it, when it has too many tools, or when
// the package's name is not one.
absl::StatusOr<ImportResult> ImportMcp(std::string_view json, const ImportOptions& options);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_MCP_H_
