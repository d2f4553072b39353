#include "tests/model/duel.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "lang/compiler/compiler.h"
#include "tests/engine/fixture.h"
#include "tests/oracle/inputs.h"

namespace writ::model {
namespace {

constexpr Micros kStart = 1'795'456'800'000'000;
constexpr Micros kSecond = 1'000'000;
const std::vector<std::string> kAgents = {"bot", "bot", "bot", "eve"};
const std::vector<std::string> kUsers = {"ana", "ana", "bob"};

std::shared_ptr<const RawValue> Raw(const Value& value) {
  auto raw = std::make_shared<RawValue>();
  raw->value = CopyInto(value, raw->arena);
  return raw;
}

// The currency of an empty sum is not compared: whether a sum that came back to nothing
// still has one is not said by any rule.
bool SameFact(const Value& a, const Value& b) {
  if (CanonicalBytes(a) == CanonicalBytes(b)) return true;
  return a.is(Kind::kMoney) && b.is(Kind::kMoney) && a.AsMoney().amount == Decimal() &&
         b.AsMoney().amount == Decimal();
}

std::string Names(const std::vector<std::string>& names) { return absl::StrJoin(names, " "); }

std::shared_ptr<const Program> CompileWith(const std::string& source, const lang::Passes& passes) {
  auto result = lang::Compile({{"policy.writ", source}}, {.with_tests = false, .passes = passes});
  if (!result.ok()) return nullptr;
  auto program = Program::Load(std::move(result.bundle));
  return program.ok() ? *program : nullptr;
}

}  // namespace

Duel::Duel(const std::string& policy, const lang::Passes& passes, uint64_t seed, DuelTally& tally)
    : tally_(tally), random_(seed), store_(NewMemoryStore()), clock_(kStart) {
  std::string failure;
  policy_ = CheckedPolicy::Make(policy, failure);
  program_ = CompileWith(policy, passes);
  if (policy_ == nullptr || program_ == nullptr) {
    Differ("the policy does not compile: " + failure);
    return;
  }
  auto patterns = PatternSet::Compile(*program_);
  if (!patterns.ok()) {
    Differ("the patterns do not compile");
    return;
  }
  patterns_ = *std::move(patterns);
  reference_ = std::make_unique<Reference>(policy_->model(), patterns_);
  reference_->SetClock(kStart);
  Open();
}

Duel::~Duel() = default;

void Duel::Differ(const std::string& what) {
  if (tally_.differences.size() < 20) tally_.differences.push_back(what);
  ok_ = false;
}

void Duel::Open() {
  engine_.reset();
  auto engine =
      Engine::Open(tests::Borrow(*store_), program_, {.clock = &clock_, .inline_commands = true});
  if (!engine.ok()) return Differ("does not open: " + std::string(engine.status().message()));
  engine_ = *std::move(engine);
}

void Duel::Step() {
  struct Choice {
    int weight;
    void (Duel::*run)();
  };
  static constexpr Choice kChoices[] = {
      {50, &Duel::Decide},   {6, &Duel::Repeat}, {20, &Duel::Report}, {6, &Duel::PutFact},
      {3, &Duel::PutEntity}, {4, &Duel::Grant},  {1, &Duel::Close},   {6, &Duel::MoveClock},
      {1, &Duel::Reopen},    {1, &Duel::Revoke}};
  int total = 0;
  for (const Choice& choice : kChoices) total += choice.weight;
  int at = static_cast<int>(random_.Below(static_cast<size_t>(total)));
  ++tally_.steps;
  if (tasks_.empty()) return Grant();
  for (const Choice& choice : kChoices) {
    at -= choice.weight;
    if (at < 0) return (this->*choice.run)();
  }
}

std::string Duel::SomeTask() { return random_.OneIn(40) ? "nobody's" : random_.Pick(tasks_); }

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
  command.agent = "bot";
  if (!tasks_.empty() && random_.OneIn(2)) {
    command.parent = SomeTask();
    command.user = "ana";
  }
  command.lifetime = random_.OneIn(3) ? 30 * kSecond : 86'400 * kSecond;
  TaskGrant grant;
  grant.task_id = command.id;
  grant.type = command.type->name;
  grant.params = Raw(command.params);
  grant.user = command.user;
  grant.agent = command.agent;
  grant.parent = command.parent;
  grant.lifetime = command.lifetime;
  const bool expected = reference_->Grant(command);
  auto got = Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); });
  if (got.ok() != expected) return Differ("grant of " + command.id);
  if (expected) tasks_.push_back(command.id);
}

void Duel::Close() {
  const std::string task = SomeTask();
  const bool expected = reference_->Close(task);
  auto got = Await<TaskInfo>([&](auto done) { engine_->Close({task}, std::move(done)); });
  if (got.ok() != expected) Differ("closing " + task);
}

void Duel::Revoke() {
  const std::string task = SomeTask();
  const bool expected = reference_->Revoke(task);
  auto got = Await<TaskInfo>([&](auto done) {
    engine_->Revoke(TaskRevoke{task, "told to"}, std::move(done));
  });
  if (got.ok() != expected) Differ("revoking " + task);
}

