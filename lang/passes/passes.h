// The optimisations of the compiler, and which of them are on.
//
// The terms of the checked model are what they work on: see
// docs/decisions/0045-terms-are-the-ir.md. None may change what a bundle decides; the
// oracle (tests/oracle) compares bundles made with all of them and with none.
#ifndef WRIT_LANG_PASSES_PASSES_H_
#define WRIT_LANG_PASSES_PASSES_H_

#include <string_view>

namespace writ::lang {

struct Passes {
#define WRIT_PASS(name, meaning) bool name = true;
#include "lang/passes/passes.def"
#undef WRIT_PASS

  static Passes None();
  // Switches one off by name; "all" is all of them. False when there is no such pass.
  bool Remove(std::string_view name);
};

struct PassInfo {
  std::string_view name, meaning;
  bool Passes::*on;
};

inline constexpr PassInfo kPasses[] = {
#define WRIT_PASS(name, meaning) {#name, meaning, &Passes::name},
#include "lang/passes/passes.def"
#undef WRIT_PASS
};

inline bool Passes::Remove(std::string_view name) {
  bool found = false;
  for (const PassInfo& pass : kPasses) {
    if (name != "all" && name != pass.name) continue;
    this->*pass.on = false;
    found = true;
  }
  return found;
}

inline Passes Passes::None() {
  Passes passes;
  passes.Remove("all");
  return passes;
}

}  // namespace writ::lang

#endif  // WRIT_LANG_PASSES_PASSES_H_
