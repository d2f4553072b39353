// The fact values that a program reads, one slot for each distinct reading.
#ifndef WRIT_LANG_CODEGEN_SLOTS_H_
#define WRIT_LANG_CODEGEN_SLOTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lang/sema/term.h"

namespace writ::lang {

// A reading is the same when its text is. Slots that a key reads come before it, as the
// engine fills them in order.
class SlotTable {
 public:
  struct Slot {
    const Term* reading = nullptr;   // kFact or kAttributes; null: a variable of a test
    std::vector<uint32_t> direct;    // slots that its keys read; sorted
    std::vector<uint32_t> closure;   // those, what they read, and so on, and itself; sorted
  };

  // Gives every fact and variable read in `term` its slot.
  void AddReads(const Term& term);
  // A slot for each of `count` variables; once, before any term that reads one.
  void AddVariables(uint32_t count);

  // Of a reading that was added.
  uint32_t Find(const Term& reading) const;
  uint32_t variable(uint32_t index) const { return first_variable_ + index; }
  // Everything that must be filled before `terms` can run; sorted.
  std::vector<uint32_t> Needed(const std::vector<const Term*>& terms) const;

  const std::vector<Slot>& slots() const { return slots_; }

 private:
  void Add(const Term& reading);
  void Collect(const Term& term, std::vector<uint32_t>& slots, bool closure) const;

  std::vector<Slot> slots_;
  absl::flat_hash_map<std::string, uint32_t> by_text_;
  uint32_t first_variable_ = 0;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_SLOTS_H_