void Duel::PutFact() {
  const lang::Model& model = policy_->model();
  std::vector<uint32_t> asserted;
  for (uint32_t i = 0; i < model.facts.size(); ++i) {
    if (model.facts[i].aggregate == Aggregate::kAsserted) asserted.push_back(i);
  }
  if (asserted.empty()) return;
  const uint32_t fact = random_.Pick(asserted);
  std::vector<Value> keys;
  for (const Type* key : model.facts[fact].keys) {
    const bool agent = key == model.agent_type;
    keys.push_back(agent ? Value::Entity(arena_.New(EntityRep{key->name, "bot", nullptr}))
                         : oracle::MakeValue(*key, random_, arena_));
  }
  const Value value = oracle::MakeValue(*model.facts[fact].type, random_, arena_);
  reference_->PutFact(fact, keys, value);
  FactPut put{model.facts[fact].name,
              Raw(Value::List(keys.data(), static_cast<uint32_t>(keys.size()))), Raw(value)};
  auto got = Await<uint64_t>([&](auto done) { engine_->PutFact(put, std::move(done)); });
  if (!got.ok()) return Differ("a fact is refused: " + std::string(got.status().message()));
  CompareFact(fact, keys);
}

void Duel::PutEntity() {
  const lang::Model& model = policy_->model();
  const bool user = random_.OneIn(2);
  const Type* type = user ? model.user_type : model.agent_type;
  const std::string id = user ? random_.Pick(kUsers) : "bot";
  Type record;
  record.kind = TypeKind::kRecord;
  record.fields = type->fields;
  const Value attributes = oracle::MakeValue(record, random_, arena_);
  reference_->PutEntity(Value::Entity(arena_.New(EntityRep{type->name, arena_.Copy(id), nullptr})),
                        attributes);
  EntityPut put{type->name, id, Raw(attributes)};
  auto got = Await<uint64_t>([&](auto done) { engine_->PutEntity(put, std::move(done)); });
  if (!got.ok()) Differ("an entity is refused: " + std::string(got.status().message()));
}

CallCommand Duel::SomeCall() {
  const lang::Model& model = policy_->model();
  const lang::Action& action = random_.Pick(model.actions);
  CallCommand command;
  command.task = SomeTask();
  command.agent = random_.OneIn(10) ? random_.Pick(kAgents) : "bot";
  command.action = random_.OneIn(40) ? "no.such" : action.name;
  command.args = oracle::MakeValue(*action.args, random_, arena_);
  command.session = random_.OneIn(2) ? "s1" : "";
  if (random_.OneIn(8)) command.key = absl::StrCat("k", random_.Below(6));
  if (random_.OneIn(40)) {
    command.readable = false;
    command.args = Value();
  }
  return command;
}

void Duel::Decide() { DecideBoth(SomeCall()); }

// A call that was made before, with its key or under another one, perhaps changed.
void Duel::Repeat() {
  if (commands_.empty()) return Decide();
  CallCommand command = random_.Pick(commands_);
  if (random_.OneIn(4)) command.agent = random_.Pick(kAgents);
  DecideBoth(std::move(command));
}

void Duel::DecideBoth(CallCommand command) {
  CallRequest request;
  request.task_id = command.task;
  request.agent = command.agent;
  request.action = command.action;
  request.session = command.session;
  request.idempotency_key = command.key;
  request.want_trace = true;
  if (command.readable) {
    request.args = Raw(command.args);
  } else {
    request.args_error = "no JSON";
  }
  const Answer expected = reference_->Decide(command);
  auto got = Await<Decision>([&](auto done) { engine_->Decide(request, std::move(done)); });
  if (!got.ok()) return Differ("no decision: " + std::string(got.status().message()));
  commands_.push_back(command);
  CompareDecision(command, *got, expected);
  if (expected.repeated) return;
  ++tally_.calls;
  ++(got->verdict == Verdict::kPermit ? tally_.permits : tally_.denials);
  ++tally_.reasons[std::string(ReasonCode(got->reason))];
  made_.push_back({got->decision_id, command.agent, expected.call, Value(), false, false});
  for (const oracle::Contribution& c : expected.ruling.contributions) CompareFact(c.fact, c.keys);
}

void Duel::CompareDecision(const CallCommand& command, const Decision& got,
                           const Answer& expected) {
  const oracle::Ruling& ruling = expected.ruling;
  if (got.verdict != ruling.verdict || got.reason != ruling.reason || got.rules != ruling.rules) {
    return Differ(absl::StrCat(
        command.action, " ", writ::ToSource(command.args),
        "\n  engine: ", std::string(ReasonCode(got.reason)), " ", Names(got.rules), " ", got.detail,
        "\n  model:  ", std::string(ReasonCode(ruling.reason)), " ", Names(ruling.rules)));
  }
  if (expected.repeated && got.decision_id != made_[expected.call].decision_id) {
    return Differ("a repeated call has another decision id");
  }
  if (!expected.repeated) CompareTrace(got, ruling);
}

