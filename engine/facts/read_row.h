// The value of a fact as rules see it, from rows of Table::kFacts.
#ifndef WRIT_ENGINE_FACTS_READ_ROW_H_
#define WRIT_ENGINE_FACTS_READ_ROW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/bytecode/program.h"

namespace writ {

// Groups that an entity may be in, directly or not, itself counted. One more is
// Error(TooLarge), and whatever asks denies.
inline constexpr uint32_t kMaxGroups = 256;

// A row by its key; nothing when there is none. Valid until the next row is read.
using RowReader =
    absl::FunctionRef<absl::StatusOr<std::optional<std::string_view>>(std::string_view key)>;

// The value under `key` at `now`; the fact's initial value when there is none, or when it
// has expired. `fact` may be kEntityAttributes, or kEntityGroups: then the entity itself
// with every group that it is in, directly or not, found in at most kMaxGroups rows.
absl::StatusOr<Value> ReadFactRow(const Program& program, uint32_t fact, std::string_view key,
                                  Micros now, RowReader rows, Arena& arena);

// The groups of `entity`, as above.
absl::StatusOr<Value> GroupsOf(const Value& entity, RowReader rows, Arena& arena);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_READ_ROW_H_
