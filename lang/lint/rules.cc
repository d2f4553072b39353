// Rules: those that cannot matter, and permits that are wider than they look.
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "engine/bytecode/codes.h"
#include "engine/value/text.h"
#include "lang/lint/anchors.h"
#include "lang/lint/rule_index.h"
#include "lang/lint/rule_traits.h"
#include "lang/lint/subject.h"
#include "lang/lint/truth.h"

namespace writ::lang {
namespace {

// All that a rule says but its name, its documentation and its message.
std::string BodyOf(const Rule& rule) {
  std::string body(EffectName(rule.effect));
  for (uint32_t action : rule.actions) body += " " + std::to_string(action);
  body += rule.every_task ? " for all" : " for";
  for (const Type* task : rule.tasks) body += " " + task->ToString();
  std::set<std::string> clauses;
  for (const RuleClause& clause : rule.clauses) {
    clauses.insert((clause.unless ? " unless " : " when ") + ToSource(*clause.condition));
  }
  for (const std::string& clause : clauses) body += clause;
  if (rule.limit) {
    body += " " + ToSource(*rule.limit->subject) + " " +
            std::to_string(static_cast<int>(rule.limit->comparison)) + " " +
            ToSource(*rule.limit->bound);
  }
  if (rule.token) {
    body += " token " + std::to_string(rule.token->ttl_seconds) +
            (rule.token->once ? " once" : "") + " for " + rule.token->audience;
  }
  if (rule.ask) {
    body += " of " + ToSource(*rule.ask->approver) + " within " +
            std::to_string(rule.ask->within_seconds);
  }
  if (rule.from != INT64_MIN) body += " from " + std::to_string(rule.from);
  if (rule.until != INT64_MAX) body += " until " + std::to_string(rule.until);
  return body;
}

class RuleLint {
 public:
  explicit RuleLint(const LintSubject& subject)
      : subject_(subject), model_(subject.model), index_(subject.model) {
    for (const Rule& rule : model_.rules) {
      if (rule.effect == Effect::kPermit) {
        permitted_.insert(rule.actions.begin(), rule.actions.end());
      }
    }
  }

  void Report() {
    for (const Rule& rule : model_.rules) {
      // Of every rule, so that the first of two is found.
      const Rule* first = FirstLike(rule);
      if (!subject_.IsGiven(rule.decl->head.span)) continue;
      if (first != &rule) ReportDuplicate(rule, *first);
      CheckClauses(rule);
      CheckLife(rule);
      if (rule.effect == Effect::kLimit) CheckLimit(rule);
      if (rule.effect == Effect::kPermit) CheckPermit(rule);
    }
  }

 private:
  Diagnostic& Find(DiagnosticId id, Span span, const std::vector<std::string>& arguments = {}) {
    return subject_.findings.Report(id, span, arguments);
  }

  // Bodies are kept as hashes: written out, a large constant stands in every rule that
  // refers to it.
  const Rule* FirstLike(const Rule& rule) {
    const std::string body = BodyOf(rule);
    auto [first, added] = bodies_.try_emplace(std::hash<std::string>()(body), &rule);
    return added || BodyOf(*first->second) == body ? first->second : &rule;
  }

  void ReportDuplicate(const Rule& rule, const Rule& first) {
    Diagnostic& found = Find(DiagnosticId::kDuplicateBody, PlaceOf(rule),
                             {std::string(EffectName(rule.effect)), NameOf(rule), NameOf(first)});
    found.notes.push_back({PlaceOf(first), "the same here"});
    found.help = "remove one of the two";
  }

  void CheckClauses(const Rule& rule) {
    const std::string effect(EffectName(rule.effect));
    bool decided = false;
    for (const RuleClause& clause : rule.clauses) {
      const Truth truth = TruthOf(clause);
      decided = decided || truth != Truth::kUnknown;
      if (truth == Truth::kFalse) {
        Find(DiagnosticId::kNeverHolds, clause.span, {effect, NameOf(rule)}).help =
            "remove the rule, or mend the clause";
      }
      if (truth == Truth::kTrue) {
        Find(DiagnosticId::kAlwaysTrue, clause.span).help = "remove it, or mend it";
      }
    }
    const std::optional<Exclusion> exclusion = FindExclusion(rule.clauses);
    if (decided || !exclusion) return;
    Diagnostic& found =
        Find(DiagnosticId::kClausesExclude, exclusion->second, {effect, NameOf(rule)});
    if (exclusion->first.begin != exclusion->second.begin) {
      found.notes.push_back({exclusion->first, "not together with this"});
    }
    found.help = "all clauses of a rule must hold; write two rules for two cases";
  }

  void CheckLife(const Rule& rule) {
    if (!subject_.now || *subject_.now < rule.until) return;
    const ExprPtr& until = rule.decl->until;
    Find(DiagnosticId::kExpiredRule, until == nullptr ? PlaceOf(rule) : until->span,
         {std::string(EffectName(rule.effect)), NameOf(rule), TimeText(rule.until)})
        .help = "remove the rule, or say a later time";
  }