// A rule that the engine did not look at must be one that does not hold; of the others
// every clause is compared.
void Duel::CompareTrace(const Decision& got, const oracle::Ruling& expected) {
  std::vector<std::pair<size_t, uint32_t>> traced;
  for (const RuleTrace& rule : got.trace) {
    traced.emplace_back(rule.level, rule.rule);
    auto found = expected.trace.find({rule.level, rule.rule});
    if (found == expected.trace.end()) continue;  // a limit: its verdict was compared
    for (size_t i = 0; i < rule.clauses.size(); ++i) {
      const ClauseTrace wanted = i < found->second.size() ? found->second[i] : ClauseTrace{};
      if (rule.clauses[i].result == wanted.result && rule.clauses[i].error == wanted.error)
        continue;
      Differ(absl::StrCat("the trace of ", policy_->model().rules[rule.rule].name, " at clause ",
                          i + 1, ": ", static_cast<int>(rule.clauses[i].result), " for ",
                          static_cast<int>(wanted.result)));
    }
  }
  for (const auto& [rule, clauses] : expected.trace) {
    if (std::find(traced.begin(), traced.end(), rule) != traced.end()) continue;
    const bool is_false = !clauses.empty() && clauses.back().result == ClauseResult::kFalse;
    if (!is_false) Differ("no trace of " + policy_->model().rules[rule.second].name);
  }
}

void Duel::Report() {
  if (made_.empty()) return;
  Made& made = made_[made_.size() - 1 - random_.Below(std::min<size_t>(made_.size(), 12))];
  bool succeeded = !random_.OneIn(3);
  if (made.reported && !random_.OneIn(3)) succeeded = made.succeeded;
  const bool again = made.reported && succeeded == made.succeeded && !random_.OneIn(4);
  Value result = made.result;
  const std::string agent = random_.OneIn(20) ? "eve" : made.agent;
  if (!again) {
    result = Value();
    for (const lang::Action& candidate : policy_->model().actions) {
      if (candidate.name != reference_->ActionOf(made.call)) continue;
      result = oracle::MakeValue(*candidate.result, random_, arena_);
    }
  }
  OutcomeReport report;
  report.decision_id = made.decision_id;
  report.agent = agent;
  report.succeeded = succeeded;
  if (!result.is(Kind::kAbsent)) report.result = Raw(result);
  const Reference::Receipt expected = reference_->Report(made.call, agent, succeeded, result);
  auto got =
      Await<OutcomeReceipt>([&](auto done) { engine_->ReportOutcome(report, std::move(done)); });
  const bool agrees =
      (expected == Reference::Receipt::kRecorded && got.ok() && !got->repeated) ||
      (expected == Reference::Receipt::kRepeated && got.ok() && got->repeated) ||
      (expected == Reference::Receipt::kContradicts && absl::IsFailedPrecondition(got.status())) ||
      (expected == Reference::Receipt::kUnknown && absl::IsNotFound(got.status()));
  if (!agrees) {
    return Differ(absl::StrCat("the outcome of ", made.decision_id, ": expected ",
                               static_cast<int>(expected), ", got ",
                               got.ok() ? "a receipt" : std::string(got.status().message())));
  }
  if (expected != Reference::Receipt::kRecorded) return;
  ++tally_.outcomes;
  made.reported = true;
  made.succeeded = succeeded;
  made.result = result;
  for (const auto& [fact, keys] : reference_->Touched()) CompareFact(fact, keys);
}

void Duel::MoveClock() {
  const Micros steps[] = {1, kSecond, 20 * kSecond, 3600 * kSecond, -3 * kSecond, -60 * kSecond};
  const Micros step = steps[random_.Below(std::size(steps))];
  clock_.Advance(step);
  reference_->SetClock(clock_.Now());
}

void Duel::Reopen() {
  ++tally_.reopenings;
  Open();
  if (!ok_) return;
  reference_->Reopen();
  for (const auto& [fact, keys] : reference_->Touched()) CompareFact(fact, keys);
}

void Duel::CompareFact(uint32_t fact, const std::vector<Value>& keys) {
  Arena arena;
  const Value expected = reference_->Fact(fact, keys);
  auto got = engine_->ReadFact(fact, keys, arena);
  if (!got.ok()) return Differ("a fact does not read: " + std::string(got.status().message()));
  if (SameFact(*got, expected)) return;
  Differ(absl::StrCat("the fact ", policy_->model().facts[fact].name,
                      writ::ToSource(Value::List(keys.data(), static_cast<uint32_t>(keys.size()))),
                      "\n  engine: ", writ::ToSource(*got),
                      "\n  model:  ", writ::ToSource(expected)));
}

void Duel::CompareAll() {
  if (!ok_) return;
  for (const auto& [fact, keys] : reference_->Touched()) CompareFact(fact, keys);
  auto report = engine_->Replay(0, UINT64_MAX);
  if (!report.ok()) return Differ("does not replay: " + std::string(report.status().message()));
  if (report->different != 0) Differ("a decision does not replay equal");
  if (!report->tree_matches) Differ("the tree does not match the log");
}

}  // namespace writ::model
