// Commands of services: facts, attributes and groups, one change or some together.
#include "absl/strings/str_cat.h"
#include "engine/value/text.h"
#include "tests/model/duel.h"
#include "tests/oracle/inputs.h"

namespace writ::model {
namespace {

constexpr Micros kSecond = 1'000'000;

Value ListOf(const std::vector<Value>& values) {
  return Value::List(values.data(), static_cast<uint32_t>(values.size()));
}

Precondition PreconditionOf(const ChangeCommand& change) {
  Precondition only_if;
  only_if.absent = change.if_absent;
  only_if.version = change.if_version;
  if (change.if_value) only_if.value = Raw(*change.if_value);
  return only_if;
}

}  // namespace

ChangeCommand Duel::SomeFactChange() {
  using What = ChangeCommand::What;
  const lang::Model& model = policy_->model();
  std::vector<uint32_t> asserted;
  for (uint32_t i = 0; i < model.facts.size(); ++i) {
    if (model.facts[i].aggregate == Aggregate::kAsserted) asserted.push_back(i);
  }
  ChangeCommand change;
  if (asserted.empty()) {
    change.what = What::kForget;
    change.keys = {EntityOf(*model.user_type, "ana")};
    return change;
  }
  change.fact = random_.Pick(asserted);
  const lang::Fact& fact = model.facts[change.fact];
  change.what = random_.OneIn(5) ? What::kRemove : What::kPut;
  for (const Type* key : fact.keys) {
    change.keys.push_back(key == model.agent_type ? EntityOf(*key, "bot")
                                                  : oracle::MakeValue(*key, random_, arena_));
  }
  const Value value = oracle::MakeValue(*fact.type, random_, arena_);
  if (change.what == What::kPut) change.value = value;
  if (change.what == What::kPut && random_.OneIn(3)) {
    const Micros ttls[] = {10 * kSecond, 30 * kSecond, 100 * kSecond, -kSecond};
    change.ttl = ttls[random_.Below(4)];
  }
  if (random_.OneIn(5)) change.if_value = oracle::MakeValue(*fact.type, random_, arena_);
  return change;
}

ChangeCommand Duel::SomeChange() {
  using What = ChangeCommand::What;
  const lang::Model& model = policy_->model();
  if (random_.OneIn(2)) return SomeFactChange();
  const std::vector<std::string> users = {"ana", "bob", "cat"};
  const std::vector<std::string> teams = {"ops", "all", "dev", "web"};
  ChangeCommand change;
  const Type* team = model.types.FindNamed("p.Team");
  const size_t choice = random_.Below(team != nullptr ? 5 : 3);
  change.what = choice == 0 ? What::kForget : choice < 3 ? What::kAttributes : What::kGroups;
  const Type* type = choice < 4 ? (random_.OneIn(2) ? model.agent_type : model.user_type) : team;
  if (change.what != What::kAttributes && team != nullptr && type == model.agent_type) {
    type = model.user_type;
  }
  const std::string id = type == model.user_type ? random_.Pick(users)
                         : type == team          ? random_.Pick(teams)
                         : random_.OneIn(2)      ? "bot"
                                                 : "sub";
  change.keys = {EntityOf(*type, id)};
  Type record;
  record.kind = TypeKind::kRecord;
  record.fields = type->fields;
  if (change.what == What::kAttributes) {
    change.value = oracle::MakeValue(record, random_, arena_);
    if (random_.OneIn(5)) change.if_value = oracle::MakeValue(record, random_, arena_);
  }
  if (change.what == What::kGroups) {
    Value* groups = arena_.NewArray<Value>(2);
    const uint32_t size = static_cast<uint32_t>(random_.Below(3));
    for (uint32_t i = 0; i < size; ++i) groups[i] = EntityOf(*team, random_.Pick(teams));
    change.value = Value::List(groups, size);
  }
  return change;
}

FactChange Duel::RequestOf(const ChangeCommand& change) {
  using What = ChangeCommand::What;
  const lang::Model& model = policy_->model();
  if (change.what == What::kPut) {
    return {FactPut{model.facts[change.fact].name, Raw(ListOf(change.keys)), Raw(change.value),
                    change.ttl, PreconditionOf(change)}};
  }
  if (change.what == What::kRemove) {
    return {FactRemove{model.facts[change.fact].name, Raw(ListOf(change.keys)),
                       PreconditionOf(change)}};
  }
  const EntityRep& entity = change.keys[0].AsEntity();
  const std::string type(entity.type), id(entity.id);
  if (change.what == What::kAttributes) {
    return {EntityPut{type, id, Raw(change.value), PreconditionOf(change)}};
  }
  if (change.what == What::kForget) return {EntityRemove{type, id}};
  GroupsPut put{type, id, {}};
  for (uint32_t i = 0; i < change.value.size(); ++i) {
    put.groups.emplace_back(change.value.items()[i].AsEntity().id);
  }
  return {put};
}

void Duel::ChangeOne() {
  ChangeCommand change = SomeChange();
  const bool conditional = change.what == ChangeCommand::What::kPut ||
                           change.what == ChangeCommand::What::kAttributes ||
                           change.what == ChangeCommand::What::kRemove;
  if (conditional && random_.OneIn(6)) change.if_absent = true;
  if (conditional && !versions_.empty() && random_.OneIn(6)) {
    change.if_version =
        versions_[versions_.size() - 1 - random_.Below(std::min<size_t>(versions_.size(), 3))];
  }
  ChangeBoth({change});
}

void Duel::ChangeSome() { ChangeBoth({SomeChange(), SomeChange(), SomeChange()}); }

void Duel::ChangeBoth(const std::vector<ChangeCommand>& changes) {
  std::vector<FactChange> requests;
  for (const ChangeCommand& change : changes) {
    requests.push_back(RequestOf(change));
    Tell(absl::StrCat(changes.size() > 1 ? "together: " : "", "change ",
                      static_cast<int>(change.what), " fact ", change.fact, " ",
                      writ::ToSource(ListOf(change.keys)), " to ", writ::ToSource(change.value),
                      " ttl ", change.ttl, change.if_absent ? " if absent" : "",
                      change.if_version ? absl::StrCat(" if version ", *change.if_version) : "",
                      change.if_value ? " if value " + writ::ToSource(*change.if_value) : ""));
  }
  const std::optional<uint64_t> expected = reference_->Change(changes);
  auto got = Await<uint64_t>(
      [&](auto done) { engine_->ChangeFacts(std::move(requests), std::move(done)); });
  if (got.ok() != expected.has_value() || (expected && *got != *expected)) {
    return Differ(
        absl::StrCat("changes: expected ", expected.value_or(UINT64_MAX), ", got ",
                     got.ok() ? absl::StrCat(*got) : std::string(got.status().message())));
  }
  static constexpr const char* kNames[] = {"put fact", "remove fact", "put attributes",
                                           "put groups", "remove entity"};
  for (const ChangeCommand& change : changes) {
    Count(changes.size() > 1 ? "changes together" : kNames[static_cast<size_t>(change.what)],
          expected.has_value());
    if (changes.size() == 1 && change.if_absent) Count("if absent", expected.has_value());
    if (changes.size() == 1 && change.if_version) Count("if version", expected.has_value());
    if (changes.size() == 1 && change.if_value) Count("if value", expected.has_value());
    const bool fact =
        change.what == ChangeCommand::What::kPut || change.what == ChangeCommand::What::kRemove;
    if (fact) CompareFact(change.fact, change.keys);
    if (!fact) CompareEntity(change.keys[0]);
  }
  if (expected) versions_.push_back(*expected);
}

}  // namespace writ::model
