#include "engine/bytecode/program.h"

namespace writ {
namespace {

// Null when `name` is not in `index`.
template <typename T>
const T* Find(const absl::flat_hash_map<std::string, uint32_t>& index, const std::vector<T>& all,
              std::string_view name) {
  auto it = index.find(std::string(name));
  return it == index.end() ? nullptr : &all[it->second];
}

}  // namespace

std::string_view EffectName(Effect effect) {
  switch (effect) {
    case Effect::kForbid:
      return "forbid";
    case Effect::kPermit:
      return "permit";
    case Effect::kLimit:
      return "limit";
    case Effect::kAsk:
      return "ask";
  }
  return "rule";
}

const ActionDef* Program::FindAction(std::string_view name) const {
  return Find(action_index_, actions, name);
}

const Type* Program::FindTask(std::string_view name) const {
  const Type* const* task = Find(task_index_, tasks, name);
  return task == nullptr ? nullptr : *task;
}

const FactDef* Program::FindFact(std::string_view name) const {
  return Find(fact_index_, facts, name);
}

const FactDef* Program::FindIdentity(std::string_view key) const {
  auto found = identity_index_.find(std::string(key.substr(0, kIdentityBytes)));
  return found == identity_index_.end() ? nullptr : &facts[found->second];
}

}  // namespace writ
