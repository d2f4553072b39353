#include "lang/codegen/slots.h"

#include <algorithm>

namespace writ::lang {
namespace {

bool IsReading(const Term& term) {
  return term.is(TermKind::kFact) || term.is(TermKind::kAttributes);
}

void SortUnique(std::vector<uint32_t>& slots) {
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
}

}  // namespace

void SlotTable::AddReads(const Term& term) {
  ForEachRead(term, [this](const Term& reading) { Add(reading); });
}

void SlotTable::Add(const Term& reading) {
  auto [entry, added] =
      by_text_.try_emplace(ToSource(reading), static_cast<uint32_t>(slots_.size()));
  if (!added) return;
  uint32_t index = entry->second;
  Slot slot{.reading = &reading};
  for (const Term* key : reading.children) {
    Collect(*key, slot.direct, false);
    Collect(*key, slot.closure, true);
  }
  slot.closure.push_back(index);
  SortUnique(slot.direct);
  SortUnique(slot.closure);
  slots_.push_back(std::move(slot));
}

void SlotTable::AddVariables(uint32_t count) {
  first_variable_ = static_cast<uint32_t>(slots_.size());
  for (uint32_t i = 0; i < count; ++i) {
    Slot slot;
    slot.closure = {variable(i)};
    slots_.push_back(std::move(slot));
  }
}

uint32_t SlotTable::Find(const Term& reading) const { return by_text_.at(ToSource(reading)); }

// The slots that `term` reads itself, or, with `closure`, all that they need.
void SlotTable::Collect(const Term& term, std::vector<uint32_t>& slots, bool closure) const {
  if (term.is(TermKind::kVariable)) {
    slots.push_back(variable(term.index));
  } else if (IsReading(term)) {
    uint32_t slot = Find(term);
    if (!closure) return slots.push_back(slot);
    slots.insert(slots.end(), slots_[slot].closure.begin(), slots_[slot].closure.end());
  } else {
    for (const Term* child : term.children) Collect(*child, slots, closure);
  }
}

std::vector<uint32_t> SlotTable::Needed(const std::vector<const Term*>& terms) const {
  std::vector<uint32_t> slots;
  for (const Term* term : terms) {
    if (term != nullptr) Collect(*term, slots, true);
  }
  SortUnique(slots);
  return slots;
}

}  // namespace writ::lang
