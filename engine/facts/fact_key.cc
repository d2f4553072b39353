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
