// The meaning of checked expressions, written down a second time and as plainly as can be:
// a walk over the tree, no code, no passes, no index. Rule R14: whatever the compiler and
// the machine make of an expression, this is what it has to be.
//
// Shares with the engine only values (engine/value): equality, order, and the
// reading and writing of dates. Never shipped, never fast.
#ifndef WRIT_TESTS_ORACLE_WALKER_H_
#define WRIT_TESTS_ORACLE_WALKER_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/value/value.h"
#include "engine/vm/patterns.h"
#include "lang/sema/term.h"

namespace writ::oracle {

// What an expression can see.
struct World {
  Roots roots;
  // The fact number `fact` of the model under these keys.
  std::function<Value(uint32_t fact, const std::vector<Value>& keys)> fact;
  // The attributes of an entity, as a map.
  std::function<Value(const Value& entity)> attributes;
  // The entity with every group that it is in, as a set.
  std::function<Value(const Value& entity)> groups;
  // The elements that a fact's `for each` stands at, by their numbers.
  std::map<uint32_t, Value> elements;
  // For the functions that are not written down a second time; null: there are none.
  const PatternSet* patterns = nullptr;
};

class Walker {
 public:
  // Both must outlive the walker; results live in `arena`.
  Walker(const World& world, Arena& arena)
      : world_(world), arena_(arena), elements_(world.elements) {}

  Value Evaluate(const lang::Term& term);

  // What this walker does not know; then the value says nothing. Empty: it knew all.
  const std::set<std::string>& unknown() const { return unknown_; }
  // Functions that were computed by the engine's own, since functions.cc has none.
  const std::set<std::string>& shared() const { return shared_; }

 private:
  Value Unary(const lang::Term& term);
  Value Binary(const lang::Term& term);
  Value Logic(const lang::Term& term, bool deciding);
  Value Conditional(const lang::Term& term);
  Value Field(const lang::Term& term);
  Value Call(const lang::Term& term);
  Value Default(const lang::Term& call);
  Value List(const lang::Term& term);
  Value Map(const lang::Term& term);
  Value Fact(const lang::Term& term);
  Value Attributes(const lang::Term& term);
  Value Groups(const lang::Term& term);
  Value Macro(const lang::Term& term);
  // What an element is to a macro: where it is, and what is there.
  struct Element {
    Value key, value;
  };
  void SetElement(const lang::Term& term, const Element& element, bool map);
  Value Filter(const lang::Term& term, const std::vector<Element>& elements, bool map);
  Value MakeMapOf(const lang::Term& term, const std::vector<Element>& elements, bool map);
  Value CallEngine(const lang::Term& term, const std::vector<Value>& args);
  static std::optional<std::vector<Element>> ElementsOf(const Value& collection);
  Value Unknown(const std::string& what);

  const World& world_;
  Arena& arena_;
  // Those of the world, and of the macros that are being walked.
  std::map<uint32_t, Value> elements_;
  std::set<std::string> unknown_, shared_;
};

// An operator on two values.
Value Operate(Op op, const Value& b, const Value& c, Arena& arena);

// A builtin function, by the name of its row; false when it is not written down here.
bool CallFunction(const std::string& name, const std::vector<Value>& args, Arena& arena,
                  Value& result);

// Why an operation is not defined: the first error, else a missing value, else a wrong type.
Value Misuse(const std::vector<Value>& operands);

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_WALKER_H_
