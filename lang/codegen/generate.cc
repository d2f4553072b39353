#include "lang/codegen/generate.h"

#include <algorithm>
#include <utility>

#include "lang/codegen/expression.h"
#include "lang/passes/dead.h"
#include "lang/passes/guards.h"

namespace writ::lang {
namespace {

bundle::Effect EffectOf(Effect effect) {
  switch (effect) {
    case Effect::kForbid:
      return bundle::FORBID;
    case Effect::kPermit:
      return bundle::PERMIT;
    case Effect::kLimit:
      return bundle::LIMIT;
    case Effect::kAsk:
      return bundle::ASK;
  }
  return bundle::FORBID;
}

template <typename Proto>
void WriteHead(const DeclHead& head, Proto& proto) {
  proto.set_doc(head.doc);
  for (const AnnotationDecl& annotation : head.annotations) {
    bundle::Annotation* out = proto.add_annotations();
    out->set_name(annotation.name.text);
    out->set_value(annotation.value);
  }
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string Folded(std::string_view text) {
  std::string folded;
  for (char c : text) {
    if (!IsSpace(c)) {
      folded += c;
    } else if (!folded.empty() && folded.back() != ' ') {
      folded += ' ';
    }
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

void Generator::Generate() {
  bundle::Bundle& bundle = program_.bundle();
  WriteSources();
  WriteActions();
  for (const Type* task : model_.tasks) bundle.add_tasks(task->index);
  bundle.set_user_type(model_.user_type->index);
  bundle.set_agent_type(model_.agent_type->index);
  WriteFacts();
  for (const Rule& rule : model_.rules) WriteRule(rule);
}

void Generator::WriteSources() {
  for (uint32_t i = 0; i < bundled_files_; ++i) {
    bundle::Source* source = program_.bundle().add_sources();
    source->set_name(sources_.files[i].name());
    source->set_text(std::string(sources_.files[i].text()));
  }
}

void Generator::WriteActions() {
  for (const Action& action : model_.actions) {
    bundle::Action* out = program_.bundle().add_actions();
    out->set_name(action.name);
    out->set_args(action.args->index);
    out->set_result(action.result->index);
    WriteHead(action.decl->head, *out);
  }
}

void Generator::WriteFacts() {
  for (const Fact& fact : model_.facts) {
    bundle::Fact* out = program_.bundle().add_facts();
    out->set_name(fact.name);
    for (const Type* key : fact.keys) out->add_keys(key->index);
    out->set_type(fact.type->index);
    out->set_aggregate(static_cast<bundle::Aggregate>(fact.aggregate));
    out->set_initial(program_.Constant(fact.initial));
    out->set_identity(fact.identity);
    out->set_ttl(fact.ttl);
    out->set_doc(fact.decl->head.doc);
  }
  // Updates read slots, and slots name facts: all facts are there first.
  for (size_t i = 0; i < model_.facts.size(); ++i) {
    const Fact& fact = model_.facts[i];
    if (!fact.decl->derived) continue;
    WriteUpdate(fact, *program_.bundle().mutable_facts(static_cast<int>(i))->mutable_update());
  }
}

bundle::Block Generator::Block(const Term& term, Span span, std::set<uint32_t>& loaded) {
  auto block = GenerateBlock(term, program_, slots_, loaded);
  if (block) return *std::move(block);
  diagnostics_.Report(DiagnosticId::kTooLarge, span, {"this expression"}).help =
      "it needs over 256 values at once, or over 20000 units of fuel: split it";
  return {};
}

void Generator::WriteUpdate(const Fact& fact, bundle::Update& update) {
  const FactDecl& decl = *fact.decl;
  std::set<uint32_t> loaded;
  for (uint32_t action : fact.actions) update.add_actions(action);
  update.set_on_success(fact.on_success);
  for (size_t i = 0; i < fact.each.size(); ++i) {
    bundle::ForEach* each = update.add_each();
    *each->mutable_collection() =
        Block(*fact.each[i].collection, decl.each[i].collection->span, loaded);
    each->set_slot(slots_.AddElement(*fact.each[i].element));
  }
  for (size_t i = 0; i < fact.key_terms.size(); ++i) {
    *update.add_keys() = Block(*fact.key_terms[i], decl.keys[i]->span, loaded);
  }
  if (fact.element != nullptr) {
    *update.mutable_element() = Block(*fact.element, decl.element->span, loaded);
  }
  if (fact.condition != nullptr) {
    *update.mutable_condition() = Block(*fact.condition, decl.condition->span, loaded);
  }
  if (fact.settle != nullptr) {
    *update.mutable_settle() = Block(*fact.settle, decl.settle->span, loaded);
  }
  for (uint32_t slot : slots_.Closure(loaded)) update.add_slots(slot);
  update.set_release_micros(fact.release);
  if (fact.window.unit() == WindowUnit::kNone) return;
  bundle::Window* window = update.mutable_window();
  window->set_unit(static_cast<uint32_t>(fact.window.unit()));
  window->set_length_micros(fact.window.length());
  window->set_zone(fact.window.zone());
}

void Generator::WriteRule(const Rule& rule) {
  bundle::Rule out;
  std::set<uint32_t> loaded;
  const Span span = rule.decl->head.span;
  out.set_name(rule.name);
  out.set_effect(EffectOf(rule.effect));
  for (uint32_t action : rule.actions) out.add_actions(action);
  out.set_every_task(rule.every_task);
  for (const Type* task : rule.tasks) out.add_tasks(task->index);
  const RuleClause* false_clause = slots_.passes().dead ? FalseClause(rule) : nullptr;
  out.set_never(false_clause != nullptr);
  for (const RuleClause& clause : rule.clauses) {
    RuleClause written = clause;
    Term constant = *clause.condition;
    // The loader wants to see the constant, not what it was computed from.
    constant.origin = nullptr;
    if (&clause == false_clause) written.condition = &constant;
    WriteClause(written, out, loaded);
  }
  out.set_message(rule.decl->message.value_or(""));
  if (rule.limit) WriteLimit(rule, out, loaded);
  if (slots_.passes().guards) WriteGuard(rule, out);
  WriteHead(rule.decl->head, out);
  out.set_source(span.file);
  out.set_line(sources_.files[span.file].Locate(span.begin).line);
  if (rule.from != INT64_MIN) out.mutable_life()->set_from(rule.from);
  if (rule.until != INT64_MAX) out.mutable_life()->set_until(rule.until);
  if (rule.token) {
    out.mutable_token()->set_ttl_seconds(rule.token->ttl_seconds);
    out.mutable_token()->set_once(rule.token->once);
    out.mutable_token()->set_audience(rule.token->audience);
  }
  if (rule.ask) {
    *out.mutable_ask()->mutable_approver() =
        Block(*rule.ask->approver, rule.decl->approver->span, loaded);
    out.mutable_ask()->set_within_seconds(rule.ask->within_seconds);
  }
  for (uint32_t slot : slots_.Closure(loaded)) out.add_slots(slot);
  *program_.bundle().add_rules() = std::move(out);
}

void Generator::WriteGuard(const Rule& rule, bundle::Rule& out) {
  const std::optional<RuleGuard> guard = FindGuard(rule.clauses);
  if (!guard) return;
  std::set<uint32_t> none;
  *out.mutable_guard()->mutable_subject() = Block(*guard->subject, rule.decl->head.span, none);
  out.mutable_guard()->set_subject_text(ToSource(*guard->subject));
  for (const Value& constant : guard->constants) {
    out.mutable_guard()->add_constants(program_.Constant(constant));
  }
}

void Generator::WriteClause(const RuleClause& clause, bundle::Rule& out,
                            std::set<uint32_t>& loaded) {
  bundle::Clause* proto = out.add_clauses();
  *proto->mutable_block() = Block(*clause.condition, clause.span, loaded);
  proto->set_unless(clause.unless);
  proto->set_source(clause.span.file);
  const LineColumn at = sources_.files[clause.span.file].Locate(clause.span.begin);
  proto->set_line(at.line);
  proto->set_column(at.column);
  // What stands behind the keyword.
  const std::string text = Folded(sources_.Text(clause.span));
  proto->set_text(text.substr(std::min(text.find(' '), text.size() - 1) + 1));
}

void Generator::WriteLimit(const Rule& rule, bundle::Rule& out, std::set<uint32_t>& loaded) {
  const Span span = rule.decl->limit->span;
  const std::optional<uint32_t> slot = slots_.Find(*rule.limit->subject);
  if (!slot) {
    diagnostics_.Report(DiagnosticId::kTooLarge, span, {"this expression"});
    return;
  }
  loaded.insert(*slot);
  out.mutable_limit()->set_slot(*slot);
  out.mutable_limit()->set_comparison(static_cast<uint32_t>(rule.limit->comparison));
  *out.mutable_limit()->mutable_bound() = Block(*rule.limit->bound, span, loaded);
}

}  // namespace writ::lang
