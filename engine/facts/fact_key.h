// Where facts stand in Table::kFacts.
//
// A key is 8 bytes of the fact's identity (its name and normalised definition), then
// the canonical encoding of the list of key values. Attributes of an entity stand
// under kEntityIdentity and the list of that entity, the groups that it is directly in
// under kGroupsIdentity and the same. So an edited definition never
// reads what another one counted, and editing a comment changes nothing.
#ifndef WRIT_ENGINE_FACTS_FACT_KEY_H_
#define WRIT_ENGINE_FACTS_FACT_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/value/value.h"

namespace writ {

// `fact` is an index into `program.facts`, or kEntityAttributes, or kEntityGroups.
std::string FactKey(const Program& program, uint32_t fact, const Value* keys, uint32_t size);

// The key of the groups that `entity` is directly in.
std::string GroupsKey(const Value& entity);

// Where it stands that a success could not be taken into account because the key to do it
// under could not be computed. With `keys`: those of the call, of which keys that come
// from an element are unknown; without: nothing is known. Stored keys never hold a null.
std::string FaultKey(const Program& program, uint32_t fact, const Value* keys);
// The FaultKeys whose Error stands for the value under `key` too; none for most facts.
std::vector<std::string> FaultKeysOf(const Program& program, uint32_t fact, std::string_view key);

// The name of a fact by its index, also of kEntityAttributes, "attributes", and of
// kEntityGroups, "groups".
std::string_view FactName(const Program& program, uint32_t fact);

// The value over no calls, the declared default, or, for attributes, an empty map; for
// groups, no group.
Value InitialValue(const Program& program, uint32_t fact);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_FACT_KEY_H_
