#include "lang/compiler/expression.h"

#include <set>
#include <utility>

#include "engine/bytecode/builder.h"
#include "lang/codegen/expression.h"
#include "lang/codegen/slots.h"
#include "lang/syntax/parser.h"

namespace writ::lang {

ExpressionCompiler::ExpressionCompiler(const Dialect& dialect)
    : standalone_(sources_, dialect, diagnostics_) {}

// Null, reported, when it is not well typed.
const Term* ExpressionCompiler::Parse(std::string text) {
  sources_.files.emplace_back("expression", std::move(text));
  const ExprPtr expr = ParseExpression(sources_, 0, diagnostics_);
  if (expr == nullptr || diagnostics_.has_errors()) return nullptr;
  const Term* term = standalone_.Check(*expr);
  if (diagnostics_.has_errors()) return nullptr;
  type_ = term->type;
  return term;
}

bool ExpressionCompiler::Check(std::string text) { return Parse(std::move(text)) != nullptr; }

bool ExpressionCompiler::Compile(std::string text) {
  const uint32_t size = static_cast<uint32_t>(text.size());
  const Term* term = Parse(std::move(text));
  if (term != nullptr) Generate(*term, Span{0, 0, size});
  return program_ != nullptr;
}

// The same way as the code of tests, which has variables too.
void ExpressionCompiler::Generate(const Term& term, Span span) {
  const Model& model = standalone_.model();
  ProgramBuilder program(model.types);
  program.bundle().set_user_type(model.user_type->index);
  program.bundle().set_agent_type(model.agent_type->index);
  Slots slots(program);
  slots.AddVariables(standalone_.variables());
  std::set<uint32_t> loaded;
  auto block = GenerateBlock(term, program, slots, loaded);
  if (!block) {
    diagnostics_.Report(DiagnosticId::kTooLarge, span, {"this expression"});
    return;
  }
  *program.bundle().add_test_blocks() = *block;
  auto loading = Program::Load(std::move(program).Finish(), /*for_tests=*/true);
  if (!loading.ok()) {
    diagnostics_.Report(DiagnosticId::kInternal, span, {std::string(loading.status().message())});
    return;
  }
  program_ = *std::move(loading);
}

}  // namespace writ::lang
