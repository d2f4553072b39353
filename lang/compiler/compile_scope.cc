#include "lang/compiler/compile_scope.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/program.h"
#include "lang/codegen/scope.h"
#include "lang/sema/check.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

std::string PackageOf(const std::string& qualified) {
  return qualified.substr(0, std::min(qualified.rfind('.'), qualified.size()));
}

// What a scope can name stays; what it cannot is not checked again.
void KeepDeclarations(std::vector<File>& files) {
  for (File& file : files) {
    file.rules.clear();
    file.tests.clear();
  }
}

}  // namespace

ScopeResult CompileScope(std::vector<InputFile> policy, const std::string& task,
                         const std::string& text) {
  ScopeResult result;
  ParsedBundle parsed = ParseBundle(std::move(policy), result.diagnostics);
  KeepDeclarations(parsed.files);
  const uint32_t number = static_cast<uint32_t>(parsed.sources.files.size());
  parsed.sources.files.emplace_back("scope", text);
  result.sources = std::move(parsed.sources);
  if (text.size() > kMaxScopeText) {
    result.diagnostics.Report(DiagnosticId::kTooLarge, Span{number, 0, 0}, {"this scope"});
    return result;
  }
  parsed.files.push_back(ParseScope(result.sources, number, PackageOf(task), result.diagnostics));
  if (!result.ok()) return result;
  Analysis analysis(result.sources, parsed.files, LibraryPackages(), result.diagnostics, number);
  const Type* type = analysis.model().types.FindNamed(task);
  if (type == nullptr || !type->is(TypeKind::kTask)) {
    result.diagnostics.Report(DiagnosticId::kUnknownTask, Span{number, 0, 0}, {task});
    return result;
  }
  std::vector<Rule> rules = analysis.CheckScope(number, *type);
  if (!result.ok()) return result;
  result.bundle =
      GenerateScope(analysis.model(), rules, *type, result.sources, text, result.diagnostics);
  if (result.ok() && !Program::Load(result.bundle).ok()) {
    result.diagnostics.Report(DiagnosticId::kInternal, Span{number, 0, 0}, {"its scope"});
  }
  if (!result.ok()) result.bundle.clear();
  return result;
}

}  // namespace writ::lang
