// Shard::ChangeFacts: what services tell the engine, one change or many, all or nothing.
#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/decision/shard.h"
#include "engine/decision/stored_input.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/read_row.h"
#include "engine/facts/stored_fact.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"

namespace writ {
namespace {

bool Holds(const Value& set, const Value& element) {
  const Value* end = set.items() + set.size();
  return std::any_of(set.items(), end,
                     [&](const Value& item) { return CompareCanonical(item, element) == 0; });
}

}  // namespace

const Type* FindEntity(const Program& program, std::string_view name) {
  const Type* found = nullptr;
  int ending = 0;
  for (const std::unique_ptr<Type>& type : program.types.types()) {
    if (!type->is(TypeKind::kEntity)) continue;
    if (type->name == name) return type.get();
    std::string_view last(type->name);
    last.remove_prefix(last.rfind('.') + 1);
    if (last != name) continue;
    found = type.get();
    ++ending;
  }
  return ending == 1 ? found : nullptr;
}

absl::StatusOr<Value> FitKeys(const FactDef& fact, const RawValue& raw, TaskTypeOf type_of,
                              Arena& arena) {
  if (!raw.value.is(Kind::kList) || raw.value.size() != fact.keys.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`keys` must be a list of ", fact.keys.size(), " for `", fact.name, "`"));
  }
  Value* keys = arena.NewArray<Value>(fact.keys.size());
  for (size_t i = 0; i < fact.keys.size(); ++i) {
    const Value& given = raw.value.items()[i];
    if (fact.keys[i]->is(TypeKind::kTask) && given.is(Kind::kString)) {
      std::string id(given.AsText());
      WRIT_ASSIGN_OR_RETURN(std::string type, type_of(id));
      keys[i] = Value::Entity(arena.New(EntityRep{arena.Copy(type), arena.Copy(id), nullptr}));
      continue;
    }
    auto conformed = Conform(given, *fact.keys[i], arena);
    if (const Misfit* misfit = std::get_if<Misfit>(&conformed)) {
      return absl::InvalidArgumentError(absl::StrCat("`keys[", i, "]`: ", misfit->ToString()));
    }
    keys[i] = std::get<Value>(conformed);
  }
  return Value::List(keys, static_cast<uint32_t>(fact.keys.size()));
}

// Prepares changes one after the other, each checked against the state with the earlier
// ones in it; nothing happens before Commit, which cannot fail half way.
class FactWriter {
 public:
  explicit FactWriter(Shard& shard)
      : shard_(shard), program_(shard.policy_->program()), now_(shard.LogicalTime()) {}

  absl::Status Add(const FactPut& put) {
    WRIT_ASSIGN_OR_RETURN(const FactDef* fact, FindAsserted(put.fact));
    WRIT_ASSIGN_OR_RETURN(std::string key, KeyOf(*fact, put.keys));
    WRIT_ASSIGN_OR_RETURN(Value value, Fit("value", put.value, *fact->type, arena_));
    WRIT_ASSIGN_OR_RETURN(std::string bytes, EncodeBounded("value", value));
    WRIT_ASSIGN_OR_RETURN(Micros expires, ExpiryOf(*fact, put));
    WRIT_RETURN_IF_ERROR(Meets(put.only_if, program_.IndexOf(*fact), *fact->type, key));
    return Write(EventKind::kFactPut, fact->name, key, bytes, expires);
  }

  absl::Status Add(const FactRemove& remove) {
    WRIT_ASSIGN_OR_RETURN(const FactDef* fact, FindAsserted(remove.fact));
    WRIT_ASSIGN_OR_RETURN(std::string key, KeyOf(*fact, remove.keys));
    WRIT_RETURN_IF_ERROR(Meets(remove.only_if, program_.IndexOf(*fact), *fact->type, key));
    return Remove(fact->name, key);
  }

  absl::Status Add(const EntityPut& put) {
    WRIT_ASSIGN_OR_RETURN(const Type* type, FindType(put.type, put.id));
    Type record = RecordOf(*type);
    WRIT_ASSIGN_OR_RETURN(Value attributes, Fit("attributes", put.attributes, record, arena_));
    WRIT_ASSIGN_OR_RETURN(std::string bytes, EncodeBounded("attributes", attributes));
    Value entity = EntityOf(*type, put.id);
    std::string key = FactKey(program_, kEntityAttributes, &entity, 1);
    WRIT_RETURN_IF_ERROR(Meets(put.only_if, kEntityAttributes, record, key));
    return Write(EventKind::kEntityPut, "attributes", key, bytes, 0);
  }

