// The model's decisions: what stands before the rules, and what the rules are asked.
#include <algorithm>
#include <iterator>

#include "engine/value/canonical.h"
#include "tests/model/reference.h"

namespace writ::model {
namespace {

Value TimestampOf(Micros time) {
  // The clock of the tests stands after 1970.
  return Value::Timestamp({time / 1'000'000, static_cast<uint32_t>(time % 1'000'000) * 1000});
}

bool SameCall(const CallCommand& a, const CallCommand& b) {
  return a.agent == b.agent && a.action == b.action && a.readable == b.readable &&
         CanonicalBytes(a.args) == CanonicalBytes(b.args);
}

}  // namespace

const lang::Action* Reference::FindAction(const std::string& name, uint32_t& index) const {
  for (index = 0; index < model_.actions.size(); ++index) {
    if (model_.actions[index].name == name) return &model_.actions[index];
  }
  return nullptr;
}

Reason Reference::Refusal(const CallCommand& command, const Chain& chain, bool clock_back,
                          bool key_reused, size_t& level) const {
  uint32_t action = 0;
  if (clock_back) return Reason::kClockBack;
  if (key_reused) return Reason::kKeyReused;
  if (chain.empty()) return Reason::kUnknownTask;
  if (chain[0]->grant.agent != command.agent) return Reason::kWrongAgent;
  const Reason standing = StandingOf(chain, &level);
  if (standing != Reason::kPermitted) return standing;
  const Reason revoked = RevokedIn(chain, command.action);
  if (revoked != Reason::kPermitted) return revoked;
  if (FindAction(command.action, action) == nullptr) return Reason::kUnknownAction;
  return command.readable ? TicketRefusal(command) : Reason::kBadArguments;
}

oracle::Level Reference::LevelOf(const Task& task, const Task& own, const CallCommand& command,
                                 Value call) {
  oracle::Level level{task.grant.type, {}, nullptr};
  if (task.grant.scope != nullptr) level.scope = &task.grant.scope->lines();
  auto set = [&level](Root root, Value value) {
    level.world.roots[static_cast<size_t>(root)] = value;
  };
  auto entity = [this](const Type& type, const std::string& id) {
    return Value::Entity(arena_.New(EntityRep{type.name, arena_.Copy(id), nullptr}));
  };
  MapEntry tool[] = {
      {Value::String("name"), Value::String(arena_.Copy(command.action))},
      {Value::String("server"), Value::String(arena_.Copy(ServerOf(command.action)))}};
  set(Root::kUser, entity(*model_.user_type, own.grant.user));
  set(Root::kAgent, entity(*model_.agent_type, own.grant.agent));
  set(Root::kTask, task.entity);
  set(Root::kArgs, command.args);
  set(Root::kCall, call);
  set(Root::kTool, MakeMap(tool, std::size(tool), arena_));
  level.world.fact = [this](uint32_t fact, const std::vector<Value>& keys) {
    return Fact(fact, keys, last_time_);
  };
  level.world.patterns = &patterns_;
  level.world.attributes = [this](const Value& who) { return Attributes(who); };
  level.world.groups = [this](const Value& who) { return Groups(who); };
  return level;
}

oracle::Case Reference::CaseOf(const CallCommand& command, const Chain& chain, Micros time) {
  oracle::Case made{model_, 0, {}, time, {}, {}};
  FindAction(command.action, made.action);
  std::vector<Value> agents;
  for (const Task* task : chain) {
    agents.push_back(
        Value::Entity(arena_.New(EntityRep{model_.agent_type->name, task->grant.agent, nullptr})));
    made.involved.push_back(task->grant.user);
    made.involved.push_back(task->grant.agent);
  }
  Value* items = arena_.NewArray<Value>(agents.size());
  std::copy(agents.begin(), agents.end(), items);
  MapEntry entries[] = {
      {Value::String("chain"), Value::List(items, static_cast<uint32_t>(agents.size()))},
      {Value::String("id"), Value::String("")},
      {Value::String("ip"), Value::String("")},
      {Value::String("session"), Value::String(arena_.Copy(command.session))},
      {Value::String("time"), TimestampOf(time)}};
  const Value call = MakeMap(entries, std::size(entries), arena_);
  for (const Task* task : chain) made.levels.push_back(LevelOf(*task, *chain[0], command, call));
  if (const Ticket* ticket = FindTicket(command.ticket)) {
    for (const Ticket::Part& part : ticket->parts) {
      if (part.answer == "approved") made.given.push_back(part.needed);
    }
  }
  return made;
}

// The newest decision with the key that did not find it taken, and was judged: not while the
// clock was back.
std::optional<size_t> Reference::OwnerOf(const CallCommand& command) const {
  std::optional<size_t> owner;
  for (size_t i = 0; i < calls_.size() && !command.key.empty(); ++i) {
    const CallCommand& earlier = calls_[i].command;
    if (earlier.key != command.key || earlier.task != command.task) continue;
    const bool judged = calls_[i].ruling.reason != Reason::kClockBack;
    if (!calls_[i].key_reused && judged) owner = i;
  }
  return owner;
}

Answer Reference::AnswerOf(size_t number, bool repeated) const {
  const Call& call = calls_[number];
  Answer answer{call.ruling, "d" + std::to_string(call.index), number, repeated, call.denied_in};
  answer.ask = FindTicket(call.ticket);
  return answer;
}

Answer Reference::Decide(const CallCommand& command) {
  const bool clock_back = ClockIsBack();
  const Micros now = Now();
  ReleaseDue();
  bool key_reused = false;
  if (const auto owner = OwnerOf(command)) {
    key_reused = !SameCall(calls_[*owner].command, command);
    // What waited for an approval is decided again when it comes with its ticket.
    const bool again = calls_[*owner].ruling.verdict == Verdict::kAsk && !command.ticket.empty();
    if (!key_reused && !again) return AnswerOf(*owner, true);
  }
  const Chain chain = ChainOf(command.task);
  Call call{.command = command, .time = now, .key_reused = key_reused};
  call.ruling.reason = Refusal(command, chain, clock_back, key_reused, call.ruling.level);
  if (call.ruling.reason == Reason::kPermitted) {
    call.ruling = oracle::Judge(CaseOf(command, chain, now), arena_);
  }
  if (call.ruling.verdict == Verdict::kDeny && chain.size() > 1) {
    call.denied_in = chain[call.ruling.level]->grant.id;
  }
  call.index = Record();
  if (call.ruling.verdict == Verdict::kAsk) Wait(chain, call);
  if (call.ruling.verdict == Verdict::kPermit && !command.ticket.empty()) {
    TicketOf(command.ticket).used = true;
  }
  calls_.push_back(std::move(call));
  history_.push_back(
      {.kind = Kind::kCall, .time = now, .index = calls_.back().index, .call = calls_.size() - 1});
  return AnswerOf(calls_.size() - 1, false);
}

bool Reference::MayWaitUntil(Micros moment, const CallCommand& command,
                             const oracle::Ruling& ruling) {
  const auto rule = std::find_if(model_.rules.begin(), model_.rules.end(),
                                 [&](const lang::Rule& r) { return r.name == ruling.rules[0]; });
  const lang::Term& subject = *rule->limit->subject;
  oracle::Case call = CaseOf(command, ChainOf(command.task), last_time_);
  std::vector<Value> keys;
  for (const lang::Term* key : subject.children) {
    keys.push_back(oracle::Walker(call.levels[ruling.level].world, arena_).Evaluate(*key));
  }
  const Window& window = model_.facts[subject.index].window;
  const Micros start = periods_.Start(window, last_time_);
  Micros first = INT64_MAX, oldest = INT64_MAX;
  for (const Entry& entry : EntriesWith(subject.index, keys)) {
    if (entry.time < start) continue;
    first = std::min(first, entry.time);
    if (entry.counts) oldest = std::min(oldest, entry.time);
  }
  if (oldest == INT64_MAX || start == INT64_MIN) return moment == 0;
  if (window.is_calendar()) {
    return moment > last_time_ && periods_.Start(window, moment) == moment &&
           periods_.Start(window, moment - 1) == start;
  }
  // Not before the first that may have counted leaves, nor after the first that counts does.
  return first + window.length() < moment && moment <= oldest + window.length() + 1;
}

}  // namespace writ::model
