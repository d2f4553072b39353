#include "lang/codegen/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/bytecode/builder.h"
#include "lang/codegen/expression.h"
#include "lang/codegen/generate.h"
#include "lang/codegen/slots.h"

namespace writ::lang {
namespace {

// Copies types into another table. Entities lose their attributes and tasks within types
// their parameters: values hold the id alone.
class TypeCopier {
 public:
  explicit TypeCopier(TypeTable& to) : to_(to) {}

  // Types nest at most kMaxTypeDepth levels.
  const Type* Copy(const Type& type) {
    if (type.is(TypeKind::kRecord)) return to_.Record(CopyFields(type));
    if (!type.name.empty()) return Named(type);
    if (type.element == nullptr) return to_.Simple(type.kind);
    const Type* element = Copy(*type.element);
    if (type.is(TypeKind::kList)) return to_.List(element);
    if (type.is(TypeKind::kSet)) return to_.Set(element);
    if (type.is(TypeKind::kOptional)) return to_.Optional(element);
    return to_.Map(Copy(*type.key), element);
  }

  Type* Named(const Type& type) {
    auto [at, added] = named_.try_emplace(type.name, nullptr);
    if (added) {
      at->second = to_.DeclareNamed(type.kind, type.name);
      at->second->values = type.values;
    }
    return at->second;
  }

  std::vector<Field> CopyFields(const Type& type) {
    std::vector<Field> fields;
    for (const Field& field : type.fields) fields.push_back({field.name, Copy(*field.type)});
    return fields;
  }

 private:
  TypeTable& to_;
  std::map<std::string, Type*> named_;
};

class ScopeGenerator {
 public:
  ScopeGenerator(const Model& model, const SourceSet& sources, Diagnostics& diagnostics)
      : model_(model), sources_(sources), diagnostics_(diagnostics) {}

  std::string Generate(const std::vector<Rule>& rules, const Type& task, std::string_view text) {
    bundle::Source* source = program_.bundle().add_sources();
    source->set_name("scope");
    source->set_text(std::string(text));
    program_.bundle().set_user_type(copier_.Named(*model_.user_type)->index);
    program_.bundle().set_agent_type(copier_.Named(*model_.agent_type)->index);
    Type* own = copier_.Named(task);
    TypeTable::SetFields(own, copier_.CopyFields(task));
    program_.bundle().add_tasks(own->index);
    WriteActions(rules);
    for (const Rule& rule : rules) WriteRule(rule);
    return fits_ ? std::move(program_).Finish() : std::string();
  }

 private:
  // Sorted by name, as the model's are.
  void WriteActions(const std::vector<Rule>& rules) {
    std::set<uint32_t> named;
    for (const Rule& rule : rules) named.insert(rule.actions.begin(), rule.actions.end());
    for (uint32_t index : named) {
      const Action& action = model_.actions[index];
      actions_.emplace(index, static_cast<uint32_t>(actions_.size()));
      bundle::Action* out = program_.bundle().add_actions();
      out->set_name(action.name);
      out->set_args(copier_.Copy(*action.args)->index);
      out->set_result(types_.Record({})->index);
    }
  }

  void WriteRule(const Rule& rule) {
    bundle::Rule* out = program_.bundle().add_rules();
    out->set_name(rule.name);
    out->set_effect(bundle::PERMIT);
    out->set_every_task(true);
    for (uint32_t action : rule.actions) out->add_actions(actions_.at(action));
    for (const RuleClause& clause : rule.clauses) WriteClause(clause, *out);
  }

  void WriteClause(const RuleClause& clause, bundle::Rule& out) {
    std::set<uint32_t> none;
    auto block = GenerateBlock(*clause.condition, program_, slots_, none);
    if (!block) {
      fits_ = false;
      diagnostics_.Report(DiagnosticId::kTooLarge, clause.span, {"this expression"});
      return;
    }
    bundle::Clause* proto = out.add_clauses();
    *proto->mutable_block() = *std::move(block);
    proto->set_unless(clause.unless);
    const LineColumn at = sources_.files[clause.span.file].Locate(clause.span.begin);
    proto->set_line(at.line);
    proto->set_column(at.column);
    proto->set_text(Folded(sources_.Text(clause.span)));
  }

  const Model& model_;
  const SourceSet& sources_;
  Diagnostics& diagnostics_;
  TypeTable types_;
  TypeCopier copier_{types_};
  ProgramBuilder program_{types_};
  Slots slots_{program_};
  std::map<uint32_t, uint32_t> actions_;  // of the model -> of the bundle
  bool fits_ = true;
};

}  // namespace

std::string GenerateScope(const Model& model, const std::vector<Rule>& rules, const Type& task,
                          const SourceSet& sources, std::string_view text,
                          Diagnostics& diagnostics) {
  return ScopeGenerator(model, sources, diagnostics).Generate(rules, task, text);
}

}  // namespace writ::lang
