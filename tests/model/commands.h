// What is told to the engine and to its model alike. Values are already of the declared
// types, in memory that outlives the model.
#ifndef WRIT_TESTS_MODEL_COMMANDS_H_
#define WRIT_TESTS_MODEL_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/decision/call.h"
#include "engine/value/type.h"
#include "engine/value/value.h"
#include "tests/model/checked_policy.h"

namespace writ::model {

struct GrantCommand {
  std::string id;
  const Type* type = nullptr;
  Value params;
  std::string user, agent;
  Micros lifetime = 0;
  std::string parent;  // empty: none
  std::optional<uint32_t> levels;
  const CheckedScope* scope = nullptr;
};

struct CallCommand {
  std::string task, agent, action;
  Value args;
  bool readable = true;  // false: the arguments were no JSON
  std::string session, key, ticket;
};

struct ReportCommand {
  size_t call = 0;  // the number of the call in this life
  std::string agent;
  bool succeeded = false;
  Value result;
};

// One change of what services put.
struct ChangeCommand {
  enum class What { kPut, kRemove, kAttributes, kGroups, kForget };
  What what = What::kPut;
  uint32_t fact = 0;        // of kPut and kRemove
  std::vector<Value> keys;  // of the fact; else the entity
  Value value;              // the groups as a list
  Micros ttl = 0;
  // What must hold before.
  bool if_absent = false;
  std::optional<uint64_t> if_version;
  std::optional<Value> if_value;
};

struct RevokeCommand {
  PrincipalKind kind{};
  std::string id;
  bool revoked = false;
};

struct AnswerCommand {
  std::string ticket, approver;
  bool approve = false;
};

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_COMMANDS_H_
