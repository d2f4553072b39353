#include "engine/facts/read_row.h"

#include <vector>

#include "absl/container/flat_hash_set.h"
#include "engine/base/status_macros.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/stored_fact.h"
#include "engine/value/canonical.h"

namespace writ {
namespace {

absl::Status Damaged() { return absl::DataLossError("a fact is damaged"); }

// The groups that stand under `key`, added to `found` where they are new.
absl::Status AddDirect(const std::string& key, RowReader rows, Arena& arena,
                       absl::flat_hash_set<std::string>& keys, std::vector<Value>& found) {
  WRIT_ASSIGN_OR_RETURN(std::optional<std::string_view> row, rows(key));
  if (!row) return absl::OkStatus();
  auto stored = DecodeStored(*row);
  if (!stored) return Damaged();
  WRIT_ASSIGN_OR_RETURN(Value groups, DecodeCanonical(stored->value, arena));
  if (!groups.is(Kind::kSet)) return Damaged();
  for (uint32_t i = 0; i < groups.size(); ++i) {
    const Value& group = groups.items()[i];
    if (!group.is(Kind::kEntity)) return Damaged();
    if (keys.insert(GroupsKey(group)).second) found.push_back(group);
  }
  return absl::OkStatus();
}

}  // namespace

// Breadth first, without recursion; each group is looked at once, so a circle, which
// SetGroups refuses, would do no harm.
absl::StatusOr<Value> GroupsOf(const Value& entity, RowReader rows, Arena& arena) {
  std::vector<Value> found = {entity};
  absl::flat_hash_set<std::string> keys = {GroupsKey(entity)};
  for (size_t next = 0; next < found.size(); ++next) {
    if (found.size() > kMaxGroups) return Value::Error(ErrorCode::kTooLarge);
    WRIT_RETURN_IF_ERROR(AddDirect(GroupsKey(found[next]), rows, arena, keys, found));
  }
  return MakeSet(found.data(), static_cast<uint32_t>(found.size()), arena);
}

absl::StatusOr<Value> ReadFactRow(const Program& program, uint32_t fact, std::string_view key,
                                  Micros now, RowReader rows, Arena& arena) {
  if (fact == kEntityGroups) {
    WRIT_ASSIGN_OR_RETURN(Value keys, DecodeCanonical(key.substr(kIdentityBytes), arena));
    if (!keys.is(Kind::kList) || keys.size() != 1) return Damaged();
    return GroupsOf(keys.items()[0], rows, arena);
  }
  WRIT_ASSIGN_OR_RETURN(std::optional<std::string_view> row, rows(key));
  if (!row) return InitialValue(program, fact);
  if (!IsStored(*row)) return DecodeCanonical(*row, arena);
  auto stored = DecodeStored(*row);
  if (!stored) return Damaged();
  if (!stored->Holds(now)) return InitialValue(program, fact);
  return DecodeCanonical(stored->value, arena);
}

}  // namespace writ
