#include "tests/model/reference.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "engine/value/canonical.h"
#include "lang/syntax/parser.h"

namespace writ::model {
namespace {

using oracle::Contribution;

constexpr Micros kMaxClockBack = 5'000'000;
constexpr size_t kMaxDepth = 8;

std::string BytesOf(const std::vector<Value>& keys) {
  std::string bytes;
  for (const Value& key : keys) bytes += CanonicalBytes(key);
  return bytes;
}

Value TimestampOf(Micros time) {
  // The clock of the tests stands after 1970.
  return Value::Timestamp({time / 1'000'000, static_cast<uint32_t>(time % 1'000'000) * 1000});
}

bool SameCall(const CallCommand& a, const CallCommand& b) {
  return a.agent == b.agent && a.action == b.action && a.readable == b.readable &&
         CanonicalBytes(a.args) == CanonicalBytes(b.args);
}

}  // namespace

std::unique_ptr<CheckedPolicy> CheckedPolicy::Make(const std::string& source,
                                                   std::string& failure) {
  auto policy = std::make_unique<CheckedPolicy>();
  policy->sources_.files.emplace_back("policy.writ", source);
  policy->files_.push_back(lang::ParseFile(policy->sources_, 0, policy->diagnostics_));
  policy->analysis_.emplace(policy->sources_, policy->files_, policy->library_,
                            policy->diagnostics_);
  if (!policy->diagnostics_.has_errors()) return policy;
  failure = lang::Render(policy->diagnostics_.Sorted()[0], policy->sources_);
  return nullptr;
}

Micros Reference::Now() {
  last_time_ = std::max(last_time_, clock_);
  return last_time_;
}

Micros Reference::Stamp() { return event_time_ = Now(); }

Reference::Task* Reference::FindTask(const std::string& id) {
  for (Task& task : tasks_) {
    if (task.grant.id == id) return &task;
  }
  return nullptr;
}

std::vector<const Reference::Task*> Reference::ChainOf(const std::string& id) {
  std::vector<const Task*> chain;
  for (const Task* task = FindTask(id); task != nullptr; task = FindTask(task->grant.parent)) {
    chain.push_back(task);
  }
  return chain;
}

bool Reference::Grant(const GrantCommand& command) {
  if (FindTask(command.id) != nullptr) return false;
  const Micros now = Now();
  const std::vector<const Task*> above = ChainOf(command.parent);
  if (!command.parent.empty() && above.empty()) return false;
  if (above.size() >= kMaxDepth) return false;
  for (const Task* task : above) {
    if (task->closed || now >= task->expires) return false;
  }
  if (!above.empty() && now + command.lifetime > above[0]->expires) return false;
  if (!above.empty() && command.user != above[0]->grant.user) return false;
  Task task{command, Stamp() + command.lifetime, false, false, Value()};
  task.entity = Value::Entity(arena_.New(EntityRep{
      arena_.Copy(command.type->name), arena_.Copy(command.id), &command.params.AsMap()}));
  tasks_.push_back(std::move(task));
  return true;
}

bool Reference::Close(const std::string& id) {
  Task* task = FindTask(id);
  if (task == nullptr) return false;
  if (!task->closed) Stamp();
  task->closed = true;
  return true;
}

// A task that was closed before can still be revoked.
bool Reference::Revoke(const std::string& id) {
  Task* task = FindTask(id);
  if (task == nullptr) return false;
  if (!task->revoked) Stamp();
  task->closed = task->revoked = true;
  return true;
}

void Reference::PutFact(uint32_t fact, std::vector<Value> keys, Value value) {
  Stamp();
  history_.push_back({.kind = Kind::kPut, .fact = fact, .keys = std::move(keys), .value = value});
}

void Reference::PutEntity(Value entity, Value attributes) {
  Stamp();
  history_.push_back({.kind = Kind::kAttributes, .keys = {entity}, .value = attributes});
}

const lang::Action* Reference::FindAction(const std::string& name, uint32_t& index) const {
  for (index = 0; index < model_.actions.size(); ++index) {
    if (model_.actions[index].name == name) return &model_.actions[index];
  }
  return nullptr;
}

Reason Reference::Refusal(const CallCommand& command, const std::vector<const Task*>& chain,
                          bool clock_back, bool key_reused) {
  uint32_t action = 0;
  if (clock_back) return Reason::kClockBack;
  if (key_reused) return Reason::kKeyReused;
  if (chain.empty()) return Reason::kUnknownTask;
  if (chain[0]->grant.agent != command.agent) return Reason::kWrongAgent;
  for (const Task* task : chain) {
    if (task->revoked) return Reason::kTaskRevoked;
    if (task->closed) return Reason::kTaskClosed;
    if (last_time_ >= task->expires) return Reason::kTaskExpired;
  }
  if (FindAction(command.action, action) == nullptr) return Reason::kUnknownAction;
  return command.readable ? Reason::kPermitted : Reason::kBadArguments;
}

oracle::Case Reference::CaseOf(const CallCommand& command, const std::vector<const Task*>& chain,
                               Micros time) {
  oracle::Case made{model_, 0, {}};
  FindAction(command.action, made.action);
  auto entity = [this](const Type& type, const std::string& id) {
    return Value::Entity(arena_.New(EntityRep{type.name, arena_.Copy(id), nullptr}));
  };
  Value* agents = arena_.NewArray<Value>(chain.size());
  for (size_t i = 0; i < chain.size(); ++i) {
    agents[i] = entity(*model_.agent_type, chain[i]->grant.agent);
  }
  MapEntry call[] = {
      {Value::String("chain"), Value::List(agents, static_cast<uint32_t>(chain.size()))},
      {Value::String("id"), Value::String("")},
      {Value::String("ip"), Value::String("")},
      {Value::String("session"), Value::String(arena_.Copy(command.session))},
      {Value::String("time"), TimestampOf(time)}};
  MapEntry tool[] = {{Value::String("name"), Value::String(arena_.Copy(command.action))},
                     {Value::String("server"), Value::String("")}};
  for (const Task* task : chain) {
    oracle::Level& level = made.levels.emplace_back();
    level.task = task->grant.type;
    auto set = [&level](Root root, Value value) {
      level.world.roots[static_cast<size_t>(root)] = value;
    };
    set(Root::kUser, entity(*model_.user_type, chain[0]->grant.user));
    set(Root::kAgent, agents[0]);
    set(Root::kTask, task->entity);
    set(Root::kArgs, command.args);
    set(Root::kCall, MakeMap(call, std::size(call), arena_));
    set(Root::kTool, MakeMap(tool, std::size(tool), arena_));
    level.world.fact = [this](uint32_t fact, const std::vector<Value>& keys) {
      return Fact(fact, keys);
    };
    level.world.patterns = &patterns_;
    level.world.attributes = [this](const Value& who) { return Attributes(who); };
  }
  return made;
}

Answer Reference::Decide(const CallCommand& command) {
  const bool clock_back = clock_ < last_time_ - kMaxClockBack;
  const Micros now = Now();
  bool key_reused = false;
  for (size_t i = 0; i < calls_.size() && !command.key.empty(); ++i) {
    const CallCommand& earlier = calls_[i].command;
    // The first call with a key owns it; one that was refused for it does not.
    if (earlier.key != command.key || earlier.task != command.task) continue;
    if (SameCall(earlier, command)) return {calls_[i].ruling, i, true};
    key_reused = true;
    break;
  }
  const std::vector<const Task*> chain = ChainOf(command.task);
  Call call{command, now, {}, false, false, Value()};
  call.ruling.reason = Refusal(command, chain, clock_back, key_reused);
  if (call.ruling.reason == Reason::kPermitted) {
    call.ruling = oracle::Judge(CaseOf(command, chain, now), arena_);
  }
  Stamp();
  calls_.push_back(call);
  history_.push_back({.kind = Kind::kCall, .call = calls_.size() - 1});
  return {call.ruling, calls_.size() - 1, false};
}

Reference::Receipt Reference::Report(size_t number, const std::string& agent, bool succeeded,
                                     const Value& result) {
  // A report looks at the clock first, whatever comes of it.
  Now();
  Call& call = calls_[number];
  if (call.ruling.verdict != Verdict::kPermit || call.command.agent != agent) {
    return Receipt::kUnknown;
  }
  if (call.reported) {
    const bool same =
        call.succeeded == succeeded && CanonicalBytes(call.result) == CanonicalBytes(result);
    return same ? Receipt::kRepeated : Receipt::kContradicts;
  }
  Event event{.kind = Kind::kOutcome, .call = number};
  oracle::Case then = CaseOf(call.command, ChainOf(call.command.task), call.time);
  for (oracle::Level& level : then.levels) {
    if (succeeded) level.world.roots[static_cast<size_t>(Root::kResult)] = result;
  }
  for (const Contribution& made : call.ruling.contributions) {
    const lang::Term* settle = model_.facts[made.fact].settle;
    event.settled.push_back(
        succeeded && settle != nullptr
            ? oracle::Walker(then.levels[made.level].world, arena_).Evaluate(*settle)
            : Value());
  }
  call.reported = true;
  call.succeeded = succeeded;
  call.result = result;
  if (succeeded) {
    Value ignored;
    // Facts over results see what settling has made of the others.
    history_.push_back(event);
    event.on_success = oracle::ContributionsOf(then, true, ignored, arena_);
    history_.pop_back();
  }
  Stamp();
  history_.push_back(std::move(event));
  return Receipt::kRecorded;
}

Value Reference::Plus(uint32_t fact, const Value& current, const Value& element) const {
  return oracle::Including(model_.facts[fact].aggregate, current, element, arena_);
}

Value Reference::Fact(uint32_t fact, const std::vector<Value>& keys) const {
  const std::string wanted = BytesOf(keys);
  Value value = model_.facts[fact].initial;
  // What each call that still counts contributes, as of the end of the history.
  std::map<size_t, Value> settled;
  std::map<size_t, bool> failed;
  for (const Event& event : history_) {
    if (event.kind != Kind::kOutcome) continue;
    failed[event.call] = !calls_[event.call].succeeded;
    for (size_t i = 0; i < event.settled.size(); ++i) {
      const Contribution& made = calls_[event.call].ruling.contributions[i];
      const bool here = made.fact == fact && BytesOf(made.keys) == wanted;
      if (here && !event.settled[i].is_error()) settled[event.call] = event.settled[i];
    }
  }
  for (const Event& event : history_) {
    if (event.kind == Kind::kPut && event.fact == fact && BytesOf(event.keys) == wanted) {
      value = event.value;
    }
    if (event.kind == Kind::kCall && !failed[event.call]) {
      for (const Contribution& made : calls_[event.call].ruling.contributions) {
        if (made.fact != fact || BytesOf(made.keys) != wanted) continue;
        auto instead = settled.find(event.call);
        const bool replaced = instead != settled.end() && !instead->second.is(writ::Kind::kAbsent);
        value = Plus(fact, value, replaced ? instead->second : made.element);
      }
    }
    for (const Contribution& made : event.on_success) {
      if (made.fact == fact && BytesOf(made.keys) == wanted) {
        value = Plus(fact, value, made.element);
      }
    }
  }
  return value;
}

Value Reference::Attributes(const Value& entity) const {
  const std::string wanted = CanonicalBytes(entity);
  Value attributes = MakeMap(nullptr, 0, arena_);
  for (const Event& event : history_) {
    if (event.kind == Kind::kAttributes && CanonicalBytes(event.keys[0]) == wanted) {
      attributes = event.value;
    }
  }
  return attributes;
}

std::vector<std::pair<uint32_t, std::vector<Value>>> Reference::Touched() const {
  std::map<std::string, std::pair<uint32_t, std::vector<Value>>> touched;
  auto add = [&touched](uint32_t fact, const std::vector<Value>& keys) {
    touched.try_emplace(std::to_string(fact) + " " + BytesOf(keys), fact, keys);
  };
  for (const Event& event : history_) {
    if (event.kind == Kind::kPut) add(event.fact, event.keys);
    for (const Contribution& made : event.on_success) add(made.fact, made.keys);
    if (event.kind != Kind::kCall) continue;
    for (const Contribution& made : calls_[event.call].ruling.contributions) {
      add(made.fact, made.keys);
    }
  }
  std::vector<std::pair<uint32_t, std::vector<Value>>> all;
  for (auto& [name, fact] : touched) all.push_back(std::move(fact));
  return all;
}

}  // namespace writ::model
