#include "engine/committed.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/status_macros.h"
#include "engine/decision/ended.h"
#include "engine/decision/fold.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/revocation.h"
#include "engine/decision/scope.h"
#include "engine/decision/shard.h"
#include "engine/engine.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/history_page.h"
#include "engine/facts/read_fact.h"
#include "engine/facts/stored_fact.h"
#include "engine/facts/task_state.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

namespace writ {
namespace {

// Looks at a fact that is being written.
constexpr int kReadAttempts = 64;

// Of those that an activation would make stale.
constexpr size_t kMaxNamedTasks = 5;

// The first key behind `key`.
std::string Behind(const std::string& key) { return key.empty() ? key : key + '\0'; }

// Goes through the rows of `table` from behind `after` to before `to`, at most kMaxListed
// of them, and gives each to `take`, until the page is full.
template <typename T, typename Take>
absl::StatusOr<Page<T>> MakePage(const Store& store, Table table, const std::string& from,
                                 const std::string& to, size_t limit, Take take) {
  Page<T> page;
  WRIT_ASSIGN_OR_RETURN(auto rows, store.Scan(table, from, to, kMaxListed));
  for (size_t i = 0; i < rows.size(); ++i) {
    WRIT_RETURN_IF_ERROR(take(rows[i], page.items));
    bool last = i + 1 == rows.size();
    if (page.items.size() < limit && !(last && rows.size() == kMaxListed)) continue;
    if (!last || rows.size() == kMaxListed) page.next = rows[i].key;
    break;
  }
  return page;
}

absl::StatusOr<TaskState> ToTask(const std::string& id, const std::string& bytes) {
  ByteReader reader(bytes);
  TaskState task = DecodeTask(id, reader);
  if (!reader.done()) return absl::DataLossError(absl::StrCat("task `", id, "` is damaged"));
  return task;
}

absl::StatusOr<TaskInfo> Describe(const Store& store, const TaskState& task) {
  if (task.scope.empty()) return InfoOf(task);
  WRIT_ASSIGN_OR_RETURN(auto bytes, store.Get(Table::kBundles, task.scope));
  if (!bytes) return absl::DataLossError("the scope of a task is missing");
  WRIT_ASSIGN_OR_RETURN(auto scope, LoadScope(*std::move(bytes)));
  return InfoOf(task, scope.get());
}

bool Takes(const TaskFilter& filter, const TaskState& task, Micros now) {
  auto wanted = [](const std::string& want, const std::string& is) {
    return want.empty() || want == is;
  };
  if (!wanted(filter.user, task.user) || !wanted(filter.agent, task.agent) ||
      !wanted(filter.parent, task.parent)) {
    return false;
  }
  return !filter.open_only || (task.status == TaskStatus::kOpen && now < task.expires);
}

// Whether calls can be decided in the task under the policy.
bool Fits(const TaskState& task, const Policy& policy) {
  Arena arena;
  return ViewTask(task, policy, arena).type != nullptr;
}

FactInfo InfoOf(const Program& program, uint32_t fact, const Value& keys, const Value& value,
                std::string_view row, Micros now) {
  FactInfo info;
  info.fact = FactName(program, fact);
  info.keys_json = ToJson(keys);
  info.value_json = ToJson(value);
  auto stored = DecodeStored(row);
  if (!stored || !stored->Holds(now)) return info;
  info.present = true;
  info.version = stored->version;
  info.expires = stored->expires;
  return info;
}

}  // namespace

absl::StatusOr<TaskInfo> ReadTask(const Store& store, const std::string& task_id) {
  WRIT_ASSIGN_OR_RETURN(auto bytes, store.Get(Table::kTasks, task_id));
  if (!bytes) return absl::NotFoundError(absl::StrCat("no task `", task_id, "` was granted"));
  WRIT_ASSIGN_OR_RETURN(TaskState task, ToTask(task_id, *bytes));
  return Describe(store, task);
}

absl::StatusOr<Watched> ReadWatched(const Store& store, const Program& program,
                                    const std::string& task_id, const std::string& action) {
  Watched watched{.expires = INT64_MAX};
  std::string id = task_id;
  for (int depth = 0; depth < kMaxTaskDepth && !id.empty(); ++depth) {
    WRIT_ASSIGN_OR_RETURN(auto bytes, store.Get(Table::kTasks, id));
    if (!bytes) return absl::NotFoundError(absl::StrCat("no task `", id, "` was granted"));
    WRIT_ASSIGN_OR_RETURN(TaskState task, ToTask(id, *bytes));
    watched.keys.push_back(TaskKey(id));
    watched.keys.push_back(RevocationKey(PrincipalKind::kAgent, task.agent));
    watched.keys.push_back(RevocationKey(PrincipalKind::kUser, task.user));
    watched.expires = std::min(watched.expires, task.expires);
    id = task.parent;
  }
  if (const ActionDef* known = program.FindAction(action)) {
    watched.keys.push_back(RevocationKey(PrincipalKind::kTool, action));
    for (const Annotation& annotation : known->annotations) {
      if (annotation.name != "server") continue;
      watched.keys.push_back(RevocationKey(PrincipalKind::kServer, annotation.value));
    }
  }
  std::sort(watched.keys.begin(), watched.keys.end());
  watched.keys.erase(std::unique(watched.keys.begin(), watched.keys.end()), watched.keys.end());
  return watched;
}

absl::StatusOr<TaskStanding> ReadStanding(const Store& store, const Watched& watched,
                                          const std::string& task_id, Micros now) {
  TaskStanding standing{.reason = Reason::kPermitted, .expires = watched.expires};
  for (const std::string& key : watched.keys) {
    if (key.rfind("task:", 0) != 0) {
      WRIT_ASSIGN_OR_RETURN(auto row, store.Get(Table::kRevocations, key));
      if (row) standing.reason = RevocationReason(key), standing.key = key;
      continue;
    }
    const std::string id = key.substr(5);
    WRIT_ASSIGN_OR_RETURN(auto bytes, store.Get(Table::kTasks, id));
    if (!bytes) return absl::DataLossError("a task is missing");
    WRIT_ASSIGN_OR_RETURN(TaskState task, ToTask(id, *bytes));
    if (task.status == TaskStatus::kOpen) continue;
    standing.key = key;
    standing.reason =
        task.status == TaskStatus::kClosed ? Reason::kTaskClosed : Reason::kTaskRevoked;
  }
  if (standing.reason == Reason::kPermitted && now >= watched.expires) {
    standing.reason = Reason::kTaskExpired;
    standing.key = TaskKey(task_id);
  }
  return standing;
}

absl::StatusOr<Micros> ReadingTime(const Store& store, Micros clock) {
  WRIT_ASSIGN_OR_RETURN(auto time, store.Get(Table::kMeta, kTimeKey));
  return time ? std::max(clock, static_cast<Micros>(ByteReader(*time).U64())) : clock;
}

absl::StatusOr<Page<TaskInfo>> ReadTasks(const Store& store, const TaskFilter& filter, Micros now,
                                         const std::string& after, size_t limit) {
  auto take = [&](const KeyValue& row, std::vector<TaskInfo>& items) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TaskState task, ToTask(row.key, row.value));
    if (!Takes(filter, task, now)) return absl::OkStatus();
    WRIT_ASSIGN_OR_RETURN(TaskInfo info, Describe(store, task));
    items.push_back(std::move(info));
    return absl::OkStatus();
  };
  return MakePage<TaskInfo>(store, Table::kTasks, Behind(after), "", limit, take);
}

