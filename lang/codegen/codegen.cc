#include "lang/codegen/codegen.h"

#include <optional>
#include <utility>

#include "engine/bytecode/builder.h"
#include "lang/codegen/slots.h"
#include "lang/codegen/term_code.h"

namespace writ::lang {
namespace {

// The author's text on one line.
std::string Folded(std::string_view text) {
  std::string out;
  for (char c : text) {
    bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return out;
}

template <typename Message>
void AddHead(const DeclHead& head, Message& message) {
  message.set_doc(head.doc);
  for (const AnnotationDecl& annotation : head.annotations) {
    bundle::Annotation& added = *message.add_annotations();
    added.set_name(annotation.name.text);
    added.set_value(annotation.value);
  }
}

class Generator {
 public:
  Generator(const Model& model, const SourceSet& sources, uint32_t user_files)
      : model_(model), sources_(sources), user_files_(user_files), program_(model.types) {}

  void Bundle() {
    AssignSlots();
    Sources();
    Actions();
    for (const Type* task : model_.tasks) bundle().add_tasks(task->index);
    for (const Fact& fact : model_.facts) AddFact(fact, *bundle().add_facts());
    for (const Rule& rule : model_.rules) AddRule(rule, *bundle().add_rules());
    bundle().set_user_type(model_.user_type->index);
    bundle().set_agent_type(model_.agent_type->index);
    AddSlots();
  }

  std::vector<std::vector<GeneratedStep>> Tests(uint32_t& first_variable) {
    uint32_t variables = 0;
    for (const Test& test : model_.tests) variables = std::max(variables, test.variables);
    slots_.AddVariables(variables);
    first_variable = slots_.variable(0);
    std::vector<std::vector<GeneratedStep>> tests;
    for (const Test& test : model_.tests) {
      for (const ModelStep& step : test.steps) {
        for (const Term* term : TermsOf(step)) AddReads(term);
      }
    }
    AddSlots();
    for (const Test& test : model_.tests) {
      std::vector<GeneratedStep>& steps = tests.emplace_back();
      for (const ModelStep& step : test.steps) steps.push_back(Step(step));
    }
    return tests;
  }

  GeneratedBundle Finish() && {
    return {std::move(program_).Finish(), std::move(too_complex_)};
  }

 private:
  bundle::Bundle& bundle() { return program_.bundle(); }

  void AddReads(const Term* term) {
    if (term != nullptr) slots_.AddReads(*term);
  }

  void AssignSlots() {
    for (const Fact& fact : model_.facts) {
      for (const Term* key : fact.key_terms) AddReads(key);
      for (const Term* term : {fact.element, fact.condition, fact.settle}) AddReads(term);
    }
    for (const Rule& rule : model_.rules) {
      for (const Term* term : TermsOf(rule)) AddReads(term);
    }
  }

  // Slots that were assigned since the last time.
  void AddSlots() {
    while (static_cast<size_t>(bundle().slots_size()) < slots_.slots().size()) {
      const SlotTable::Slot& slot = slots_.slots()[static_cast<size_t>(bundle().slots_size())];
      bundle::Slot& added = *bundle().add_slots();
      if (slot.reading == nullptr) {
        added.set_fact(kTestVariable);
        continue;
      }
      bool attributes = slot.reading->is(TermKind::kAttributes);
      added.set_fact(attributes ? kEntityAttributes : slot.reading->index);
      for (const Term* key : slot.reading->children) *added.add_keys() = Code(key, {});
      for (uint32_t direct : slot.direct) added.add_slots(direct);
    }
  }

  void Sources() {
    for (uint32_t i = 0; i < user_files_; ++i) {
      bundle::Source& source = *bundle().add_sources();
      source.set_name(sources_.files[i].name());
      source.set_text(std::string(sources_.files[i].text()));
    }
  }

  void Actions() {
    for (const Action& action : model_.actions) {
      bundle::Action& added = *bundle().add_actions();
      added.set_name(action.name);
      added.set_args(action.args->index);
      added.set_result(action.result->index);
      AddHead(action.decl->head, added);
    }
  }

  void AddFact(const Fact& fact, bundle::Fact& added) {
    added.set_name(fact.name);
    for (const Type* key : fact.keys) added.add_keys(key->index);
    added.set_type(fact.type->index);
    added.set_aggregate(static_cast<bundle::Aggregate>(fact.aggregate));
    added.set_initial(program_.Constant(fact.initial));
    added.set_identity(fact.identity);
    added.set_doc(fact.decl->head.doc);
    if (fact.aggregate != Aggregate::kAsserted) AddUpdate(fact, *added.mutable_update());
  }

  void AddUpdate(const Fact& fact, bundle::Update& update) {
    Span span = fact.decl->head.span;
    std::vector<const Term*> terms = fact.key_terms;
    for (const Term* key : fact.key_terms) *update.add_keys() = Code(key, span);
    for (uint32_t action : fact.actions) update.add_actions(action);
    update.set_on_success(fact.on_success);
    if (fact.element != nullptr) *update.mutable_element() = Code(fact.element, span);
    if (fact.condition != nullptr) *update.mutable_condition() = Code(fact.condition, span);
    if (fact.settle != nullptr) *update.mutable_settle() = Code(fact.settle, span);
    terms.insert(terms.end(), {fact.element, fact.condition, fact.settle});
    for (uint32_t slot : slots_.Needed(terms)) update.add_slots(slot);
  }

  static std::vector<const Term*> TermsOf(const Rule& rule) {
    std::vector<const Term*> terms;
    for (const RuleClause& clause : rule.clauses) terms.push_back(clause.condition);
    if (rule.limit) terms.insert(terms.end(), {rule.limit->subject, rule.limit->bound});
    if (rule.guard) terms.push_back(rule.guard->subject);
    return terms;
  }

  void AddRule(const Rule& rule, bundle::Rule& added) {
    const DeclHead& head = rule.decl->head;
    added.set_name(rule.name);
    added.set_effect(static_cast<bundle::Effect>(rule.effect));
    for (uint32_t action : rule.actions) added.add_actions(action);
    added.set_every_task(rule.every_task);
    for (const Type* task : rule.tasks) added.add_tasks(task->index);
    for (const RuleClause& clause : rule.clauses) AddClause(clause, *added.add_clauses());
    if (rule.decl->message) added.set_message(*rule.decl->message);
    for (uint32_t slot : slots_.Needed(TermsOf(rule))) added.add_slots(slot);
    if (rule.limit) AddLimit(*rule.limit, head.span, *added.mutable_limit());
    if (rule.guard) AddGuard(*rule.guard, head.span, *added.mutable_guard());
    AddHead(head, added);
    added.set_source(head.span.file);
    added.set_line(sources_.files[head.span.file].Locate(head.span.begin).line);
    if (rule.token) {
      added.mutable_token()->set_ttl_seconds(rule.token->ttl_seconds);
      added.mutable_token()->set_once(rule.token->once);
    }
  }

  void AddClause(const RuleClause& clause, bundle::Clause& added) {
    LineColumn at = sources_.files[clause.span.file].Locate(clause.span.begin);
    *added.mutable_block() = Code(clause.condition, clause.span);
    added.set_unless(clause.unless);
    added.set_source(clause.span.file);
    added.set_line(at.line);
    added.set_column(at.column);
    added.set_text(Folded(sources_.Text(clause.span)));
  }

  void AddLimit(const RuleLimit& limit, Span span, bundle::Limit& added) {
    added.set_slot(slots_.Find(*limit.subject));
    added.set_comparison(static_cast<uint32_t>(limit.comparison));
    *added.mutable_bound() = Code(limit.bound, span);
  }

  void AddGuard(const RuleGuard& guard, Span span, bundle::Guard& added) {
    *added.mutable_subject() = Code(guard.subject, span);
    added.set_subject_text(ToSource(*guard.subject));
    added.set_constant(program_.Constant(guard.constant));
  }

  static std::vector<const Term*> TermsOf(const ModelStep& step) {
    std::vector<const Term*> terms = {step.params, step.expires,   step.args, step.result,
                                      step.value,  step.condition, step.duration};
    terms.insert(terms.end(), step.keys.begin(), step.keys.end());
    return terms;
  }

  GeneratedStep Step(const ModelStep& step) {
    auto block = [&](const Term* term) {
      if (term == nullptr) return kNoBlock;
      *bundle().add_test_blocks() = Code(term, step.decl->span);
      return static_cast<uint32_t>(bundle().test_blocks_size() - 1);
    };
    GeneratedStep generated;
    generated.params = block(step.params);
    generated.expires = block(step.expires);
    generated.args = block(step.args);
    generated.result = block(step.result);
    generated.condition = block(step.condition);
    generated.value = block(step.value);
    generated.duration = block(step.duration);
    for (const Term* key : step.keys) generated.keys.push_back(block(key));
    generated.slots = slots_.Needed(TermsOf(step));
    return generated;
  }

  bundle::Block Code(const Term* term, Span span) {
    auto block = GenerateBlock(*term, slots_, program_);
    if (block) return *std::move(block);
    too_complex_.push_back(span);
    return {};
  }

  const Model& model_;
  const SourceSet& sources_;
  const uint32_t user_files_;
  ProgramBuilder program_;
  SlotTable slots_;
  std::vector<Span> too_complex_;
};

}  // namespace

GeneratedBundle GenerateBundle(const Model& model, const SourceSet& sources, uint32_t user_files) {
  Generator generator(model, sources, user_files);
  generator.Bundle();
  return std::move(generator).Finish();
}

GeneratedTests GenerateTests(const Model& model, const SourceSet& sources, uint32_t user_files) {
  GeneratedTests generated;
  Generator generator(model, sources, user_files);
  generator.Bundle();
  generated.tests = generator.Tests(generated.first_variable);
  generated.bundle = std::move(generator).Finish();
  return generated;
}

}  // namespace writ::lang
