// Rules that cannot be reached, and arguments with authority that nothing looks at.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "lang/lint/rule_traits.h"
#include "lang/lint/subject.h"

namespace writ::lang {
namespace {

// Names of arguments that say who gets what, from where, or how much.
constexpr std::array<std::string_view, 17> kAuthorityNames = {
    "to",   "recipient", "recipients", "receiver", "payee", "account", "iban",  "email",  "address",
    "host", "url",       "uri",        "path",     "file",  "amount",  "price", "channel"};

bool HasAuthority(const Field& argument) {
  const Type* type = argument.type;
  while (type->element != nullptr) type = type->element;
  if (type->is(TypeKind::kMoney) || type->is(TypeKind::kEntity)) return true;
  return std::find(kAuthorityNames.begin(), kAuthorityNames.end(), argument.name) !=
         kAuthorityNames.end();
}

bool IsArgument(const Term& term, std::string_view name) {
  const bool field = term.is(TermKind::kField) || term.is(TermKind::kFieldOrAbsent) ||
                     term.is(TermKind::kHasField);
  return field && term.name == name && term.children[0]->is(TermKind::kRoot) &&
         term.children[0]->root == Root::kArgs;
}

// Recursion is bounded by kMaxTermDepth.
bool Reads(const Term& term, std::string_view argument) {
  return IsArgument(term, argument) ||
         std::any_of(term.children.begin(), term.children.end(),
                     [&](const Term* child) { return Reads(*child, argument); });
}

bool Reads(const Term* term, std::string_view argument) {
  return term != nullptr && Reads(*term, argument);
}

class ReachLint {
 public:
  explicit ReachLint(const LintSubject& subject) : subject_(subject), model_(subject.model) {}

  void Report() {
    for (const Rule& rule : model_.rules) {
      if (!subject_.IsGiven(rule.decl->head.span)) continue;
      if (rule.effect == Effect::kForbid) CheckForbid(rule);
      if (rule.effect != Effect::kPermit) continue;
      CheckCovered(rule);
      if (!HoldsAlways(rule)) CheckArguments(rule);
    }
  }

 private:
  Diagnostic& Find(DiagnosticId id, Span span, const std::vector<std::string>& arguments) {
    return subject_.findings.Report(id, span, arguments);
  }

  // What no permit permits is denied without a forbid. One for `any` is a safeguard.
  void CheckForbid(const Rule& rule) {
    for (const Name& name : rule.decl->actions) {
      if (name.text == "any" || name.text.ends_with(".*")) return;
    }
    for (const Rule& permit : model_.rules) {
      if (permit.effect != Effect::kPermit || !SharesTasks(rule, permit)) continue;
      const bool shared = std::any_of(rule.actions.begin(), rule.actions.end(),
                                      [&](uint32_t action) { return Covers(permit, action); });
      if (shared) return;
    }
    Find(DiagnosticId::kIdleForbid, PlaceOf(rule), {NameOf(rule)}).help =
        "what no rule permits is denied; remove it, or forbid what a permit has";
  }

  // Another permit, without a condition, has every action and every task of this one. Two
  // that say the same are a finding of another kind.
  void CheckCovered(const Rule& rule) {
    for (const Rule& other : model_.rules) {
      const bool wider = &other != &rule && other.effect == Effect::kPermit && HoldsAlways(other) &&
                         CoversTasks(other, rule) && !rule.actions.empty() &&
                         std::includes(other.actions.begin(), other.actions.end(),
                                       rule.actions.begin(), rule.actions.end());
      const bool same = HoldsAlways(rule) && CoversTasks(rule, other) &&
                        rule.actions.size() == other.actions.size();
      if (!wider || same || rule.token) continue;
      Diagnostic& found =
          Find(DiagnosticId::kCoveredPermit, PlaceOf(rule), {NameOf(rule), NameOf(other)});
      found.notes.push_back({PlaceOf(other), "permitted here, without a condition"});
      found.help = "remove one of the two";
      return;
    }
  }

  void CheckArguments(const Rule& rule) {
    for (uint32_t action : rule.actions) {
      const Action& permitted = model_.actions[action];
      if (IsReadOnly(permitted)) continue;
      for (const Field& argument : permitted.args->fields) {
        if (!HasAuthority(argument) || IsLookedAt(rule, action, argument.name)) continue;
        Find(DiagnosticId::kUncheckedArgument, PlaceOf(rule),
             {NameOf(rule), permitted.name, argument.name})
            .help = "say in a clause, a forbid or a limit what `args." + argument.name + "` may be";
      }
    }
  }

  // By the permit, or by a forbid, a limit or an ask that is about the same calls.
  bool IsLookedAt(const Rule& permit, uint32_t action, std::string_view argument) const {
    return std::any_of(model_.rules.begin(), model_.rules.end(), [&](const Rule& rule) {
      const bool own = &rule == &permit;
      if (!own && (rule.effect == Effect::kPermit || !SharesTasks(rule, permit))) return false;
      if (rule.limit) return LimitReads(rule, action, argument);
      return Covers(rule, action) &&
             std::any_of(rule.clauses.begin(), rule.clauses.end(), [&](const RuleClause& clause) {
               return Reads(*clause.condition, argument);
             });
    });
  }

  bool LimitReads(const Rule& rule, uint32_t action, std::string_view argument) const {
    const Fact& fact = model_.facts[rule.limit->subject->index];
    return std::binary_search(fact.actions.begin(), fact.actions.end(), action) &&
           (FactReads(fact, argument) || Reads(rule.limit->bound, argument));
  }

  static bool FactReads(const Fact& fact, std::string_view argument) {
    return Reads(fact.element, argument) || Reads(fact.condition, argument) ||
           std::any_of(fact.each.begin(), fact.each.end(),
                       [&](const FactEach& each) { return Reads(each.collection, argument); }) ||
           std::any_of(fact.key_terms.begin(), fact.key_terms.end(),
                       [&](const Term* key) { return Reads(key, argument); });
  }

  const LintSubject& subject_;
  const Model& model_;
};

}  // namespace

void LintReach(const LintSubject& subject) { ReachLint(subject).Report(); }

}  // namespace writ::lang