  absl::Status Add(const GroupsPut& put) {
    WRIT_ASSIGN_OR_RETURN(const Type* type, FindType(put.type, put.id));
    WRIT_ASSIGN_OR_RETURN(Value groups, GroupsFor(*type, put.groups));
    Value entity = EntityOf(*type, put.id);
    WRIT_RETURN_IF_ERROR(CheckGroups(entity, groups));
    WRIT_ASSIGN_OR_RETURN(std::string bytes, EncodeBounded("groups", groups));
    return Write(EventKind::kEntityPut, "groups", GroupsKey(entity), bytes, 0);
  }

  // Its attributes, and what it is in; not that others are in it.
  absl::Status Add(const EntityRemove& remove) {
    WRIT_ASSIGN_OR_RETURN(const Type* type, FindType(remove.type, remove.id));
    Value entity = EntityOf(*type, remove.id);
    WRIT_RETURN_IF_ERROR(Remove("attributes", FactKey(program_, kEntityAttributes, &entity, 1)));
    return Remove("groups", GroupsKey(entity));
  }

  // Gives the index of the last event; of the newest one there is when nothing changed.
  absl::StatusOr<uint64_t> Commit() {
    uint64_t index = shard_.edge_.size() - 1;
    for (size_t i = 0; i < events_.size(); ++i) {
      absl::Status status = i == 0 ? absl::OkStatus() : Pass(Failpoint::kFactsImportMid);
      if (status.ok()) {
        auto appended = shard_.Append(events_[i]);
        status = appended.status();
        if (status.ok()) index = *appended;
      }
      if (!status.ok()) return i == 0 ? status : shard_.HalfDone(status);
    }
    return index;
  }

 private:
  absl::StatusOr<const FactDef*> FindAsserted(const std::string& name) const {
    const FactDef* fact = program_.FindFact(name);
    if (fact == nullptr) {
      return absl::NotFoundError(absl::StrCat("the policy has no fact `", name, "`"));
    }
    if (fact->aggregate == Aggregate::kAsserted) return fact;
    return absl::InvalidArgumentError(
        absl::StrCat("`", fact->name, "` is derived from calls and cannot be set"));
  }

  absl::StatusOr<const Type*> FindType(const std::string& name, const std::string& id) const {
    const Type* type = FindEntity(program_, name);
    if (type == nullptr) {
      return absl::NotFoundError(absl::StrCat("the policy has no entity type `", name, "`"));
    }
    WRIT_RETURN_IF_ERROR(CheckId("id", id));
    return type;
  }

  Value EntityOf(const Type& type, std::string_view id) {
    return Value::Entity(arena_.New(EntityRep{type.name, arena_.Copy(id), nullptr}));
  }

  absl::StatusOr<std::string> KeyOf(const FactDef& fact,
                                    const std::shared_ptr<const RawValue>& raw) {
    if (raw == nullptr) return absl::InvalidArgumentError("`keys` is missing");
    auto type_of = [this](const std::string& id) -> absl::StatusOr<std::string> {
      WRIT_ASSIGN_OR_RETURN(const Shard::CachedTask* task, shard_.FindTask(id));
      if (task != nullptr) return task->state.type;
      return absl::NotFoundError(absl::StrCat("no task `", id, "` was granted"));
    };
    WRIT_ASSIGN_OR_RETURN(Value keys, FitKeys(fact, *raw, type_of, arena_));
    return FactKey(program_, program_.IndexOf(fact), keys.items(), keys.size());
  }

  // A put may be shorter lived than its fact, not longer.
  absl::StatusOr<Micros> ExpiryOf(const FactDef& fact, const FactPut& put) const {
    if (put.ttl < 0 || put.ttl > kMaxLifetime) {
      return absl::InvalidArgumentError("`ttl` must be at most 366 days");
    }
    if (fact.ttl > 0 && put.ttl > fact.ttl) {
      return absl::InvalidArgumentError(absl::StrCat("`ttl` must be at most ", fact.ttl / 1'000'000,
                                                     " seconds, as `", fact.name, "` declares"));
    }
    Micros ttl = put.ttl > 0 ? put.ttl : fact.ttl;
    return ttl == 0 ? 0 : now_ + ttl;
  }

  // A row with the earlier changes in it.
  absl::StatusOr<std::optional<std::string_view>> Row(std::string_view key) {
    auto found = pending_.find(absl::string_view(key.data(), key.size()));
    if (found != pending_.end()) {
      if (!found->second) return std::optional<std::string_view>();
      return std::optional<std::string_view>(*found->second);
    }
    WRIT_ASSIGN_OR_RETURN(const std::string* row, shard_.state_.Get(Table::kFacts, key));
    if (row == nullptr) return std::optional<std::string_view>();
    return std::optional<std::string_view>(*row);
  }
  auto Rows() {
    return [this](std::string_view key) { return Row(key); };
  }

