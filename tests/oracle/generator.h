// Makes well-typed expressions as source text: all of a small size, then random ones.
//
// Deterministic: a seed gives the same expressions on any machine.
#ifndef WRIT_TESTS_ORACLE_GENERATOR_H_
#define WRIT_TESTS_ORACLE_GENERATOR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace writ::oracle {

// A small generator of its own: the standard distributions differ between libraries.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 2654435761u + 88172645463325252u) {}
  uint64_t Next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  size_t Below(size_t n) { return static_cast<size_t>((Next() >> 11) % n); }
  bool OneIn(size_t n) { return Below(n) == 0; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(from.size())];
  }

 private:
  uint64_t state_;
};

// What the expressions are about: a package `p` with entities, a task, the action
// `a.probe`, asserted facts, a function and a constant.
extern const char kDeclarations[];

// A type as an author writes it and the expressions of size one that have it.
struct Leaves {
  std::string type;
  std::vector<std::string> sources;
};
const std::vector<Leaves>& AllLeaves();

// Whether an author can call it: names with `_` or `@` stand for syntax.
bool IsCallable(std::string_view source);

// Whether a type, as a row of builtins.def writes it, has leaves; `T` stands for any.
bool HasLeaves(std::string_view type);

// The types that expressions are made of.
std::vector<std::string> AllTypes();

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  // An expression of `type`, at most about `depth` operations deep.
  std::string Expression(const std::string& type, int depth);
  Random& random() { return random_; }

 private:
  std::string Leaf(const std::string& type);
  std::string Operation(const std::string& type, int depth);
  std::string Builtin(const std::string& type, int depth);
  std::string Macro(const std::string& type, int depth);
  std::string Tested(const std::string& type, int depth);

  Random random_;
  // Elements of the macros around the place: their type and name.
  std::vector<Leaves> elements_;
  int names_ = 0;
};

// Every operator on every pair of leaves, `!`, `-`, and every `&&`, `||` and `?:` of
// conditions that hold, do not hold and err. Some are ill-typed: the compiler drops them.
std::vector<std::string> SmallExpressions();

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_GENERATOR_H_
