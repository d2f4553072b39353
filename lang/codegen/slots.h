// The fact slots of a program: each fact with each key once, however many rules read it.
#ifndef WRIT_LANG_CODEGEN_SLOTS_H_
#define WRIT_LANG_CODEGEN_SLOTS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/bytecode/builder.h"
#include "lang/passes/passes.h"
#include "lang/sema/term.h"

namespace writ::lang {

class Slots {
 public:
  explicit Slots(ProgramBuilder& program, const Passes& passes = {})
      : program_(program), passes_(passes) {}
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  // The slot that `read`, a fact, attributes or a variable of a test, is loaded from.
  // Nothing when its keys do not fit in blocks.
  std::optional<uint32_t> Find(const Term& read);

  // Adds the slot from which a derived fact's code loads the element of its `for each`,
  // and finds it again; nothing for an element that has none.
  uint32_t AddElement(const Term& element);
  std::optional<uint32_t> FindElement(const Term& element) const;

  // Adds the slots of a test's variables; they come before all that read them.
  void AddVariables(uint32_t count);
  uint32_t first_variable() const { return first_variable_; }

  // Those that blocks are made with.
  const Passes& passes() const { return passes_; }

  // `slots` and all that their keys read, and so on.
  std::set<uint32_t> Closure(const std::set<uint32_t>& slots) const;

 private:
  std::optional<uint32_t> Add(const Term& read);

  ProgramBuilder& program_;
  const Passes passes_;
  absl::flat_hash_map<std::string, uint32_t> by_text_;
  absl::flat_hash_map<uint32_t, uint32_t> elements_;  // by the element's number
  // By slot: what its keys read, directly or not.
  std::vector<std::set<uint32_t>> reads_;
  uint32_t first_variable_ = 0;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_SLOTS_H_
