// Commands about authority: tasks under tasks, with scopes; revoked principals.
#include "absl/strings/str_cat.h"
#include "engine/value/text.h"
#include "tests/model/duel.h"
#include "tests/oracle/inputs.h"

namespace writ::model {
namespace {

constexpr Micros kSecond = 1'000'000;
const std::vector<std::string> kUsers = {"ana", "ana", "bob"};
const std::vector<std::string> kAgents = {"bot", "bot", "sub"};

}  // namespace

std::string Duel::SomeTask() {
  if (random_.OneIn(40)) return "nobody's";
  // The newest most of all: those above it are judged too.
  const size_t newest = std::min<size_t>(tasks_.size(), random_.OneIn(3) ? tasks_.size() : 4);
  return tasks_[tasks_.size() - 1 - random_.Below(newest)];
}

std::string Duel::SomeLeaf() { return random_.OneIn(4) ? SomeTask() : tasks_.back(); }

void Duel::Grant() {
  const lang::Model& model = policy_->model();
  GrantCommand command;
  command.id =
      random_.OneIn(20) && !tasks_.empty() ? tasks_[0] : absl::StrCat("t", tasks_.size() + 1);
  command.type = random_.Pick(model.tasks);
  Type record;
  record.kind = TypeKind::kRecord;
  record.fields = command.type->fields;
  command.params = oracle::MakeValue(record, random_, arena_);
  command.user = random_.Pick(kUsers);
  command.agent = random_.Pick(kAgents);
  command.lifetime = random_.OneIn(4) ? 30 * kSecond : 86'400 * kSecond;
  if (!tasks_.empty() && !random_.OneIn(2)) {
    command.parent = random_.OneIn(3) ? SomeTask() : tasks_.back();
    if (!random_.OneIn(6)) command.user = "";
    if (!random_.OneIn(4)) command.lifetime = 0;
  }
  if (random_.OneIn(30)) command.lifetime = kSecond - 1;
  if (random_.OneIn(8)) command.levels = static_cast<uint32_t>(random_.Below(9));
  if (!scopes_.empty() && random_.OneIn(6)) {
    const auto& [type, scope] = scopes_[random_.Below(scopes_.size())];
    if (type == command.type) command.scope = scope.get();
  }
  Tell(absl::StrCat("grant ", command.id, " ", command.type->name, " ",
                    writ::ToSource(command.params), " by ", command.agent, " for ", command.user,
                    " under `", command.parent, "` lifetime ", command.lifetime,
                    command.levels ? absl::StrCat(" levels ", *command.levels) : "",
                    command.scope != nullptr ? " with a scope" : ""));
  TaskGrant grant;
  grant.task_id = command.id;
  grant.type = command.type->name;
  grant.params = Raw(command.params);
  grant.user = command.user;
  grant.agent = command.agent;
  grant.parent = command.parent;
  grant.lifetime = command.lifetime;
  grant.levels = command.levels;
  if (command.scope != nullptr) grant.scope = command.scope->bundle();
  const bool expected = reference_->Grant(command);
  auto got = Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); });
  if (got.ok() != expected) {
    return Differ(absl::StrCat("grant of ", command.id, ": ", got.status().message()));
  }
  Count(absl::StrCat("grant", command.parent.empty() ? "" : " under",
                     command.scope != nullptr ? " with scope" : ""),
        expected);
  if (!expected) return;
  tasks_.push_back(command.id);
  agents_[command.id] = command.agent;
}

void Duel::Close() {
  const std::string task = SomeLeaf();
  Tell("close " + task);
  const bool expected = reference_->Close(task);
  auto got = Await<TaskInfo>([&](auto done) { engine_->Close({task}, std::move(done)); });
  if (got.ok() != expected) return Differ("closing " + task);
  Count("close", expected);
}

void Duel::Revoke() {
  const std::string task = SomeLeaf();
  Tell("revoke " + task);
  const bool expected = reference_->Revoke(task);
  auto got = Await<TaskInfo>([&](auto done) {
    engine_->Revoke(TaskRevoke{task, "told to"}, std::move(done));
  });
  if (got.ok() != expected) return Differ("revoking " + task);
  Count("revoke", expected);
}

// Restored more often than revoked: where everybody is revoked, nothing is shown.
void Duel::SetRevocation() {
  RevokeCommand command;
  const lang::Action& action = random_.Pick(policy_->model().actions);
  const std::pair<PrincipalKind, std::string> whom[] = {
      {PrincipalKind::kAgent, random_.Pick(kAgents)},
      {PrincipalKind::kUser, random_.Pick(kUsers)},
      {PrincipalKind::kTool, action.name},
      {PrincipalKind::kServer, reference_->ServerOf(action.name)}};
  for (const auto& [kind, id] : whom) {
    command = {kind, id, random_.OneIn(8)};
    if (command.id.empty()) continue;
    Tell(absl::StrCat(command.revoked ? "revoke " : "restore ", static_cast<int>(kind), " ", id));
    RevocationSet set{kind, id, command.revoked, "told to"};
    reference_->SetRevocation(command);
    auto got =
        Await<RevocationInfo>([&](auto done) { engine_->SetRevocation(set, std::move(done)); });
    if (!got.ok() || got->revoked != command.revoked) return Differ("revoking " + id);
    Count(command.revoked ? "revoke principal" : "restore principal", true);
  }
}

}  // namespace writ::model
