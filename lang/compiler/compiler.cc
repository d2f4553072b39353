#include "lang/compiler/compiler.h"

#include <algorithm>
#include <set>
#include <utility>

#include "lang/codegen/generate.h"
#include "lang/compiler/compile_tests.h"
#include "lang/compiler/standard_library.h"
#include "lang/sema/check.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

class Compilation {
 public:
  Compilation(std::vector<InputFile> files, const CompileOptions& options)
      : files_(std::move(files)), options_(options) {}

  CompileResult Run() {
    AddFiles();
    AddStandardModules();
    std::vector<std::string> library;
    for (const StandardModule& module : StandardLibrary()) library.emplace_back(module.package);
    Analysis analysis(result_.sources, parsed_, library, result_.diagnostics);
    if (result_.ok()) GenerateBundle(analysis.model());
    if (options_.with_tests) {
      analysis.CheckTests(given_);
      if (result_.ok()) GenerateTests(analysis.model());
    }
    if (!result_.ok()) result_.bundle.clear(), result_.tests = {};
    return std::move(result_);
  }

 private:
  // In order of name: the order in which they were given makes no difference.
  void AddFiles() {
    std::stable_sort(files_.begin(), files_.end(),
                     [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
    given_ = static_cast<uint32_t>(files_.size());
    result_.sources.files.reserve(files_.size() + StandardLibrary().size());
    for (InputFile& file : files_) {
      result_.sources.files.emplace_back(std::move(file.name), std::move(file.text));
    }
    for (uint32_t i = 0; i < given_; ++i) {
      const std::string& name = result_.sources.files[i].name();
      if (i > 0 && name == result_.sources.files[i - 1].name()) {
        result_.diagnostics.Report(DiagnosticId::kDuplicateFile, Span{i, 0, 0}, {name});
      }
      parsed_.push_back(ParseFile(result_.sources, i, result_.diagnostics));
    }
  }

  // A package that the given files declare is theirs, also one of the library: so the
  // library's own tests run like any others.
  void AddStandardModules() {
    std::set<std::string> there;
    for (const File& file : parsed_) there.insert(file.package.text);
    for (size_t i = 0; i < parsed_.size(); ++i) {
      // By index, and a copy: what is added may use more.
      const std::vector<std::string> used = PackagesUsed(parsed_[i]);
      for (const std::string& package : used) {
        if (there.count(package) == 0 && AddModule(package)) there.insert(package);
      }
    }
  }

  static std::vector<std::string> PackagesUsed(const File& file) {
    std::vector<std::string> packages;
    for (const UseDecl& use : file.uses) packages.push_back(use.package.text);
    return packages;
  }

  bool AddModule(const std::string& package) {
    for (const StandardModule& module : StandardLibrary()) {
      if (module.package != package) continue;
      const uint32_t number = static_cast<uint32_t>(result_.sources.files.size());
      result_.sources.files.emplace_back(std::string(module.file), std::string(module.text));
      parsed_.push_back(ParseFile(result_.sources, number, result_.diagnostics));
      return true;
    }
    return false;
  }

  void GenerateBundle(const Model& model) {
    Generator generator(model, result_.sources, given_, result_.diagnostics);
    generator.Generate();
    if (result_.ok()) SelfCheck(std::move(generator.program()).Finish(), model);
  }

  // The same again, so that indexes are the same, and then the tests.
  void GenerateTests(const Model& model) {
    Generator generator(model, result_.sources, given_, result_.diagnostics);
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
  std::vector<File> parsed_;
  CompileResult result_;
};

}  // namespace

CompileResult Compile(std::vector<InputFile> files, const CompileOptions& options) {
  return Compilation(std::move(files), options).Run();
}

}  // namespace writ::lang
