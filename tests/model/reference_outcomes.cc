// What becomes of the model's calls: reported outcomes, and leases that pass.
#include <algorithm>

#include "engine/value/canonical.h"
#include "tests/model/reference.h"

namespace writ::model {

// Which contributions of the call were taken out because nobody reported in time.
std::vector<bool> Reference::ReleasedOf(size_t call) const {
  std::vector<bool> released(calls_[call].ruling.contributions.size());
  for (const Event& event : history_) {
    if (event.kind != Kind::kRelease || event.call != call) continue;
    for (size_t i = 0; i < released.size(); ++i) released[i] = released[i] || event.released[i];
  }
  return released;
}

// When the next lease passes, and of which call.
std::optional<std::pair<Micros, size_t>> Reference::NextLease() const {
  std::optional<std::pair<Micros, size_t>> next;
  for (size_t call = 0; call < calls_.size(); ++call) {
    if (calls_[call].reported || calls_[call].ruling.contributions.empty()) continue;
    const std::vector<bool> released = ReleasedOf(call);
    for (size_t i = 0; i < released.size(); ++i) {
      const Micros after = model_.facts[calls_[call].ruling.contributions[i].fact].release;
      const std::pair<Micros, size_t> lease = {calls_[call].time + after, call};
      if (after != 0 && !released[i] && (!next || lease < *next)) next = lease;
    }
  }
  return next;
}

void Reference::ReleaseDue() {
  for (auto next = NextLease(); next && next->first <= last_time_; next = NextLease()) {
    const Call& call = calls_[next->second];
    const std::vector<bool> before = ReleasedOf(next->second);
    Event event{.kind = Kind::kRelease, .time = last_time_, .call = next->second};
    for (size_t i = 0; i < before.size(); ++i) {
      const Micros after = model_.facts[call.ruling.contributions[i].fact].release;
      event.released.push_back(after != 0 && !before[i] && call.time + after <= last_time_);
    }
    event.index = Record();
    history_.push_back(std::move(event));
  }
}

// What a success makes of what was reserved, and what it adds to facts over results.
void Reference::Settle(const ReportCommand& command, Event& event) {
  const Call& call = calls_[command.call];
  oracle::Case then = CaseOf(call.command, ChainOf(call.command.task), call.time);
  for (oracle::Level& level : then.levels) {
    level.world.roots[static_cast<size_t>(Root::kResult)] = command.result;
  }
  for (size_t i = 0; i < event.settled.size(); ++i) {
    const oracle::Contribution& made = call.ruling.contributions[i];
    const lang::Term* settle = model_.facts[made.fact].settle;
    if (settle == nullptr) continue;
    const Value value = oracle::Walker(then.levels[made.level].world, arena_).Evaluate(*settle);
    if (!value.is_error()) event.settled[i] = value;
  }
  Value ignored;
  event.on_success = oracle::ContributionsOf(then, true, ignored, arena_);
}

Reference::Receipt Reference::Report(const ReportCommand& command) {
  // A report looks at the clock first, whatever comes of it.
  Now();
  ReleaseDue();
  Call& call = calls_[command.call];
  if (call.ruling.verdict != Verdict::kPermit || call.command.agent != command.agent) {
    return Receipt::kUnknown;
  }
  if (call.reported) {
    const bool same = call.succeeded == command.succeeded &&
                      CanonicalBytes(call.result) == CanonicalBytes(command.result);
    return same ? Receipt::kRepeated : Receipt::kContradicts;
  }
  Event event{.kind = Kind::kOutcome, .time = last_time_, .call = command.call};
  event.settled.resize(call.ruling.contributions.size());
  if (command.succeeded) Settle(command, event);
  const std::vector<bool> released = ReleasedOf(command.call);
  const bool any = std::find(released.begin(), released.end(), true) != released.end();
  call.reported = true;
  call.succeeded = command.succeeded;
  call.result = command.result;
  event.index = Record();
  history_.push_back(std::move(event));
  return any && command.succeeded ? Receipt::kOverrun : Receipt::kRecorded;
}

}  // namespace writ::model
