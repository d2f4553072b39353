// What the importer writes is Writ: it compiles without an error.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "lang/compiler/compiler.h"
#include "server/import/mcp.h"

namespace writ::import {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Every diagnostic of the compiler, as text.
std::string Compiled(const std::string& json, const ImportOptions& options) {
  auto imported = ImportMcp(json, options);
  if (!imported.ok()) return std::string(imported.status().message());
  const lang::CompileResult result = lang::Compile(
      {{"actions.writ", imported->actions_source}, {"policy.writ", imported->policy_source}});
  std::string text;
  for (const lang::Diagnostic& diagnostic : result.diagnostics.Sorted()) {
    text += lang::Render(diagnostic, result.sources);
  }
  if (text.empty() && result.bundle.empty()) return "no bundle";
  return text;
}

TEST(ImportedSource, CompilesForOddTools) {
  const std::string odd = ReadText("server/import/testdata/odd.tools.json");
  EXPECT_EQ(Compiled(odd, {"odd.tools"}), "");
  EXPECT_EQ(Compiled(odd, {.package = "odd", .prefix_actions = false}), "");
}

TEST(ImportedSource, CompilesForNoTools) { EXPECT_EQ(Compiled("[]", {"none"}), ""); }

TEST(ImportedSource, CompilesForEveryWordAsNameOfAToolAndAnArgument) {
  std::string tools;
  for (const char* word :
       {"package", "use",   "entity",  "task",   "action", "group", "enum",     "type", "const",
        "fn",      "fact",  "permit",  "forbid", "limit",  "ask",   "test",     "true", "false",
        "null",    "in",    "when",    "unless", "else",   "for",   "any",      "user", "agent",
        "args",    "call",  "result",  "now",    "has",    "count", "sum",      "list", "string",
        "User",    "Agent", "Example", "set",    "map",    "dyn",   "succeeded"}) {
    tools += tools.empty() ? "[" : ",";
    tools += std::string(R"({"name": ")") + word +
             R"(", "inputSchema": {"type": "object", "properties": {")" + word +
             R"(": {"enum": [")" + word + R"("]}}}})";
  }
  EXPECT_EQ(Compiled(tools + "]", {"words"}), "");
  EXPECT_EQ(Compiled(tools + "]", {.package = "words", .prefix_actions = false}), "");
}

TEST(ImportedSource, CompilesForTheLargestTypeThatIsTaken) {
  std::string schema = R"({"type": "string"})";
  for (int i = 1; i < 28; ++i) schema = R"({"type": "array", "items": )" + schema + "}";
  EXPECT_EQ(Compiled(R"([{"name": "deep", "inputSchema": {"properties": {"x": )" + schema + "}}}]",
                     {"deep"}),
            "");
  std::string properties;
  for (int i = 0; i < 490; ++i) {
    properties += (i > 0 ? ",\"p" : "\"p") + std::to_string(i) + R"(": {"type": "string"})";
  }
  EXPECT_EQ(Compiled(R"([{"name": "wide", "inputSchema": {"properties": {)" + properties + "}}}]",
                     {"wide"}),
            "");
}

// What five real servers answered, when the data is at hand.
TEST(ImportedSource, CompilesForRealServers) {
  const char* data = std::getenv("WRIT_DATA");
  if (data == nullptr) GTEST_SKIP() << "WRIT_DATA is not set";
  for (const char* name : {"everything", "filesystem", "github", "memory", "slack", "travel"}) {
    const std::string answer = ReadText(std::string(data) + "/mcp/" + name + ".tools.json");
    EXPECT_EQ(Compiled(answer, {name}), "") << name;
  }
}

}  // namespace
}  // namespace writ::import