absl::Status CheckOpenTasks(const Store& store, const Policy& active, const Policy& next,
                            Micros now) {
  std::string from, names;
  size_t stale = 0;
  while (true) {
    WRIT_ASSIGN_OR_RETURN(auto rows, store.Scan(Table::kTasks, from, "", kMaxListed));
    for (const KeyValue& row : rows) {
      WRIT_ASSIGN_OR_RETURN(TaskState task, ToTask(row.key, row.value));
      if (task.status != TaskStatus::kOpen || now >= task.expires) continue;
      if (Fits(task, next) || !Fits(task, active)) continue;
      if (++stale > kMaxNamedTasks) continue;
      absl::StrAppend(&names, stale == 1 ? "" : ", ", "`", task.id, "` (", task.type, ")");
    }
    if (rows.size() < kMaxListed) break;
    from = Behind(rows.back().key);
  }
  if (stale == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the policy has no task type that fits ", stale, " open tasks: ", names,
      stale > kMaxNamedTasks ? " and more" : "", "; close them, or let them go stale"));
}

absl::StatusOr<Page<RevocationInfo>> ReadRevocations(const Store& store, const std::string& after,
                                                     size_t limit) {
  auto take = [](const KeyValue& row, std::vector<RevocationInfo>& items) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(RevocationInfo info, DecodeRevocation(row.key, row.value));
    items.push_back(std::move(info));
    return absl::OkStatus();
  };
  return MakePage<RevocationInfo>(store, Table::kRevocations, Behind(after), "", limit, take);
}

