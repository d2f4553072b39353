#include "server/import/mcp.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/import/canonical_json.h"
#include "server/import/names.h"
#include "server/import/print.h"
#include "server/import/safe_text.h"
#include "server/import/skeleton.h"
#include "server/import/tool_list.h"
#include "server/json/json.h"

namespace writ::import {
namespace {

// Names that the policy to start from declares.
constexpr const char* kDeclared[] = {"User", "Agent", "Example"};

// On the wire two tools of one name are the same, so only the first can be meant.
std::vector<Tool> ReadTools(const Value& list, std::vector<ImportDiagnostic>& diagnostics) {
  std::vector<Tool> tools;
  std::set<std::string> seen;
  for (uint32_t i = 0; i < list.size(); ++i) {
    std::optional<Tool> tool = ReadTool(list.items()[i], i + 1, diagnostics);
    if (!tool) continue;
    if (seen.insert(tool->name).second) {
      tools.push_back(*std::move(tool));
    } else {
      diagnostics.push_back({ImportSeverity::kError, "#" + std::to_string(i + 1), "",
                             "another tool has the name `" + tool->name + "`"});
    }
  }
  return tools;
}

// Names that are identifiers stay what they are, whatever the others are rewritten to.
void NameActions(const ImportOptions& options, std::vector<Tool>& tools) {
  const std::string prefix = options.prefix_actions ? options.package + "." : "";
  UniqueNames names;
  for (const bool rewritten : {false, true}) {
    for (Tool& tool : tools) {
      const std::string identifier = ToIdentifier(tool.name);
      if ((identifier != tool.name) == rewritten) tool.action = prefix + names.Claim(identifier);
    }
  }
}

std::string Header(const ImportOptions& options, const ImportResult& result) {
  std::string text = "package " + options.package + "\n\n";
  PrintComment("// ",
               "Imported from an MCP server: " + std::to_string(result.imported) + " of its " +
                   std::to_string(result.tools) +
                   " tools. `@schema` pins each as it was; import again when the server changes.",
               text);
  for (const ImportDiagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.severity != ImportSeverity::kError) continue;
    const std::string line = diagnostic.ToString();
    PrintComment("// ", "Left out, " + line.substr(line.find("tool `")), text);
  }
  return text;
}

std::string ActionsSource(const ImportOptions& options, const ImportResult& result,
                          const std::vector<Tool>& tools) {
  std::string text = Header(options, result);
  UniqueNames type_names;
  for (const char* name : kDeclared) type_names.Claim(name);
  for (const Tool& tool : tools) {
    text += "\n";
    PrintTool(tool, type_names, text);
  }
  return text;
}

}  // namespace

absl::StatusOr<ImportResult> ImportMcp(std::string_view json, const ImportOptions& options) {
  if (!IsDottedName(options.package)) {
    return absl::InvalidArgumentError("the package's name must be like `github` or `acme.github`");
  }
  const auto raw = ReadJson(json, {.max_bytes = kMaxImportBytes, .max_depth = kMaxJsonDepth});
  if (!raw.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the answer ", raw.status().message()));
  }
  WRIT_ASSIGN_OR_RETURN(const Value list, FindToolList((*raw)->value));
  if (list.size() > kMaxImportTools) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", list.size(), " tools, more than ", kMaxImportTools));
  }
  ImportResult result;
  std::vector<Tool> tools = ReadTools(list, result.diagnostics);
  NameActions(options, tools);
  result.tools = list.size();
  result.imported = tools.size();
  result.actions_source = ActionsSource(options, result, tools);
  result.policy_source = PolicySkeleton(options.package, tools);
  return result;
}

}  // namespace writ::import