  absl::Status Meets(const Precondition& only_if, uint32_t fact, const Type& type,
                     const std::string& key) {
    if (only_if.absent || only_if.version) {
      WRIT_ASSIGN_OR_RETURN(std::optional<std::string_view> row, Row(key));
      std::optional<StoredFact> stored = row ? DecodeStored(*row) : std::nullopt;
      bool there = stored && stored->Holds(now_);
      if (only_if.absent && there)
        return Unmet("it is there already, at version ", stored->version);
      if (only_if.version && (!there || stored->version != *only_if.version)) {
        return there ? Unmet("it is at version ", stored->version) : Unmet("it is not there", "");
      }
    }
    if (only_if.value == nullptr) return absl::OkStatus();
    WRIT_ASSIGN_OR_RETURN(Value wanted, Fit("only_if.value", only_if.value, type, arena_));
    WRIT_ASSIGN_OR_RETURN(Value value, ReadFactRow(program_, fact, key, now_, Rows(), arena_));
    if (CompareCanonical(wanted, value) == 0) return absl::OkStatus();
    return Unmet("its value is ", ToSource(value));
  }

  template <typename Part>
  static absl::Status Unmet(const char* what, const Part& part) {
    return absl::FailedPreconditionError(
        absl::StrCat("the precondition does not hold: ", what, part));
  }

  absl::StatusOr<Value> GroupsFor(const Type& type, const std::vector<std::string>& ids) {
    if (type.group.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("an entity `", type.name, "` is in no groups"));
    }
    if (ids.size() > kMaxDirectGroups) {
      return absl::InvalidArgumentError(
          absl::StrCat("an entity is directly in at most ", kMaxDirectGroups, " groups"));
    }
    std::vector<Value> groups;
    for (const std::string& id : ids) {
      WRIT_RETURN_IF_ERROR(CheckId("groups", id));
      groups.push_back(EntityOf(*program_.types.FindNamed(type.group), id));
    }
    return MakeSet(groups.data(), static_cast<uint32_t>(groups.size()), arena_);
  }

  // No circle, and not more groups than a decision looks at.
  absl::Status CheckGroups(const Value& entity, const Value& groups) {
    for (uint32_t i = 0; i < groups.size(); ++i) {
      const Value& group = groups.items()[i];
      WRIT_ASSIGN_OR_RETURN(Value above, GroupsOf(group, Rows(), arena_));
      if (above.is_error()) return TooManyGroups(group);
      if (Holds(above, entity)) {
        return absl::FailedPreconditionError(
            absl::StrCat(ToSource(entity), " cannot be in ", ToSource(group),
                         ": that one is in it already, or is the same"));
      }
    }
    std::string row = EncodeStored({0, 0, CanonicalBytes(groups)});
    std::string own = GroupsKey(entity);
    auto rows = [&](std::string_view key) -> absl::StatusOr<std::optional<std::string_view>> {
      if (key == own) return std::optional<std::string_view>(row);
      return Row(key);
    };
    WRIT_ASSIGN_OR_RETURN(Value all, GroupsOf(entity, rows, arena_));
    return all.is_error() ? TooManyGroups(entity) : absl::OkStatus();
  }

  static absl::Status TooManyGroups(const Value& entity) {
    return absl::InvalidArgumentError(
        absl::StrCat(ToSource(entity), " would be in more than ", kMaxGroups, " groups"));
  }

  absl::Status Write(EventKind kind, std::string_view name, const std::string& key,
                     const std::string& value, Micros expires) {
    std::string event = Encode(now_, kind, FactWritten{name, key, value, expires});
    if (event.size() > kMaxEventBytes) return absl::InvalidArgumentError("the fact is too large");
    pending_[key] = EncodeStored({shard_.edge_.size() + events_.size(), expires, value});
    events_.push_back(std::move(event));
    return absl::OkStatus();
  }

  // Removing what is not there changes nothing.
  absl::Status Remove(std::string_view name, const std::string& key) {
    WRIT_ASSIGN_OR_RETURN(std::optional<std::string_view> row, Row(key));
    if (!row) return absl::OkStatus();
    events_.push_back(Encode(now_, FactRemoved{name, key}));
    pending_[key] = std::nullopt;
    return absl::OkStatus();
  }

  Shard& shard_;
  const Program& program_;
  const Micros now_;
  Arena arena_;
  absl::flat_hash_map<std::string, std::optional<std::string>> pending_;  // by key
  std::vector<std::string> events_;
};

absl::StatusOr<uint64_t> Shard::ChangeFacts(const std::vector<FactChange>& changes) {
  FactWriter writer(*this);
  for (const FactChange& change : changes) {
    absl::Status added =
        std::visit([&writer](const auto& what) { return writer.Add(what); }, change.what);
    if (added.ok()) continue;
    if (change.line == 0) return added;
    return absl::Status(added.code(), absl::StrCat("line ", change.line, ": ", added.message()));
  }
  return writer.Commit();
}

}  // namespace writ