absl::StatusOr<Value> ReadCommittedFact(const Store& store, const Program& program, uint32_t fact,
                                        const std::string& key, Micros now, Arena& arena) {
  StoreTables tables(store);
  // Rows of one fact are written together, and its head with each write: what is read
  // between two looks at one head belongs together.
  for (int i = 0; i < kReadAttempts; ++i) {
    WRIT_ASSIGN_OR_RETURN(auto before, store.Get(Table::kHistory, HeadKey(key)));
    auto read = ReadFact(program, fact, key, now, tables, arena);
    WRIT_ASSIGN_OR_RETURN(auto after, store.Get(Table::kHistory, HeadKey(key)));
    if (before != after) continue;
    WRIT_RETURN_IF_ERROR(read.status());
    return read->value;
  }
  return absl::UnavailableError("the fact changes too often to be read");
}

absl::StatusOr<FactInfo> DescribeFact(const Store& store, const Program& program, uint32_t fact,
                                      const Value& keys, Micros now) {
  Arena arena;
  std::string key = FactKey(program, fact, keys.items(), keys.size());
  WRIT_ASSIGN_OR_RETURN(auto row, store.Get(Table::kFacts, key));
  WRIT_ASSIGN_OR_RETURN(Value value, ReadCommittedFact(store, program, fact, key, now, arena));
  return InfoOf(program, fact, keys, value, row ? *row : "", now);
}

absl::StatusOr<Page<FactInfo>> ReadFacts(const Store& store, const Program& program,
                                         const std::string& name, Micros now,
                                         const std::string& after, size_t limit) {
  const FactDef* fact = program.FindFact(name);
  if (fact == nullptr) {
    return absl::NotFoundError(absl::StrCat("the policy has no fact `", name, "`"));
  }
  if (fact->aggregate != Aggregate::kAsserted) {
    return absl::InvalidArgumentError(absl::StrCat("`", fact->name, "` is derived from calls"));
  }
  // Its keys start with its identity; what is behind them all starts with a larger one.
  std::string from = after.empty() ? fact->identity : Behind(after);
  if (from.compare(0, kIdentityBytes, fact->identity) != 0) {
    return absl::InvalidArgumentError("the page is not of this fact");
  }
  std::string to = fact->identity + std::string(1, '\xff');
  auto take = [&](const KeyValue& row, std::vector<FactInfo>& items) -> absl::Status {
    Arena arena;
    auto stored = DecodeStored(row.value);
    if (!stored) return absl::DataLossError("a fact is damaged");
    if (!stored->Holds(now)) return absl::OkStatus();
    WRIT_ASSIGN_OR_RETURN(Value keys,
                          DecodeCanonical(std::string_view(row.key).substr(kIdentityBytes), arena));
    WRIT_ASSIGN_OR_RETURN(Value value, DecodeCanonical(stored->value, arena));
    items.push_back(InfoOf(program, program.IndexOf(*fact), keys, value, row.value, now));
    return absl::OkStatus();
  };
  return MakePage<FactInfo>(store, Table::kFacts, from, to, limit, take);
}

absl::StatusOr<std::vector<std::string>> ReadGroups(const Store& store, const Program& program,
                                                    const std::string& name,
                                                    const std::string& id) {
  const Type* type = FindEntity(program, name);
  if (type == nullptr) {
    return absl::NotFoundError(absl::StrCat("the policy has no entity type `", name, "`"));
  }
  Arena arena;
  EntityRep entity{type->name, id, nullptr};
  CommittedRows rows(store);
  WRIT_ASSIGN_OR_RETURN(Value groups, GroupsOf(Value::Entity(&entity), rows.Reader(), arena));
  if (groups.is_error()) return absl::ResourceExhaustedError("it is in too many groups");
  std::vector<std::string> names;
  for (uint32_t i = 0; i < groups.size(); ++i) {
    if (CompareCanonical(groups.items()[i], Value::Entity(&entity)) == 0) continue;
    names.push_back(ToSource(groups.items()[i]));
  }
  return names;
}

}  // namespace writ
