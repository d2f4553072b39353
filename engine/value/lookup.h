// Search in sorted collections, for Equal and the machine.
#ifndef WRIT_ENGINE_VALUE_LOOKUP_H_
#define WRIT_ENGINE_VALUE_LOOKUP_H_

#include "engine/value/value.h"

namespace writ {

// As MapRep::Find, but tells a key that holds Absent from one that is not there.
// Null when there is none.
const MapEntry* FindEntry(const MapRep& map, const Value& key);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_LOOKUP_H_
