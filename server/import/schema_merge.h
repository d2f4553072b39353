// JSON Schema's ways to say one schema in several places: `$ref` and `allOf`. Pure.
#ifndef WRIT_SERVER_IMPORT_SCHEMA_MERGE_H_
#define WRIT_SERVER_IMPORT_SCHEMA_MERGE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/value/value.h"

namespace writ::import {

// What `#/$defs/Address` points at in `root`. Nothing when it points nowhere, or into
// another document.
std::optional<Value> ResolveReference(const Value& root, std::string_view reference);

// One schema that demands what all of `parts` (at least one) demand: their properties and
// required names together. Keywords that only describe are those of the first part that
// has them. Nothing when two parts say different things in one keyword. The result lives
// in `arena` and points into the parts.
std::optional<const MapRep*> MergeSchemas(const std::vector<const MapRep*>& parts, Arena& arena);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_SCHEMA_MERGE_H_
