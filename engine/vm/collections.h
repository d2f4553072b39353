// Fields, elements, membership and the building of collections, paid for by the
// element. Pure but for the arena and the budget.
#ifndef WRIT_ENGINE_VM_COLLECTIONS_H_
#define WRIT_ENGINE_VM_COLLECTIONS_H_

#include <cstdint>
#include <string_view>

#include "engine/value/value.h"
#include "engine/vm/context.h"

namespace writ {

// The three instructions on fields. `owner` is a map, a record, or a task with its
// parameters; `hint` is where the field stands when every declared one is given.
Value GetField(const Value& owner, std::string_view name, uint32_t hint);
Value GetFieldOrAbsent(const Value& owner, std::string_view name, uint32_t hint);
Value HasField(const Value& owner, std::string_view name, uint32_t hint);

// Element of a list, or value of a map's key; a key is found by the language's equality.
Value Index(const Value& owner, const Value& key);

// The language's `==`; collections pay one unit for each element on the left.
Value AreEqual(const Value& b, const Value& c, Context& context);
// Whether list, set or map `c` holds `b`.
Value IsIn(const Value& b, const Value& c, Context& context);

// Two lists one after the other, or the union of two sets. Both of one kind.
Value Concatenate(const Value& b, const Value& c, Context& context);
Value Append(const Value& list, const Value& item, Context& context);
Value PutKey(const Value& map, const Value& key, const Value& item, Context& context);
// Two maps without a key in common.
Value PutAll(const Value& map, const Value& more, Context& context);

}  // namespace writ

#endif  // WRIT_ENGINE_VM_COLLECTIONS_H_
