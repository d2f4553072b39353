// The model's time, and what it knows of authority: tasks and revoked principals.
#include "tests/model/reference.h"

#include <algorithm>

#include "engine/value/canonical.h"

namespace writ::model {
namespace {

constexpr Micros kSecond = 1'000'000;
constexpr Micros kMaxClockBack = 5 * kSecond;
constexpr Micros kMinLifetime = kSecond;
constexpr Micros kMaxLifetime = Micros{366} * 86'400 * kSecond;
constexpr uint32_t kMaxLevels = 7;

}  // namespace

std::string BytesOf(const std::vector<Value>& keys) {
  std::string bytes;
  for (const Value& key : keys) bytes += CanonicalBytes(key);
  return bytes;
}

Micros Reference::Now() {
  last_time_ = std::max(last_time_, clock_);
  return last_time_;
}

bool Reference::ClockIsBack() const { return clock_ < last_time_ - kMaxClockBack; }

uint64_t Reference::Record() {
  event_time_ = Now();
  return log_size_++;
}

// Who reads looks at the clock himself, and at the newest event.
Micros Reference::ReadingTime() const { return std::max(clock_, event_time_); }

Reference::Task* Reference::FindTask(const std::string& id) {
  for (Task& task : tasks_) {
    if (task.grant.id == id) return &task;
  }
  return nullptr;
}

Reference::Chain Reference::ChainOf(const std::string& id) {
  Chain chain;
  for (const Task* task = FindTask(id); task != nullptr; task = FindTask(task->grant.parent)) {
    chain.push_back(task);
  }
  return chain;
}

bool Reference::Grant(const GrantCommand& command) {
  if (FindTask(command.id) != nullptr) return false;
  const Micros now = Now();
  const Chain above = ChainOf(command.parent);
  if (!command.parent.empty() && above.empty()) return false;
  Task task{command, now + command.lifetime, kMaxLevels, false, false, Value()};
  if (!above.empty()) {
    const Task& parent = *above[0];
    if (StandingOf(above) != Reason::kPermitted || parent.levels == 0) return false;
    if (!command.user.empty() && command.user != parent.grant.user) return false;
    task.grant.user = parent.grant.user;
    task.levels = parent.levels - 1;
    if (command.lifetime == 0) task.expires = parent.expires;
    if (task.expires > parent.expires) return false;
  } else if (command.user.empty() || command.lifetime == 0) {
    return false;
  }
  if (command.lifetime != 0 &&
      (command.lifetime < kMinLifetime || command.lifetime > kMaxLifetime)) {
    return false;
  }
  if (command.levels && *command.levels > task.levels) return false;
  task.levels = command.levels.value_or(task.levels);
  task.entity = Value::Entity(arena_.New(EntityRep{
      arena_.Copy(command.type->name), arena_.Copy(command.id), &command.params.AsMap()}));
  Record();
  tasks_.push_back(std::move(task));
  return true;
}

bool Reference::Close(const std::string& id) {
  Task* task = FindTask(id);
  if (task == nullptr) return false;
  if (!task->closed) Record();
  task->closed = true;
  return true;
}

// A task that was closed before can still be revoked.
bool Reference::Revoke(const std::string& id) {
  Task* task = FindTask(id);
  if (task == nullptr) return false;
  if (!task->revoked) Record();
  task->closed = task->revoked = true;
  return true;
}

void Reference::SetRevocation(const RevokeCommand& command) {
  const std::pair<PrincipalKind, std::string> who = {command.kind, command.id};
  if ((revoked_.count(who) == 1) == command.revoked) return;
  Record();
  if (command.revoked) {
    revoked_.insert(who);
  } else {
    revoked_.erase(who);
  }
}

// Whether all tasks of a chain are open.
Reason Reference::StandingOf(const Chain& chain, size_t* level) const {
  for (size_t i = 0; i < chain.size(); ++i) {
    const Task* task = chain[i];
    if (level != nullptr) *level = i;
    if (task->revoked) return Reason::kTaskRevoked;
    if (task->closed) return Reason::kTaskClosed;
    if (last_time_ >= task->expires) return Reason::kTaskExpired;
  }
  if (level != nullptr) *level = 0;
  return Reason::kPermitted;
}

Reason Reference::RevokedIn(const Chain& chain, const std::string& name) const {
  for (const Task* task : chain) {
    if (revoked_.count({PrincipalKind::kAgent, task->grant.agent}) == 1) {
      return Reason::kAgentRevoked;
    }
    if (revoked_.count({PrincipalKind::kUser, task->grant.user}) == 1) {
      return Reason::kUserRevoked;
    }
  }
  uint32_t number = 0;
  if (FindAction(name, number) == nullptr) return Reason::kPermitted;
  if (revoked_.count({PrincipalKind::kTool, name}) == 1) return Reason::kToolRevoked;
  const std::string server = ServerOf(name);
  const bool served = revoked_.count({PrincipalKind::kServer, server}) == 1;
  return served && !server.empty() ? Reason::kToolRevoked : Reason::kPermitted;
}

std::string Reference::ServerOf(const std::string& name) const {
  uint32_t number = 0;
  const lang::Action* action = FindAction(name, number);
  for (const lang::AnnotationDecl& annotation : action->decl->head.annotations) {
    if (annotation.name.text == "server") return annotation.value;
  }
  return "";
}

}  // namespace writ::model
