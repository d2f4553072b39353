// What calls contribute to derived facts.
#include <algorithm>
#include <utility>

#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"
#include "tests/oracle/judge.h"

namespace writ::oracle {
namespace {

Value TypeMismatch() { return Value::Error(ErrorCode::kTypeMismatch); }

bool SameKey(const Value& a, const Value& b) {
  if (a.is(Kind::kAbsent) || b.is(Kind::kAbsent)) return a.is(b.kind());
  return CanonicalBytes(a) == CanonicalBytes(b);
}

Value Extreme(const Value& current, const Value& element, bool largest) {
  if (current.is(Kind::kAbsent)) return element;
  const Value order = Compare(element, current);
  if (order.is_error()) return order;
  return (largest ? order.AsInt() > 0 : order.AsInt() < 0) ? element : current;
}

Value WithElement(const Value& set, const Value& element, Arena& arena) {
  std::vector<Value> items(set.items(), set.items() + set.size());
  items.push_back(element);
  return MakeSet(items.data(), static_cast<uint32_t>(items.size()), arena);
}

}  // namespace

bool SameKeys(const std::vector<Value>& a, const std::vector<Value>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), SameKey);
}

Value Including(Aggregate aggregate, const Value& current, const Value& element, Arena& arena) {
  if (current.is_error()) return current;
  if (element.is_error()) return element;
  switch (aggregate) {
    case Aggregate::kCount:
      return Operate(Op::kAdd, current, Value::Int(1), arena);
    case Aggregate::kSum:
      return Operate(Op::kAdd, current, element, arena);
    case Aggregate::kAny:
      return Value::Bool(true);
    case Aggregate::kMin:
    case Aggregate::kMax:
      return Extreme(current, element, aggregate == Aggregate::kMax);
    case Aggregate::kLast:
      return element;
    case Aggregate::kSet:
      return WithElement(current, element, arena);
    case Aggregate::kAsserted:
      break;
  }
  return TypeMismatch();
}

namespace {

bool Updates(const lang::Fact& fact, uint32_t action, bool on_success) {
  return fact.aggregate != Aggregate::kAsserted && fact.on_success == on_success &&
         std::find(fact.actions.begin(), fact.actions.end(), action) != fact.actions.end();
}

// Whether a term reads an element of the fact's `for each`.
bool ReadsElement(const lang::Term& term, const lang::Fact& fact) {
  for (const lang::FactEach& each : fact.each) {
    if (term.is(lang::TermKind::kElement) && term.index == each.element->index) return true;
  }
  return std::any_of(term.children.begin(), term.children.end(),
                     [&fact](const lang::Term* child) { return ReadsElement(*child, fact); });
}

// What one level of a call contributes to one fact.
class Contributor {
 public:
  Contributor(const lang::Fact& fact, uint32_t number, size_t level, const World& world,
              Arena& arena)
      : fact_(fact), number_(number), level_(level), world_(world), arena_(arena) {}

  // An Error when it cannot say: the call is to be refused, or, on a success, what it gives
  // stands for that.
  Value Run(std::vector<Contribution>& into) {
    left_ = 1024;
    const Value error = Each(0);
    if (error.is_error() && fact_.on_success) Poison(error);
    for (Contribution& made : made_) into.push_back(std::move(made));
    return error;
  }

 private:
  Value Evaluate(const lang::Term& term) { return Walker(world_, arena_).Evaluate(term); }

  // Goes through the lists inside each other.
  Value Each(size_t depth) {
    if (depth == fact_.each.size())
      return left_-- == 0 ? Value::Error(ErrorCode::kTooLarge) : One();
    const Value list = Evaluate(*fact_.each[depth].collection);
    if (list.is_error()) return list;
    std::vector<Value> elements;
    if (list.is(Kind::kMap)) {
      for (uint32_t i = 0; i < list.AsMap().size; ++i) {
        elements.push_back(list.AsMap().entries[i].key);
      }
    } else if (list.is(Kind::kList) || list.is(Kind::kSet)) {
      elements.assign(list.items(), list.items() + list.size());
    } else {
      return TypeMismatch();
    }
    for (const Value& element : elements) {
      world_.elements[fact_.each[depth].element->index] = element;
      const Value error = Each(depth + 1);
      if (error.is_error()) return error;
    }
    return Value();
  }

  Value One() {
    Contribution made{number_, {}, Value(), level_};
    Value wrong;
    if (fact_.condition != nullptr) {
      const Value holds = Evaluate(*fact_.condition);
      if (holds.IsFalse()) return Value();
      if (!holds.IsTrue()) wrong = holds.is_error() ? holds : TypeMismatch();
    }
    if (!wrong.is_error() && fact_.element != nullptr) made.element = Evaluate(*fact_.element);
    if (made.element.is_error()) wrong = made.element;
    // A success cannot be refused: the fact itself becomes that Error.
    if (wrong.is_error() && !fact_.on_success) return wrong;
    if (wrong.is_error()) made.element = wrong;
    for (const lang::Term* term : fact_.key_terms) {
      made.keys.push_back(Key(*term));
      // Where the key errs, it is for that; else for what it would have stood under it.
      if (made.keys.back().is_error()) return wrong.is_error() ? wrong : made.keys.back();
    }
    made_.push_back(std::move(made));
    return Value();
  }

  Value Key(const lang::Term& term) {
    const Value key = Evaluate(term);
    return key.is(Kind::kAbsent) ? Value::Error(ErrorCode::kAbsent) : key;
  }

  // Not even the key is known under which the success counts: those that come from an
  // element may have been any; where another one errs too, all of them.
  void Poison(const Value& error) {
    Contribution made{number_, {}, error, level_};
    bool known = true;
    for (const lang::Term* term : fact_.key_terms) {
      const bool any = ReadsElement(*term, fact_);
      made.keys.push_back(any ? Value() : Key(*term));
      known = known && !made.keys.back().is_error();
    }
    if (!known) made.keys.assign(made.keys.size(), Value());
    made_.push_back(std::move(made));
  }

  const lang::Fact& fact_;
  const uint32_t number_;
  const size_t level_;
  World world_;
  Arena& arena_;
  int left_ = 0;  // elements that it may still have
  std::vector<Contribution> made_;
};

}  // namespace

std::vector<Contribution> ContributionsOf(const Case& call, bool on_success, Value& error,
                                          Arena& arena) {
  std::vector<Contribution> all;
  for (size_t level = 0; level < call.levels.size(); ++level) {
    for (uint32_t i = 0; i < call.model.facts.size(); ++i) {
      const lang::Fact& fact = call.model.facts[i];
      if (!Updates(fact, call.action, on_success)) continue;
      std::vector<Contribution> made;
      const Value wrong = Contributor(fact, i, level, call.levels[level].world, arena).Run(made);
      if (wrong.is_error()) error = wrong;
      for (Contribution& each : made) {
        const bool below = std::any_of(all.begin(), all.end(), [&each](const Contribution& other) {
          return other.fact == each.fact && other.level < each.level &&
                 SameKeys(other.keys, each.keys);
        });
        if (!below) all.push_back(std::move(each));
      }
    }
  }
  return all;
}

}  // namespace writ::oracle
