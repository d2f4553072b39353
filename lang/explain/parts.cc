#include "lang/explain/parts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "lang/codegen/generate.h"
#include "lang/compiler/parse_bundle.h"
#include "lang/explain/explain.h"
#include "lang/explain/shown_text.h"
#include "lang/passes/passes.h"
#include "lang/sema/check.h"

namespace writ::lang {
namespace {

class PartCompiler {
 public:
  PartCompiler(const Model& model, Generator& generator) : model_(model), generator_(generator) {}

  std::vector<std::vector<ClauseCode>> Compile(const std::string& action) {
    std::vector<std::vector<ClauseCode>> rules;
    for (const Rule& rule : model_.rules) {
      const bool applies =
          std::any_of(rule.actions.begin(), rule.actions.end(),
                      [&](uint32_t index) { return model_.actions[index].name == action; });
      rules.push_back(applies ? CompileRule(rule) : std::vector<ClauseCode>());
    }
    return rules;
  }

 private:
  std::vector<ClauseCode> CompileRule(const Rule& rule) {
    std::vector<ClauseCode> clauses;
    for (const RuleClause& clause : rule.clauses) {
      ClauseCode code;
      code.block = AddBlock(*clause.condition, clause.span);
      seen_.clear();
      seen_.insert(ToSource(*clause.condition));
      AddParts(*clause.condition, clause.span, code.parts);
      clauses.push_back(std::move(code));
    }
    if (!rule.limit) return clauses;
    ClauseCode code;
    seen_.clear();
    code.block = AddPart(*rule.limit->subject, rule.decl->head.span, code.parts);
    if (!rule.limit->bound->is_constant()) {
      AddPart(*rule.limit->bound, rule.decl->head.span, code.parts);
    }
    AddParts(*rule.limit->bound, rule.decl->head.span, code.parts);
    clauses.push_back(std::move(code));
    return clauses;
  }

  // The parts below `term`, outer ones first. What stands for a constant, or reads the
  // element of a macro around it, has nothing of its own to show. Recursion is bounded by
  // kMaxTermDepth.
  void AddParts(const Term& term, Span span, std::vector<PartCode>& parts) {
    for (const Term* child : term.children) {
      if (parts.size() >= kMaxExplainedParts) return;
      const bool shows = !child->is_constant() && !child->is(TermKind::kRoot) &&
                         !child->is_error() && child->free.empty();
      if (shows && seen_.insert(ToSource(*child)).second) AddPart(*child, span, parts);
      AddParts(*child, span, parts);
    }
  }

  size_t AddPart(const Term& term, Span span, std::vector<PartCode>& parts) {
    const size_t block = AddBlock(term, span);
    parts.push_back({ShownText(term), block});
    return block;
  }

  size_t AddBlock(const Term& term, Span span) {
    std::set<uint32_t> loaded;
    const bundle::Block block = generator_.Block(term, span, loaded);
    *generator_.program().bundle().add_test_blocks() = block;
    return blocks_++;
  }

  const Model& model_;
  Generator& generator_;
  std::set<std::string> seen_;
  size_t blocks_ = 0;
};

std::vector<InputFile> SourcesOf(const Program& policy) {
  std::vector<InputFile> files;
  for (const SourceText& source : policy.sources) files.push_back({source.name, source.text});
  return files;
}

}  // namespace

absl::StatusOr<ExplainedProgram> CompileParts(const Program& policy, const std::string& action) {
  Diagnostics diagnostics;
  const ParsedBundle parsed = ParseBundle(SourcesOf(policy), diagnostics);
  const std::vector<std::string> library = LibraryPackages();
  const Analysis analysis(parsed.sources, parsed.files, library, diagnostics);
  if (diagnostics.has_errors()) {
    return absl::InternalError("the sources of the policy do not compile with this version");
  }
  Passes passes;
  passes.guards = passes.dead = false;
  Generator generator(analysis.model(), parsed.sources, parsed.given, diagnostics, passes);
  generator.Generate();
  ExplainedProgram explained;
  explained.rules = PartCompiler(analysis.model(), generator).Compile(action);
  if (diagnostics.has_errors()) return absl::InternalError("a part of a clause does not compile");
  auto program = Program::Load(std::move(generator.program()).Finish(), /*for_tests=*/true);
  if (!program.ok()) return program.status();
  explained.program = *std::move(program);
  return explained;
}

}  // namespace writ::lang
