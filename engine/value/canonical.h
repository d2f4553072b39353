// The canonical encoding: one value, one sequence of bytes, on every machine.
// Digests, fact keys, recorded inputs and stored values are made of it.
// docs/canonical_encoding.md gives it byte by byte.
#ifndef WRIT_ENGINE_VALUE_CANONICAL_H_
#define WRIT_ENGINE_VALUE_CANONICAL_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/base/bytes.h"
#include "engine/value/value.h"

namespace writ {

// Nesting deeper than this is refused by the decoder and by the JSON reader.
inline constexpr int kMaxValueDepth = 32;

// Appends. An entity is its type and id; a task's parameters are not part of it.
void EncodeCanonical(const Value& value, ByteWriter& writer);
std::string CanonicalBytes(const Value& value);

// Decodes one value and leaves the reader behind it. Refuses every sequence that
// EncodeCanonical would not have written. Texts are copied into `arena`.
absl::StatusOr<Value> DecodeCanonical(ByteReader& reader, Arena& arena);
// The same for bytes that hold exactly one value.
absl::StatusOr<Value> DecodeCanonical(std::string_view bytes, Arena& arena);

// A total order of all values: by kind, then by content. The order of map keys and
// set elements. Not the language's `<`.
int CompareCanonical(const Value& a, const Value& b);

// A deep copy into `arena`.
Value CopyInto(const Value& value, Arena& arena);

// Sorts, drops repetitions; the result lives in `arena`.
Value MakeSet(const Value* items, uint32_t size, Arena& arena);
// Sorts the entries by key. Absent when a key occurs twice.
Value MakeMap(const MapEntry* entries, uint32_t size, Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_CANONICAL_H_
