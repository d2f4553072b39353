#include "lang/compiler/compile_tests.h"

#include <algorithm>
#include <set>
#include <utility>

#include "lang/codegen/scope.h"

namespace writ::lang {
namespace {

// The blocks of a step, always in this order.
template <typename Visit>
void ForEachBlock(CompiledStep& step, const Visit& visit) {
  for (Block* block : {&step.params, &step.expires, &step.args, &step.result, &step.condition,
                       &step.value, &step.duration}) {
    if (block->present()) visit(*block);
  }
  for (Block& key : step.keys) visit(key);
}

class TestCompiler {
 public:
  TestCompiler(const Model& model, const SourceSet& sources, Generator& generator,
               Diagnostics& diagnostics)
      : model_(model), sources_(sources), generator_(generator), diagnostics_(diagnostics) {}

  CompiledTests Compile() {
    uint32_t variables = 0;
    for (const Test& test : model_.tests) variables = std::max(variables, test.variables);
    generator_.slots().AddVariables(variables);
    CompiledTests tests;
    tests.first_variable = generator_.slots().first_variable();
    for (const Test& test : model_.tests) tests.tests.push_back(CompileTest(test));
    return tests;
  }

 private:
  CompiledTest CompileTest(const Test& test) {
    const DeclHead& head = test.decl->head;
    const SourceFile& file = sources_.files[head.span.file];
    CompiledTest out;
    out.title = head.name.text;
    out.file = file.name();
    out.line = file.Locate(head.span.begin).line;
    out.variables = test.variables;
    for (const ModelStep& step : test.steps) out.steps.push_back(CompileStep(step));
    return out;
  }

  CompiledStep CompileStep(const ModelStep& step) {
    const TestStep& decl = *step.decl;
    const LineColumn at = sources_.files[decl.span.file].Locate(decl.span.begin);
    CompiledStep out;
    out.kind = decl.kind;
    out.line = at.line;
    out.column = at.column;
    out.text = Folded(sources_.Text(decl.span));
    out.variable = step.variable;
    if (decl.kind == StepKind::kGrant) SetGrant(step, out);
    if (decl.kind == StepKind::kCall) SetCall(step, out);
    if (decl.kind == StepKind::kSetFact) out.fact = step.name;
    if (step.entity != nullptr) out.entity = step.entity->name;
    if (decl.kind == StepKind::kRevoke) SetRevoke(decl.revoke, out);
    if (decl.kind == StepKind::kAnswer) SetAnswer(step, out);
    if (decl.kind == StepKind::kExpect) out.type = step.condition->type->ToString();
    AddBlocks(step, out);
    return out;
  }

  void SetGrant(const ModelStep& step, CompiledStep& out) {
    const GrantStep& grant = step.decl->grant;
    out.task_type = step.name;
    if (grant.agent != nullptr) out.agent = grant.agent->text;
    if (grant.user != nullptr) out.user = grant.user->text;
    out.parent = step.parent;
    if (step.scope.empty()) return;
    const Type* task = model_.types.FindNamed(step.name);
    const Span first = grant.scope.front().head.span;
    const Span span{first.file, first.begin, grant.scope.back().head.span.end};
    out.scope = GenerateScope(model_, step.scope, *task, sources_, Folded(sources_.Text(span)),
                              diagnostics_);
  }

  static void SetRevoke(const RevokeStep& revoke, CompiledStep& out) {
    out.principal = revoke.principal;
    out.restores = revoke.restores;
    if (revoke.id != nullptr) out.id = revoke.id->text;
  }

  static void SetCall(const ModelStep& step, CompiledStep& out) {
    const CallStep& call = step.decl->call;
    out.action = call.action.text;
    out.has_task = step.has_task;
    out.verdict = call.verdict;
    out.rule = step.name;
    out.reason = call.reason.value_or("");
    out.has_outcome = call.has_outcome;
    out.with_approval = call.with_approval;
    out.succeeds = call.succeeds;
  }

  static void SetAnswer(const ModelStep& step, CompiledStep& out) {
    const AnswerStep& answer = step.decl->answer;
    if (answer.user != nullptr) out.user = answer.user->text;
    out.refuse = answer.refuse;
    out.fails = answer.fails;
  }

  void AddBlocks(const ModelStep& step, CompiledStep& out) {
    std::set<uint32_t> loaded;
    const Span span = step.decl->span;
    auto add = [&](const Term* term, Block& block) {
      if (term == nullptr) return;
      const bundle::Block proto = generator_.Block(*term, span, loaded);
      block = Block{proto.begin(), proto.size(), proto.registers(), 0};
    };
    add(step.params, out.params);
    add(step.expires, out.expires);
    add(step.args, out.args);
    add(step.result, out.result);
    add(step.condition, out.condition);
    add(step.value, out.value);
    add(step.duration, out.duration);
    out.keys.resize(step.keys.size());
    for (size_t i = 0; i < step.keys.size(); ++i) add(step.keys[i], out.keys[i]);
    // Rising order is an order that can be filled.
    const std::set<uint32_t> all = generator_.slots().Closure(loaded);
    out.slots.assign(all.begin(), all.end());
    ForEachBlock(out, [&](const Block& block) {
      bundle::Block* proto = generator_.program().bundle().add_test_blocks();
      proto->set_begin(block.begin);
      proto->set_size(block.size);
      proto->set_registers(block.registers);
    });
  }

  const Model& model_;
  const SourceSet& sources_;
  Generator& generator_;
  Diagnostics& diagnostics_;
};

}  // namespace

CompiledTests CompileTests(const Model& model, const SourceSet& sources, Generator& generator,
                           Diagnostics& diagnostics) {
  CompiledTests tests = TestCompiler(model, sources, generator, diagnostics).Compile();
  if (diagnostics.has_errors()) return {};
  auto program = Program::Load(std::move(generator.program()).Finish(), /*for_tests=*/true);
  if (!program.ok()) {
    diagnostics.Report(DiagnosticId::kInternal, Span{}, {std::string(program.status().message())});
    return {};
  }
  tests.program = *std::move(program);
  // The same blocks, as the verifier has measured them.
  size_t next = 0;
  for (CompiledTest& test : tests.tests) {
    for (CompiledStep& step : test.steps) {
      ForEachBlock(step, [&](Block& block) { block = tests.program->test_blocks[next++]; });
    }
  }
  return tests;
}

}  // namespace writ::lang
