// Rules that cannot be reached, and arguments with authority that nothing looks at.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "lang/lint/rule_index.h"
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

class ReachLint {
 public:
  explicit ReachLint(const LintSubject& subject)
      : subject_(subject), model_(subject.model), index_(subject.model) {}

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
    for (uint32_t action : rule.actions) {
      const RuleIndex::Rules permits = index_.Permits(action);
      const bool shared = RuleIndex::IsTooMany(permits) ||
                          std::any_of(permits.begin(), permits.end(), [&](const Rule* permit) {
                            return SharesTasks(rule, *permit);
                          });
      if (shared) return;
    }
    Find(DiagnosticId::kIdleForbid, PlaceOf(rule), {NameOf(rule)}).help =
        "what no rule permits is denied; remove it, or forbid what a permit has";
  }

  // Another permit, without a condition, has every action and every task of this one. Two
  // that say the same are a finding of another kind.
  void CheckCovered(const Rule& rule) {
    if (rule.actions.empty() || rule.token) return;
    const bool plain = HoldsAlways(rule);
    RuleIndex::Rules others = index_.PlainPermits(rule.actions.front());
    for (const Rule* other : others.subspan(0, kMaxComparedRules)) {
      const bool wider = other != &rule && CoversTasks(*other, rule) &&
                         std::includes(other->actions.begin(), other->actions.end(),
                                       rule.actions.begin(), rule.actions.end());
      const bool same =
          plain && CoversTasks(rule, *other) && rule.actions.size() == other->actions.size();
      if (!wider || same) continue;
      Diagnostic& found =
          Find(DiagnosticId::kCoveredPermit, PlaceOf(rule), {NameOf(rule), NameOf(*other)});
      found.notes.push_back({PlaceOf(*other), "permitted here, without a condition"});
      found.help = "remove one of the two";
      return;
    }
  }

  void CheckArguments(const Rule& rule) {
    const std::set<std::string_view> own = ArgumentsRead(rule.clauses);
    for (uint32_t action : rule.actions) {
      const Action& permitted = model_.actions[action];
      if (IsReadOnly(permitted)) continue;
      for (const Field& argument : permitted.args->fields) {
        if (!HasAuthority(argument) || own.count(argument.name) != 0) continue;
        if (IsLookedAt(rule, action, argument.name)) continue;
        Find(DiagnosticId::kUncheckedArgument, PlaceOf(rule),
             {NameOf(rule), permitted.name, argument.name})
            .help = "say in a clause, a forbid or a limit what `args." + argument.name + "` may be";
      }
    }
  }

  // By a forbid, a limit or an ask that is about the same calls.
  bool IsLookedAt(const Rule& permit, uint32_t action, std::string_view argument) const {
    const RuleIndex::Rules readers = index_.Readers(action, argument);
    return RuleIndex::IsTooMany(readers) ||
           std::any_of(readers.begin(), readers.end(),
                       [&](const Rule* reader) { return SharesTasks(*reader, permit); });
  }

  const LintSubject& subject_;
  const Model& model_;
  const RuleIndex index_;
};

}  // namespace

void LintReach(const LintSubject& subject) { ReachLint(subject).Report(); }

}  // namespace writ::lang