  static std::string TimeText(int64_t micros) { return FormatTimestamp({micros / 1'000'000, 0}); }

  void CheckLimit(const Rule& rule) {
    const Fact& fact = model_.facts[rule.limit->subject->index];
    const bool changes = std::any_of(fact.actions.begin(), fact.actions.end(),
                                     [this](uint32_t a) { return permitted_.count(a) != 0; });
    if (changes) return;
    const DeclHead& declared = fact.decl->head;
    Diagnostic& found =
        Find(DiagnosticId::kIdleLimit, PlaceOf(rule), {NameOf(rule), declared.name.text});
    found.notes.push_back({declared.name.span, "declared here"});
    found.help = "limit a fact of actions that a rule permits";
  }

  void CheckPermit(const Rule& rule) {
    CheckShadow(rule);
    CheckOpen(rule);
    for (const RuleClause& clause : rule.clauses) {
      CheckMatches(clause);
      CheckPieces(clause);
    }
  }

  // The forbid without a condition that takes `action` from the permit; null: none.
  const Rule* ForbidOf(const Rule& permit, uint32_t action) const {
    const RuleIndex::Rules forbids = index_.PlainForbids(action);
    for (const Rule* rule : forbids.subspan(0, kMaxComparedRules)) {
      if (CoversTasks(*rule, permit)) return rule;
    }
    return nullptr;
  }

  void CheckShadow(const Rule& rule) {
    const Rule* forbid = nullptr;
    for (uint32_t action : rule.actions) {
      forbid = ForbidOf(rule, action);
      if (forbid == nullptr) return;
    }
    if (forbid == nullptr) return;
    Diagnostic& found = Find(DiagnosticId::kShadowedPermit, PlaceOf(rule), {NameOf(rule)});
    found.notes.push_back({PlaceOf(*forbid), "forbidden here, without a condition"});
    found.help = "remove the permit, or say in the forbid when it holds";
  }

  void CheckOpen(const Rule& rule) {
    if (!HoldsAlways(rule)) return;
    for (uint32_t action : rule.actions) {
      const Action& permitted = model_.actions[action];
      if (IsReadOnly(permitted)) continue;
      Find(DiagnosticId::kOpenPermit, PlaceOf(rule), {NameOf(rule), permitted.name}).help =
          "say `when`, or mark the action `@hint(\"readOnly\")` if it changes nothing";
      return;
    }
  }

  void CheckMatches(const RuleClause& clause) {
    if (!HasOpenMatch(*clause.condition, !clause.unless)) return;
    Find(DiagnosticId::kUnanchoredMatch, clause.span).help =
        "write `^` before and `$` behind it, use `std.text.full_match`, or compare with `==`";
  }

  static bool HasOpenMatch(const Term& condition, bool widens) {
    return HasWidening(condition, widens, [](const Term& term) {
      if (!term.is(TermKind::kCall) || term.builtin != Builtin::kMatches) return false;
      const Term& pattern = *term.children[1];
      return pattern.is_constant() && !IsAnchored(pattern.value.AsText());
    });
  }

  void CheckPieces(const RuleClause& clause) {
    if (!HasWidening(*clause.condition, !clause.unless, AsksPiece)) return;
    Find(DiagnosticId::kPieceOfIdentity, clause.span).help =
        "`.under(\"corp.example\")` and `.under(\"/srv/a\")` cut at dots and slashes";
  }

  // Whether a part of the text of a place or a person is looked for: a domain that ends in
  // `corp.example` may be `evilcorp.example`.
  static bool AsksPiece(const Term& term) {
    constexpr Builtin kPieces[] = {Builtin::kContains, Builtin::kStartsWith, Builtin::kEndsWith};
    constexpr Builtin kTexts[] = {Builtin::kUrlToString, Builtin::kUrlHost,
                                  Builtin::kUrlOrigin,   Builtin::kEmailToString,
                                  Builtin::kEmailDomain, Builtin::kPathToString};
    const auto is_one_of = [](const Term& call, const auto& rows) {
      return call.is(TermKind::kCall) &&
             std::find(std::begin(rows), std::end(rows), call.builtin) != std::end(rows);
    };
    return is_one_of(term, kPieces) && is_one_of(*term.children[0], kTexts);
  }

  // Whether a part of the condition is as `is` says and makes the permit wider when it is
  // true. Where it makes it narrower, a match in any place is the careful choice.
  template <typename Is>
  static bool HasWidening(const Term& term, bool widens, const Is& is) {
    if (term.is(TermKind::kUnary) && term.op == Op::kNot) {
      return HasWidening(*term.children[0], !widens, is);
    }
    if (widens && is(term)) return true;
    return std::any_of(term.children.begin(), term.children.end(),
                       [&](const Term* child) { return HasWidening(*child, widens, is); });
  }

  const LintSubject& subject_;
  const Model& model_;
  std::set<uint32_t> permitted_;
  const RuleIndex index_;
  std::map<size_t, const Rule*> bodies_;  // by hash
};

}  // namespace

void LintRules(const LintSubject& subject) { RuleLint(subject).Report(); }

}  // namespace writ::lang
