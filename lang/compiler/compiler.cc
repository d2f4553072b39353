#include "lang/compiler/compiler.h"

#include <utility>

#include "lang/codegen/generate.h"
#include "lang/compiler/compile_tests.h"
#include "lang/sema/check.h"

namespace writ::lang {
namespace {

class Compilation {
 public:
  Compilation(std::vector<InputFile> files, const CompileOptions& options)
      : files_(std::move(files)), options_(options) {}

  CompileResult Run() {
    ParsedBundle parsed = ParseBundle(std::move(files_), result_.diagnostics);
    result_.sources = std::move(parsed.sources);
    given_ = parsed.given;
    const std::vector<std::string> library = LibraryPackages();
    Analysis analysis(result_.sources, parsed.files, library, result_.diagnostics);
    if (result_.ok()) GenerateBundle(analysis.model());
    if (options_.with_tests) {
      analysis.CheckTests(given_, options_.scratch);
      if (result_.ok()) GenerateTests(analysis.model());
    }
    if (!result_.ok()) result_.bundle.clear(), result_.tests = {};
    return std::move(result_);
  }

 private:
  void GenerateBundle(const Model& model) {
    Generator generator(model, result_.sources, given_, result_.diagnostics, options_.passes);
    generator.Generate();
    if (result_.ok()) SelfCheck(std::move(generator.program()).Finish(), model);
  }

  // The same again, so that indexes are the same, and then the tests.
  void GenerateTests(const Model& model) {
    Generator generator(model, result_.sources, given_, result_.diagnostics, options_.passes);
    generator.Generate();
    result_.tests = CompileTests(model, result_.sources, generator, result_.diagnostics);
  }

  // The engine would refuse a wrong bundle too, but a person should hear it here.
  void SelfCheck(std::string bytes, const Model& model) {
    auto program = Program::Load(bytes);
    if (!program.ok()) {
      result_.diagnostics.Report(DiagnosticId::kInternal, Span{},
                                 {std::string(program.status().message())});
      return;
    }
    for (size_t i = 0; i < (*program)->rules.size(); ++i) CheckCost(**program, i, model);
    result_.bundle = std::move(bytes);
  }

  void CheckCost(const Program& program, size_t index, const Model& model) {
    const RuleDef& rule = program.rules[index];
    uint64_t cost = rule.limit.bound.cost + (rule.guard ? rule.guard->subject.cost : 0);
    for (const Clause& clause : rule.clauses) cost += clause.block.cost;
    if (rule.ask) cost += rule.ask->approver.cost;
    for (uint32_t slot : rule.slots) {
      for (const Block& key : program.slots[slot].keys) cost += key.cost;
    }
    if (cost <= kMaxRuleCost) return;
    result_.diagnostics.Report(DiagnosticId::kTooCostly, model.rules[index].decl->head.span,
                               {rule.name, std::to_string(cost), std::to_string(kMaxRuleCost)});
  }

  std::vector<InputFile> files_;
  const CompileOptions options_;
  uint32_t given_ = 0;
  CompileResult result_;
};

}  // namespace

CompileResult Compile(std::vector<InputFile> files, const CompileOptions& options) {
  return Compilation(std::move(files), options).Run();
}

}  // namespace writ::lang
