#include "lang/lint/truth.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/bytecode/codes.h"

namespace writ::lang {
namespace {

Truth Known(bool value) { return value ? Truth::kTrue : Truth::kFalse; }

Truth Not(Truth truth) {
  if (truth == Truth::kUnknown) return truth;
  return Known(truth == Truth::kFalse);
}

// Of a conjunction, where false decides, or of a disjunction, where true does.
Truth OfLogic(const Term& term, Truth decides) {
  bool all = true;
  for (const Term* child : term.children) {
    const Truth truth = TruthOf(*child);
    if (truth == decides) return decides;
    all = all && truth != Truth::kUnknown;
  }
  return all ? Not(decides) : Truth::kUnknown;
}

Truth OfConditional(const Term& term) {
  const Truth condition = TruthOf(*term.children[0]);
  const Truth yes = TruthOf(*term.children[1]), no = TruthOf(*term.children[2]);
  if (condition == Truth::kTrue) return yes;
  if (condition == Truth::kFalse) return no;
  return yes == no ? yes : Truth::kUnknown;
}

// A double may be no number, which is not even equal to itself; `dyn` may hold one.
bool IsReflexive(const Type& type) {
  constexpr TypeKind kReflexive[] = {TypeKind::kBool,     TypeKind::kInt,    TypeKind::kUint,
                                     TypeKind::kDecimal,  TypeKind::kString, TypeKind::kBytes,
                                     TypeKind::kMoney,    TypeKind::kDate,   TypeKind::kTimestamp,
                                     TypeKind::kDuration, TypeKind::kEntity, TypeKind::kEnum,
                                     TypeKind::kTask};
  return std::find(std::begin(kReflexive), std::end(kReflexive), type.kind) != std::end(kReflexive);
}

// A thing compared with itself.
Truth OfComparison(const Term& term) {
  constexpr std::pair<Op, bool> kOfSame[] = {{Op::kEqual, true},    {Op::kNotEqual, false},
                                             {Op::kLess, false},    {Op::kLessEqual, true},
                                             {Op::kGreater, false}, {Op::kGreaterEqual, true}};
  for (const auto& [op, value] : kOfSame) {
    if (term.op != op || !IsReflexive(*term.children[0]->type)) continue;
    if (ToSource(*term.children[0]) == ToSource(*term.children[1])) return Known(value);
  }
  return Truth::kUnknown;
}

// The conjuncts of clauses, as far as they have been seen.
class Conjunction {
 public:
  void Add(const Term& term, bool holds, Span span) {
    if (term.is(TermKind::kUnary) && term.op == Op::kNot) {
      return Add(*term.children[0], !holds, span);
    }
    if (term.is(holds ? TermKind::kAnd : TermKind::kOr)) {
      for (const Term* child : term.children) Add(*child, holds, span);
      return;
    }
    Meet(ToSource(term), holds ? "true" : "false", span);
    if (holds) AddEquality(term, span);
  }

  const std::optional<Exclusion>& found() const { return found_; }

 private:
  struct Seen {
    std::string value;
    Span span;
  };

  void AddEquality(const Term& term, Span span) {
    if (!term.is(TermKind::kBinary) || term.op != Op::kEqual) return;
    for (int side : {0, 1}) {
      const Term &subject = *term.children[side], &constant = *term.children[1 - side];
      if (!constant.is_constant() || subject.is_constant()) continue;
      if (IsReflexive(*constant.type)) Meet(ToSource(subject), ToSource(constant), span);
    }
  }

  // Remembers that `subject` is `value`, or finds that it was said to be another.
  void Meet(const std::string& subject, const std::string& value, Span span) {
    auto [at, added] = seen_.try_emplace(subject, Seen{value, span});
    if (added || found_ || at->second.value == value) return;
    found_ = Exclusion{at->second.span, span};
  }

  std::map<std::string, Seen> seen_;
  std::optional<Exclusion> found_;
};

}  // namespace

Truth TruthOf(const Term& condition) {
  switch (condition.kind) {
    case TermKind::kConstant:
      return condition.value.is(Kind::kBool) ? Known(condition.value.AsBool()) : Truth::kUnknown;
    case TermKind::kUnary:
      return condition.op == Op::kNot ? Not(TruthOf(*condition.children[0])) : Truth::kUnknown;
    case TermKind::kBinary:
      return OfComparison(condition);
    case TermKind::kAnd:
      return OfLogic(condition, Truth::kFalse);
    case TermKind::kOr:
      return OfLogic(condition, Truth::kTrue);
    case TermKind::kConditional:
      return OfConditional(condition);
    case TermKind::kError:
    case TermKind::kRoot:
    case TermKind::kParameter:
    case TermKind::kVariable:
    case TermKind::kElement:
    case TermKind::kMacro:
    case TermKind::kField:
    case TermKind::kFieldOrAbsent:
    case TermKind::kHasField:
    case TermKind::kCall:
    case TermKind::kList:
    case TermKind::kMap:
    case TermKind::kFact:
    case TermKind::kAttributes:
    case TermKind::kGroups:
      break;
  }
  return Truth::kUnknown;
}

Truth TruthOf(const RuleClause& clause) {
  const Truth truth = TruthOf(*clause.condition);
  return clause.unless ? Not(truth) : truth;
}

std::optional<Exclusion> FindExclusion(const std::vector<RuleClause>& clauses) {
  Conjunction conjunction;
  for (const RuleClause& clause : clauses) {
    conjunction.Add(*clause.condition, !clause.unless, clause.span);
  }
  return conjunction.found();
}

}  // namespace writ::lang
