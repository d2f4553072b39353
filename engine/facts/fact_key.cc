#include "engine/facts/fact_key.h"

#include "engine/value/canonical.h"

namespace writ {

std::string FactKey(const Program& program, uint32_t fact, const Value* keys, uint32_t size) {
  std::string key;
  key.reserve(64);
  ByteWriter writer(key);
  if (fact == kEntityAttributes) {
    writer.Raw(kEntityIdentity);
  } else if (fact == kEntityGroups) {
    writer.Raw(kGroupsIdentity);
  } else {
    writer.Raw(program.facts[fact].identity);
  }
  EncodeCanonical(Value::List(keys, size), writer);
  return key;
}

std::string GroupsKey(const Value& entity) {
  std::string key;
  ByteWriter writer(key);
  writer.Raw(kGroupsIdentity);
  EncodeCanonical(Value::List(&entity, 1), writer);
  return key;
}

std::string FaultKey(const Program& program, uint32_t fact, const Value* keys) {
  const FactUpdate& update = program.facts[fact].update;
  std::vector<Value> known(update.keys.size(), Value::Null());
  for (size_t i = 0; keys != nullptr && i < known.size(); ++i) {
    if (!update.key_of_element[i]) known[i] = keys[i];
  }
  return FactKey(program, fact, known.data(), static_cast<uint32_t>(known.size()));
}

std::vector<std::string> FaultKeysOf(const Program& program, uint32_t fact, std::string_view key) {
  if (fact >= kFirstSpecialSlot) return {};
  const FactUpdate& update = program.facts[fact].update;
  if (!update.on_success || !update.keys_may_fail) return {};
  std::vector<std::string> found = {FaultKey(program, fact, nullptr)};
  Arena arena;
  auto keys = DecodeCanonical(key.substr(kIdentityBytes), arena);
  if (keys.ok()) found.push_back(FaultKey(program, fact, keys->items()));
  // Both are the same when every key comes from an element, and the second is the key
  // itself when none does.
  if (found.back() == found.front() || found.back() == key) found.pop_back();
  return found;
}

std::string_view FactName(const Program& program, uint32_t fact) {
  if (fact == kEntityAttributes) return "attributes";
  if (fact == kEntityGroups) return "groups";
  return program.facts[fact].name;
}

Value InitialValue(const Program& program, uint32_t fact) {
  static constexpr MapRep kNoAttributes{};
  if (fact == kEntityAttributes) return Value::Map(&kNoAttributes);
  if (fact == kEntityGroups) return Value::Set(nullptr, 0);
  return program.facts[fact].initial;
}

}  // namespace writ
