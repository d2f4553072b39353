// Types that a schema gives by their values (`enum`, `const`), or as one of several.
#ifndef WRIT_SERVER_IMPORT_SCHEMA_VALUES_H_
#define WRIT_SERVER_IMPORT_SCHEMA_VALUES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/value/value.h"
#include "server/import/schema_type.h"

namespace writ::import {

// The type of values of which each is one of these (at least one). Null among them makes
// it optional. What the type does not say is in its note.
SchemaType TypeOfValues(const Value* values, uint32_t size);

// The type that each of `types` (at least one) is a case of; optional when one of them is.
// Nothing when that is only dyn.
std::optional<SchemaType> CommonType(const std::vector<SchemaType>& types);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_SCHEMA_VALUES_H_
