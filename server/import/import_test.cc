// Runs the importer over testdata. With WRIT_UPDATE_GOLDEN set to this folder it writes
// the expectations instead of comparing with them.
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "server/import/mcp.h"
#include "server/import/safe_text.h"

namespace writ::import {
namespace {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Data(const std::string& name) { return ReadText("server/import/testdata/" + name); }

void ExpectGolden(const std::string& name, const std::string& actual) {
  if (const char* folder = std::getenv("WRIT_UPDATE_GOLDEN")) {
    std::ofstream(std::string(folder) + "/testdata/" + name) << actual;
    return;
  }
  EXPECT_EQ(Data(name), actual) << name;
}

std::string Rendered(const ImportResult& result) {
  std::string text;
  for (const ImportDiagnostic& diagnostic : result.diagnostics)
    text += diagnostic.ToString() + "\n";
  return text;
}

ImportResult Import(const std::string& json, const ImportOptions& options = {"p"}) {
  auto result = ImportMcp(json, options);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : ImportResult{};
}

std::string Message(const std::string& json, const ImportOptions& options = {"p"}) {
  auto result = ImportMcp(json, options);
  return result.ok() ? "" : std::string(result.status().message());
}

std::string OneTool(const std::string& schema) {
  return R"([{"name": "t", "inputSchema": )" + schema + "}]";
}

std::string Nested(int depth) {
  std::string schema = R"({"type": "string"})";
  for (int i = 1; i < depth; ++i) schema = R"({"type": "array", "items": )" + schema + "}";
  return R"({"type": "object", "properties": {"x": )" + schema + "}}";
}

TEST(Import, WritesOddToolsAsExpected) {
  const ImportResult result = Import(Data("odd.tools.json"), {"odd.tools"});
  ExpectGolden("odd.actions.writ", result.actions_source);
  ExpectGolden("odd.policy.writ", result.policy_source);
  ExpectGolden("odd.diagnostics.txt", Rendered(result));
  EXPECT_EQ(result.tools, 32u);
  EXPECT_EQ(result.imported, 15u);
}

TEST(Import, TellsOfEveryToolThatItLeavesOut) {
  const ImportResult result = Import(Data("odd.tools.json"), {"odd.tools"});
  std::set<std::string> left_out;
  for (const ImportDiagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.severity == ImportSeverity::kError) left_out.insert(diagnostic.tool);
  }
  EXPECT_EQ(left_out.size(), result.tools - result.imported);
}

// What five real servers answered, when the data is at hand.
TEST(Import, TakesRealServers) {
  const char* data = std::getenv("WRIT_DATA");
  if (data == nullptr) GTEST_SKIP() << "WRIT_DATA is not set";
  const std::pair<const char*, size_t> servers[] = {
      {"everything", 13}, {"filesystem", 14}, {"github", 26}, {"memory", 9}, {"slack", 8}};
  for (const auto& [name, tools] : servers) {
    const std::string answer = ReadText(std::string(data) + "/mcp/" + name + ".tools.json");
    EXPECT_EQ(Import(answer, {name}).imported, tools) << name;
  }
}

TEST(Import, TakesEveryFormOfTheList) {
  const std::string tools = R"([{"name": "t", "inputSchema": {"type": "object"}}])";
  const std::string bare = Import(tools).actions_source;
  EXPECT_EQ(Import(R"({"tools": )" + tools + "}").actions_source, bare);
  EXPECT_EQ(Import(R"({"result": {"tools": )" + tools + "}}").actions_source, bare);
  EXPECT_NE(bare.find("\naction p.t()\n"), std::string::npos);
}

TEST(Import, DoesNotDependOnTheOrderOfKeys) {
  const ImportResult one = Import(
      R"([{"name": "t", "inputSchema": {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "string"}}}}])");
  const ImportResult other = Import(
      R"([{"inputSchema": {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "type": "object"}, "name": "t"}])");
  EXPECT_EQ(one.actions_source, other.actions_source);
}

TEST(Import, PinsWhatAToolSaysAndTakes) {
  auto digest = [](const std::string& json) {
    const std::string source = Import(json).actions_source;
    return source.substr(source.find("@schema("), 82);
  };
  const std::string base = R"("name": "t", "inputSchema": {"type": "object"})";
  const std::string pinned = digest("[{" + base + "}]");
  EXPECT_EQ(pinned.substr(0, 16), "@schema(\"sha256:");
  EXPECT_EQ(digest("[{" + base + R"(, "title": "T", "annotations": {"readOnlyHint": true}}])"),
            pinned);
  EXPECT_NE(digest("[{" + base + R"(, "description": "d"}])"), pinned);
  EXPECT_NE(digest("[{" + base + R"(, "outputSchema": {"type": "object"}}])"), pinned);
  EXPECT_NE(digest(OneTool(R"({"type": "object", "minProperties": 1e300})")), pinned);
}

TEST(Import, PinsDeepDifferences) {
  std::string deep = "1";
  for (int i = 0; i < 100; ++i) deep = "[" + deep + "]";
  const std::string one = OneTool(R"({"type": "object", "examples": )" + deep + "}");
  std::string other = one;
  other[other.find('1')] = '2';
  EXPECT_NE(Import(one).actions_source, Import(other).actions_source);
}

TEST(Import, LeavesOutThePrefixWhenAsked) {
  const ImportResult result = Import(R"([{"name": "t", "inputSchema": {"type": "object"}}])",
                                     {.package = "p", .prefix_actions = false});
  EXPECT_NE(result.actions_source.find("\naction t()\n"), std::string::npos);
}

TEST(Import, RefusesWhatIsNoList) {
  EXPECT_EQ(Message("{}"), "there is no list `tools`");
  EXPECT_EQ(Message(R"({"tools": {}})"), "there is no list `tools`");
  EXPECT_EQ(Message(R"({"error": {"code": -32601}})"), "there is no list `tools`");
  EXPECT_EQ(Message("[1"), "the answer is not valid JSON: the text ends too early, at byte 2");
}

TEST(Import, RefusesNamesThatAreNoPackage) {
  for (const char* name : {"", "a-b", "1a", "a.", ".a", "a..b", "a b", "a\n"}) {
    EXPECT_EQ(Message("[]", {name}), "the package's name must be like `github` or `acme.github`");
  }
  EXPECT_EQ(Message("[]", {"a.b"}), "");
}

TEST(Import, BoundsTheNumberOfTools) {
  std::string tools = "[1";
  for (size_t i = 1; i < kMaxImportTools; ++i) tools += ",1";
  EXPECT_EQ(Import(tools + "]").tools, kMaxImportTools);
  EXPECT_EQ(Message(tools + ",1]"), "there are 10001 tools, more than 10000");
}

TEST(Import, BoundsTheDepthOfSchemas) {
  // The schema of the arguments is around the 29 that fit into a type.
  EXPECT_EQ(Import(OneTool(Nested(28))).imported, 1u);
  EXPECT_EQ(Rendered(Import(OneTool(Nested(30)))),
            "error: tool `t`, at `inputSchema`: the type is too large\n");
  EXPECT_EQ(Import(OneTool(Nested(32))).diagnostics.at(0).text,
            "schemas are nested more than 32 deep");
}

TEST(Import, BoundsTheWorkOnSchemasThatRepeatEachOther) {
  std::string definitions = R"("d0": {"type": "string"})";
  for (int i = 1; i <= 20; ++i) {
    const std::string inner = R"({"$ref": "#/$defs/d)" + std::to_string(i - 1) + "\"}";
    definitions += ",\"d" + std::to_string(i) + R"(": {"type": "object", "properties": {"a": )" +
                   inner + ", \"b\": " + inner + "}}";
  }
  const ImportResult result = Import(
      OneTool(R"({"type": "object", "properties": {"x": {"$ref": "#/$defs/d10"}}, "$defs": {)" +
              definitions + "}}"));
  ASSERT_FALSE(result.diagnostics.empty());
  EXPECT_EQ(result.diagnostics.back().text, "the type is too large");
  const ImportResult larger = Import(
      OneTool(R"({"type": "object", "properties": {"x": {"$ref": "#/$defs/d14"}}, "$defs": {)" +
              definitions + "}}"));
  ASSERT_FALSE(larger.diagnostics.empty());
  EXPECT_EQ(larger.diagnostics.back().text, "there are more than 10000 schemas");
}

TEST(SafeText, CutsBetweenCharacters) {
  EXPECT_EQ(OneLine("ab\u00e9", 3), "ab...");
  EXPECT_EQ(OneLine("ab\u00e9", 4), "ab\u00e9");
  EXPECT_EQ(OneLine("  a \n b  ", 10), "a b");
  EXPECT_EQ(OneLine("\u202ea\u200bb\x07\U000E0041", 10), "ab");
}

TEST(SafeText, EndsAParagraphAtABlankLine) {
  EXPECT_EQ(FirstParagraph("\n\na\nb\n \t\nc"), "a b");
  EXPECT_EQ(FirstParagraph(std::string(700, 'x')).size(), kMaxDocBytes + 3);
}

TEST(SafeText, WrapsAtSpaces) {
  EXPECT_EQ(Wrap("aa bb cc", 5), (std::vector<std::string>{"aa bb", "cc"}));
  EXPECT_EQ(Wrap("aaaaaaa b", 3), (std::vector<std::string>{"aaaaaaa", "b"}));
  EXPECT_TRUE(Wrap("", 3).empty());
}

}  // namespace
}  // namespace writ::import
