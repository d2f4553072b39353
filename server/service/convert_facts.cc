// Messages of the Facts service, and of revocation and lists.
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/service/convert.h"
#include "server/service/fields.h"
#include "server/service/limits.h"

namespace writ::server {
namespace {

absl::StatusOr<Precondition> ReadPrecondition(const v1::Precondition& message) {
  Precondition only_if;
  only_if.absent = message.absent();
  if (message.has_version()) only_if.version = message.version();
  if (message.value_json().empty()) return only_if;
  WRIT_ASSIGN_OR_RETURN(only_if.value,
                        ReadJsonField("only_if.value_json", message.value_json(), ""));
  return only_if;
}

absl::StatusOr<Micros> TtlOf(int64_t seconds) {
  if (seconds < 0 || seconds > kMaxLifetimeSeconds) {
    return absl::InvalidArgumentError("`ttl_seconds` must be 0 to 31622400");
  }
  return seconds * 1'000'000;
}

template <typename Message>
absl::Status CheckEntity(const Message& message) {
  return CheckTexts({{"type", message.type(), true}, {"id", message.id(), true}});
}

absl::StatusOr<FactChange> WhatOf(const v1::Change& message) {
  FactChange change;
  switch (message.what_case()) {
    case v1::Change::kPut: {
      WRIT_ASSIGN_OR_RETURN(change.what, FromMessage(message.put()));
      return change;
    }
    case v1::Change::kDelete: {
      WRIT_ASSIGN_OR_RETURN(change.what, FromMessage(message.delete_()));
      return change;
    }
    case v1::Change::kPutEntity: {
      WRIT_ASSIGN_OR_RETURN(change.what, FromMessage(message.put_entity()));
      return change;
    }
    case v1::Change::kSetGroups: {
      WRIT_ASSIGN_OR_RETURN(change.what, FromMessage(message.set_groups()));
      return change;
    }
    case v1::Change::kDeleteEntity: {
      WRIT_ASSIGN_OR_RETURN(change.what, FromMessage(message.delete_entity()));
      return change;
    }
    case v1::Change::WHAT_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("it says no change");
}

}  // namespace

absl::StatusOr<FactPut> FromMessage(const v1::PutFactRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"fact", message.fact(), true}}));
  FactPut put;
  put.fact = message.fact();
  WRIT_ASSIGN_OR_RETURN(put.keys, ReadJsonField("keys_json", message.keys_json(), "[]"));
  WRIT_ASSIGN_OR_RETURN(put.value, ReadJsonField("value_json", message.value_json(), ""));
  WRIT_ASSIGN_OR_RETURN(put.ttl, TtlOf(message.ttl_seconds()));
  WRIT_ASSIGN_OR_RETURN(put.only_if, ReadPrecondition(message.only_if()));
  return put;
}

absl::StatusOr<FactRemove> FromMessage(const v1::DeleteFactRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"fact", message.fact(), true}}));
  FactRemove remove;
  remove.fact = message.fact();
  WRIT_ASSIGN_OR_RETURN(remove.keys, ReadJsonField("keys_json", message.keys_json(), "[]"));
  WRIT_ASSIGN_OR_RETURN(remove.only_if, ReadPrecondition(message.only_if()));
  return remove;
}

absl::StatusOr<EntityPut> FromMessage(const v1::PutEntityRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckEntity(message));
  EntityPut put;
  put.type = message.type();
  put.id = message.id();
  WRIT_ASSIGN_OR_RETURN(put.attributes,
                        ReadJsonField("attributes_json", message.attributes_json(), "{}"));
  WRIT_ASSIGN_OR_RETURN(put.only_if, ReadPrecondition(message.only_if()));
  return put;
}

absl::StatusOr<GroupsPut> FromMessage(const v1::SetGroupsRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckEntity(message));
  GroupsPut put{message.type(), message.id(), {}};
  for (const std::string& group : message.groups()) {
    WRIT_RETURN_IF_ERROR(CheckTexts({{"groups", group, true}}));
    put.groups.push_back(group);
  }
  return put;
}

absl::StatusOr<EntityRemove> FromMessage(const v1::DeleteEntityRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckEntity(message));
  return EntityRemove{message.type(), message.id()};
}

absl::StatusOr<std::vector<FactChange>> FromMessage(const v1::LoadRequest& message) {
  if (message.changes_size() < 1 || message.changes_size() > kMaxChanges) {
    return absl::InvalidArgumentError(absl::StrCat("`changes` must be 1 to ", kMaxChanges));
  }
  std::vector<FactChange> changes;
  for (const v1::Change& item : message.changes()) {
    const uint64_t line = item.line() != 0 ? item.line() : changes.size() + 1;
    auto change = WhatOf(item);
    if (!change.ok()) {
      return absl::Status(change.status().code(),
                          absl::StrCat("line ", line, ": ", change.status().message()));
    }
    change->line = line;
    changes.push_back(*std::move(change));
  }
  return changes;
}

absl::StatusOr<TaskRevoke> FromMessage(const v1::RevokeTaskRequest& message) {
  WRIT_RETURN_IF_ERROR(
      CheckTexts({{"task_id", message.task_id(), true}, {"reason", message.reason()}}));
  return TaskRevoke{message.task_id(), message.reason()};
}

absl::StatusOr<RevocationSet> FromMessage(const v1::RevokePrincipalRequest& message, bool revoked) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"id", message.id(), true}, {"reason", message.reason()}}));
  if (message.kind() <= v1::PRINCIPAL_KIND_UNSPECIFIED ||
      !v1::PrincipalKind_IsValid(message.kind())) {
    return absl::InvalidArgumentError("`kind` must be an agent, a user, a tool or a server");
  }
  return RevocationSet{static_cast<PrincipalKind>(message.kind()), message.id(), revoked,
                       message.reason()};
}

absl::StatusOr<TaskFilter> FromMessage(const v1::ListTasksRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"user", message.user()},
                                   {"agent", message.agent()},
                                   {"parent", message.parent()},
                                   {"page_token", message.page_token()}}));
  return TaskFilter{message.user(), message.agent(), message.parent(), message.open_only()};
}

absl::StatusOr<size_t> PageSizeOf(uint32_t given) {
  if (given > kMaxPageSize) {
    return absl::InvalidArgumentError(absl::StrCat("`page_size` must be at most ", kMaxPageSize));
  }
  return given == 0 ? kDefaultPageSize : given;
}

void ToMessage(const FactInfo& fact, v1::Fact& message) {
  message.set_fact(fact.fact);
  message.set_keys_json(fact.keys_json);
  message.set_value_json(fact.value_json);
  message.set_present(fact.present);
  message.set_version(fact.version);
  message.set_expires_micros(fact.expires);
}

// The numbers of the two enums are the same.
void ToMessage(const RevocationInfo& info, v1::Revocation& message) {
  message.set_kind(static_cast<v1::PrincipalKind>(info.kind));
  message.set_id(info.id);
  message.set_revoked(info.revoked);
  message.set_since_micros(info.since);
  message.set_reason(info.reason);
}

}  // namespace writ::server
