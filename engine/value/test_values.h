// Short ways to build values in tests.
#ifndef WRIT_ENGINE_VALUE_TEST_VALUES_H_
#define WRIT_ENGINE_VALUE_TEST_VALUES_H_

#include <initializer_list>
#include <vector>

#include "engine/value/canonical.h"
#include "engine/value/identity.h"
#include "engine/value/value.h"

namespace writ {

// Everything it makes lives as long as it does.
class TestValues {
 public:
  Arena arena;

  Value Dec(std::string_view text) { return Value::Decimal(*Decimal::Parse(text), arena); }
  Value Cash(std::string_view amount, std::string_view currency) {
    return Value::Money({*Decimal::Parse(amount), *ParseCurrency(currency)}, arena);
  }
  // `text` must mean something.
  Value Identity(Kind kind, std::string_view text) {
    return Value::Identity(kind, arena.Copy(ReadIdentity(kind, text).stored));
  }
  Value NoMoney() { return Value::Money({}, arena); }
  Value List(std::initializer_list<Value> items) {
    return Value::List(Copy(items), static_cast<uint32_t>(items.size()));
  }
  Value Set(std::initializer_list<Value> items) {
    return MakeSet(Copy(items), static_cast<uint32_t>(items.size()), arena);
  }
  Value Map(std::initializer_list<MapEntry> entries) {
    const std::vector<MapEntry> copy(entries);
    return MakeMap(copy.data(), static_cast<uint32_t>(copy.size()), arena);
  }
  Value Record(std::initializer_list<std::pair<std::string_view, Value>> fields) {
    std::vector<MapEntry> entries;
    for (const auto& [name, value] : fields) entries.push_back({Value::String(name), value});
    return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena);
  }
  Value Entity(std::string_view type, std::string_view id) {
    return Value::Entity(arena.New(EntityRep{type, id, nullptr}));
  }
  // Lists in lists: [[[]]] has three levels.
  Value Nested(int levels) {
    Value value = Value::List(nullptr, 0);
    for (int i = 1; i < levels; ++i) value = List({value});
    return value;
  }

 private:
  const Value* Copy(std::initializer_list<Value> items) {
    Value* copy = arena.NewArray<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return copy;
  }
};

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_TEST_VALUES_H_
