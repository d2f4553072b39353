// Every function of the standard library is documented by an example and called by a test
// in Writ that stands beside it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lang/compiler/standard_library.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

std::vector<std::string> FilesOfLibrary() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("stdlib")) {
    if (entry.path().extension() == ".writ") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void CollectCalls(const Expr& expr, std::set<std::string>& calls) {
  if (expr.kind == ExprKind::kCall) calls.insert(expr.name);
  for (const ExprPtr& child : expr.children) CollectCalls(*child, calls);
}

struct Module {
  std::vector<const FnDecl*> functions;
  std::set<std::string> called;
};

class Coverage : public testing::Test {
 protected:
  Coverage() {
    for (const std::string& path : FilesOfLibrary()) {
      sources_.files.emplace_back(path, ReadAll(path));
    }
    files_.reserve(sources_.files.size());
    for (uint32_t i = 0; i < sources_.files.size(); ++i) {
      files_.push_back(ParseFile(sources_, i, diagnostics_));
      Module& module = modules_[files_[i].package.text];
      for (const FnDecl& fn : files_[i].fns) module.functions.push_back(&fn);
      for (const TestDecl& test : files_[i].tests) {
        for (const TestStep& step : test.steps) {
          if (step.expect.condition) CollectCalls(*step.expect.condition, module.called);
        }
      }
    }
  }

  SourceSet sources_;
  Diagnostics diagnostics_;
  std::vector<File> files_;
  std::map<std::string, Module> modules_;
};

TEST_F(Coverage, EveryModuleComesWithTheCompiler) {
  EXPECT_FALSE(diagnostics_.has_errors());
  std::set<std::string> embedded;
  for (const StandardModule& module : StandardLibrary()) {
    embedded.insert(std::string(module.package));
  }
  std::set<std::string> there;
  for (const auto& [package, module] : modules_) there.insert(package);
  EXPECT_EQ(there, embedded);
  EXPECT_EQ(there, (std::set<std::string>{"std.mcp", "std.money", "std.net", "std.oauth",
                                          "std.rate", "std.text", "std.time"}));
}

TEST_F(Coverage, EveryFunctionIsCalledByATest) {
  for (const auto& [package, module] : modules_) {
    EXPECT_FALSE(module.functions.empty()) << package;
    for (const FnDecl* fn : module.functions) {
      EXPECT_TRUE(module.called.contains(fn->head.name.text))
          << package << "." << fn->head.name.text << " has no test";
    }
  }
}

TEST_F(Coverage, EveryFunctionIsDocumentedByAnExample) {
  for (const auto& [package, module] : modules_) {
    for (const FnDecl* fn : module.functions) {
      EXPECT_NE(fn->head.doc.find('`'), std::string::npos)
          << package << "." << fn->head.name.text << " shows no example";
    }
  }
}

}  // namespace
}  // namespace writ::lang
