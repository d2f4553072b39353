#include "lang/codegen/slots.h"

#include <utility>

#include "lang/codegen/expression.h"

namespace writ::lang {

std::optional<uint32_t> Slots::Find(const Term& read) {
  if (read.is(TermKind::kVariable)) return first_variable_ + read.index;
  std::string text = ToSource(read);
  if (auto found = by_text_.find(text); found != by_text_.end()) return found->second;
  std::optional<uint32_t> slot = Add(read);
  if (slot) by_text_.emplace(std::move(text), *slot);
  return slot;
}

std::optional<uint32_t> Slots::Add(const Term& read) {
  bundle::Slot slot;
  slot.set_fact(read.is(TermKind::kAttributes) ? kEntityAttributes
                : read.is(TermKind::kGroups)   ? kEntityGroups
                                               : read.index);
  std::set<uint32_t> direct;
  for (const Term* key : read.children) {
    auto block = GenerateBlock(*key, program_, *this, direct);
    if (!block) return std::nullopt;
    *slot.add_keys() = *std::move(block);
  }
  for (uint32_t earlier : direct) slot.add_slots(earlier);
  reads_.push_back(Closure(direct));
  *program_.bundle().add_slots() = std::move(slot);
  return static_cast<uint32_t>(program_.bundle().slots_size() - 1);
}

uint32_t Slots::AddElement(const Term& element) {
  const uint32_t slot = static_cast<uint32_t>(program_.bundle().slots_size());
  program_.bundle().add_slots()->set_fact(kForEachElement);
  reads_.emplace_back();
  elements_.emplace(element.index, slot);
  return slot;
}

std::optional<uint32_t> Slots::FindElement(const Term& element) const {
  auto found = elements_.find(element.index);
  if (found == elements_.end()) return std::nullopt;
  return found->second;
}

void Slots::AddVariables(uint32_t count) {
  first_variable_ = static_cast<uint32_t>(program_.bundle().slots_size());
  for (uint32_t i = 0; i < count; ++i) {
    program_.bundle().add_slots()->set_fact(kTestVariable);
    reads_.emplace_back();
  }
}

std::set<uint32_t> Slots::Closure(const std::set<uint32_t>& slots) const {
  std::set<uint32_t> all = slots;
  for (uint32_t slot : slots) all.insert(reads_[slot].begin(), reads_[slot].end());
  return all;
}

}  // namespace writ::lang
