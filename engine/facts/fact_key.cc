#include "engine/facts/fact_key.h"

#include "engine/value/canonical.h"

namespace writ {

std::string FactKey(const Program& program, uint32_t fact, const Value* keys, uint32_t size) {
  std::string key;
  key.reserve(64);
  ByteWriter writer(key);
  writer.Raw(fact == kEntityAttributes ? kEntityIdentity
                                       : std::string_view(program.facts[fact].identity));
  EncodeCanonical(Value::List(keys, size), writer);
  return key;
}

std::string_view FactName(const Program& program, uint32_t fact) {
  return fact == kEntityAttributes ? std::string_view("attributes")
                                   : std::string_view(program.facts[fact].name);
}

Value InitialValue(const Program& program, uint32_t fact) {
  static constexpr MapRep kNoAttributes{};
  return fact == kEntityAttributes ? Value::Map(&kNoAttributes) : program.facts[fact].initial;
}

}  // namespace writ
