// Shard's commands about facts and entities.
#include <memory>
#include <string_view>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/shard.h"
#include "engine/decision/stored_input.h"
#include "engine/facts/fact_key.h"
#include "engine/log/event.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"

namespace writ {
namespace {

// By its qualified name, or by its last segment when no other entity ends in it; else
// null.
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

}  // namespace

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

absl::StatusOr<uint64_t> Shard::PutFact(const FactPut& put) {
  const Program& program = policy_->program();
  const FactDef* fact = program.FindFact(put.fact);
  if (fact == nullptr) {
    return absl::NotFoundError(absl::StrCat("the policy has no fact `", put.fact, "`"));
  }
  if (fact->aggregate != Aggregate::kAsserted) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", fact->name, "` is derived from calls and cannot be set"));
  }
  if (put.keys == nullptr) return absl::InvalidArgumentError("`keys` is missing");
  Arena arena;
  auto type_of = [this](const std::string& id) -> absl::StatusOr<std::string> {
    WRIT_ASSIGN_OR_RETURN(const CachedTask* task, FindTask(id));
    if (task == nullptr) return absl::NotFoundError(absl::StrCat("no task `", id, "` was granted"));
    return task->state.type;
  };
  WRIT_ASSIGN_OR_RETURN(Value keys, FitKeys(*fact, *put.keys, type_of, arena));
  WRIT_ASSIGN_OR_RETURN(Value value, Fit("value", put.value, *fact->type, arena));
  WRIT_ASSIGN_OR_RETURN(std::string bytes, EncodeBounded("value", value));
  std::string key = FactKey(program, program.IndexOf(*fact), keys.items(), keys.size());
  return WriteFact(fact->name, std::move(key), std::move(bytes), false);
}

absl::StatusOr<uint64_t> Shard::PutEntity(const EntityPut& put) {
  const Program& program = policy_->program();
  const Type* type = FindEntity(program, put.type);
  if (type == nullptr) {
    return absl::NotFoundError(absl::StrCat("the policy has no entity type `", put.type, "`"));
  }
  WRIT_RETURN_IF_ERROR(CheckId("id", put.id));
  Arena arena;
  WRIT_ASSIGN_OR_RETURN(Value attributes,
                        Fit("attributes", put.attributes, RecordOf(*type), arena));
  WRIT_ASSIGN_OR_RETURN(std::string bytes, EncodeBounded("attributes", attributes));
  EntityRep entity{type->name, put.id, nullptr};
  Value key = Value::Entity(&entity);
  return WriteFact("attributes", FactKey(program, kEntityAttributes, &key, 1), std::move(bytes),
                   true);
}

absl::StatusOr<uint64_t> Shard::WriteFact(std::string_view name, std::string key, std::string value,
                                          bool entity) {
  FactWritten event{name, key, value};
  EventKind kind = entity ? EventKind::kEntityPut : EventKind::kFactPut;
  std::string bytes = Encode(LogicalTime(), kind, event);
  if (bytes.size() > kMaxEventBytes) return absl::InvalidArgumentError("the fact is too large");
  return Append(bytes);
}

}  // namespace writ
