#include "lang/passes/guards.h"

#include <algorithm>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"

namespace writ::lang {
namespace {

// args.a.b, agent.id(), call.ip: what a call says without asking a fact.
bool IsSubject(const Term& term) {
  const Term* at = &term;
  if (at->is(TermKind::kCall) && at->builtin == Builtin::kEntityId) at = at->children[0];
  while (at->is(TermKind::kField)) at = at->children[0];
  return at != &term && at->is(TermKind::kRoot) && at->root != Root::kResult;
}

// The kinds that the engine's index tells apart by hash (engine/decision/rule_index.h). The
// type of the subject is the same, so that no other kind of number can equal it.
bool CanGuard(const Value& constant, const Type& subject) {
  if (subject.is(TypeKind::kString) || subject.is(TypeKind::kEnum))
    return constant.is(Kind::kString);
  if (subject.is(TypeKind::kInt)) return constant.is(Kind::kInt);
  if (subject.is(TypeKind::kBool)) return constant.is(Kind::kBool);
  return subject.is(TypeKind::kDate) && constant.is(Kind::kDate);
}

std::optional<RuleGuard> EqualityGuard(const Term& term) {
  for (int side : {0, 1}) {
    const Term &path = *term.children[side], &constant = *term.children[1 - side];
    if (IsSubject(path) && constant.is_constant() && CanGuard(constant.value, *path.type)) {
      return RuleGuard{&path, {constant.value}};
    }
  }
  return std::nullopt;
}

std::optional<RuleGuard> MemberGuard(const Term& term) {
  const Term &path = *term.children[0], &list = *term.children[1];
  const bool collection =
      list.is_constant() && (list.value.is(Kind::kList) || list.value.is(Kind::kSet));
  if (!collection || !IsSubject(path) || list.value.size() > kMaxGuardConstants) {
    return std::nullopt;
  }
  RuleGuard guard{&path, {list.value.items(), list.value.items() + list.value.size()}};
  const bool fits =
      std::all_of(guard.constants.begin(), guard.constants.end(),
                  [&path](const Value& constant) { return CanGuard(constant, *path.type); });
  if (!fits || guard.constants.empty()) return std::nullopt;
  return guard;
}

std::optional<RuleGuard> GuardOf(const Term& term);

// Every part must be about the same subject.
std::optional<RuleGuard> AlternativesGuard(const Term& term) {
  std::optional<RuleGuard> all;
  for (const Term* child : term.children) {
    std::optional<RuleGuard> guard = child->is(TermKind::kOr) ? std::nullopt : GuardOf(*child);
    if (!guard) return std::nullopt;
    if (!all) {
      all = std::move(guard);
    } else if (ToSource(*all->subject) != ToSource(*guard->subject)) {
      return std::nullopt;
    } else {
      all->constants.insert(all->constants.end(), guard->constants.begin(), guard->constants.end());
    }
  }
  return all && all->constants.size() <= kMaxGuardConstants ? all : std::nullopt;
}

std::optional<RuleGuard> GuardOf(const Term& term) {
  if (term.is(TermKind::kOr)) return AlternativesGuard(term);
  if (!term.is(TermKind::kBinary)) return std::nullopt;
  if (term.op == Op::kEqual) return EqualityGuard(term);
  if (term.op == Op::kIn) return MemberGuard(term);
  return std::nullopt;
}

void Better(std::optional<RuleGuard>& best, std::optional<RuleGuard> other) {
  if (other && (!best || other->constants.size() < best->constants.size())) {
    best = std::move(other);
  }
}

// Sorted, each once: the same guard gives the same bytes.
void Normalise(RuleGuard& guard) {
  std::sort(guard.constants.begin(), guard.constants.end(),
            [](const Value& a, const Value& b) { return CompareCanonical(a, b) < 0; });
  guard.constants.erase(
      std::unique(guard.constants.begin(), guard.constants.end(),
                  [](const Value& a, const Value& b) { return CompareCanonical(a, b) == 0; }),
      guard.constants.end());
}

}  // namespace

// A condition that is false makes its rule false, whatever its other conditions are, those
// that err too; so each may stand for the rule.
std::optional<RuleGuard> FindGuard(const std::vector<RuleClause>& clauses) {
  std::optional<RuleGuard> best;
  for (const RuleClause& clause : clauses) {
    if (clause.unless) continue;
    if (!clause.condition->is(TermKind::kAnd)) Better(best, GuardOf(*clause.condition));
    if (!clause.condition->is(TermKind::kAnd)) continue;
    for (const Term* conjunct : clause.condition->children) Better(best, GuardOf(*conjunct));
  }
  if (best) Normalise(*best);
  return best;
}

}  // namespace writ::lang
