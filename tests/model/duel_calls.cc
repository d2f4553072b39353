// Calls, with idempotency keys and tickets, and their outcomes.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/value/text.h"
#include "tests/model/duel.h"
#include "tests/oracle/inputs.h"

namespace writ::model {

CallCommand Duel::SomeCall() {
  const lang::Model& model = policy_->model();
  const lang::Action& action = random_.Pick(model.actions);
  CallCommand command;
  command.task = SomeTask();
  const auto own = agents_.find(command.task);
  command.agent = own == agents_.end() || random_.OneIn(20) ? "eve" : own->second;
  command.action = random_.OneIn(40) ? "no.such" : action.name;
  command.args = oracle::MakeValue(*action.args, random_, arena_);
  command.session = random_.OneIn(2) ? "s1" : "";
  if (random_.OneIn(8)) command.key = absl::StrCat("k", random_.Below(6));
  if (random_.OneIn(60)) command.ticket = SomeTicket();
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
  for (int i = 0; i < 6 && command.key.empty(); ++i) command = random_.Pick(commands_);
  if (random_.OneIn(4)) command.agent = "eve";
  DecideBoth(std::move(command));
}

// A call that waits for an approval, with its ticket; perhaps not quite that call.
void Duel::Retry() {
  if (tickets_.empty()) return Decide();
  const size_t newest = std::min<size_t>(tickets_.size(), 4);
  auto [ticket, command] = tickets_[tickets_.size() - 1 - random_.Below(newest)];
  if (!random_.OneIn(4)) AnswerTicket();
  command.ticket = random_.OneIn(12) ? "a1" : ticket;
  const lang::Action* action = policy_->model().FindAction(command.action);
  if (random_.OneIn(12)) command.args = oracle::MakeValue(*action->args, random_, arena_);
  if (random_.OneIn(12)) command.task = SomeTask();
  if (random_.OneIn(3)) command.key = absl::StrCat("k", random_.Below(6));
  if (ok_) DecideBoth(std::move(command));
}

void Duel::DecideBoth(CallCommand command) {
  Tell(absl::StrCat("decide in ", command.task, " by ", command.agent, ": ", command.action, " ",
                    writ::ToSource(command.args), " session `", command.session, "` key `",
                    command.key, "` ticket `", command.ticket, "`"));
  CallRequest request;
  request.task_id = command.task;
  request.agent = command.agent;
  request.action = command.action;
  request.session = command.session;
  request.idempotency_key = command.key;
  request.ticket = command.ticket;
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
  Count(expected.repeated ? "repeat" : "decide", true);
  if (expected.repeated) return;
  ++tally_.calls;
  ++(got->verdict == Verdict::kPermit ? tally_.permits : tally_.denials);
  ++tally_.reasons[std::string(ReasonCode(got->reason))];
  made_.push_back({got->decision_id, command.agent, expected.call, got->verdict == Verdict::kPermit,
                   Value(), false, false});
  if (expected.ask != nullptr) tickets_.emplace_back(expected.ask->id, command);
  for (const oracle::Contribution& c : expected.ruling.contributions) CompareFact(c.fact, c.keys);
}

void Duel::Report() {
  if (made_.empty()) return Decide();
  size_t number = made_.size() - 1 - random_.Below(std::min<size_t>(made_.size(), 12));
  // Of the others, only now and then: they all get the same answer.
  while (number > 0 && !made_[number].permitted && !random_.OneIn(12)) --number;
  Made& made = made_[number];
  ReportCommand command{made.call, random_.OneIn(20) ? "eve" : made.agent, !random_.OneIn(3),
                        made.result};
  if (made.reported && !random_.OneIn(3)) command.succeeded = made.succeeded;
  const bool again = made.reported && command.succeeded == made.succeeded && !random_.OneIn(4);
  if (!again) {
    command.result = Value();
    for (const lang::Action& candidate : policy_->model().actions) {
      if (candidate.name != reference_->ActionOf(made.call)) continue;
      command.result = oracle::MakeValue(*candidate.result, random_, arena_);
    }
  }
  Tell(absl::StrCat("report of ", made.decision_id, " by ", command.agent,
                    command.succeeded ? ": success " : ": failure ",
                    writ::ToSource(command.result)));
  OutcomeReport report;
  report.decision_id = made.decision_id;
  report.agent = command.agent;
  report.succeeded = command.succeeded;
  if (!command.result.is(Kind::kAbsent)) report.result = Raw(command.result);
  using Receipt = Reference::Receipt;
  const Receipt expected = reference_->Report(command);
  auto got =
      Await<OutcomeReceipt>([&](auto done) { engine_->ReportOutcome(report, std::move(done)); });
  const Receipt is = absl::IsFailedPrecondition(got.status()) ? Receipt::kContradicts
                     : !got.ok()                              ? Receipt::kUnknown
                     : got->repeated                          ? Receipt::kRepeated
                     : got->overrun                           ? Receipt::kOverrun
                                                              : Receipt::kRecorded;
  if (is != expected || (!got.ok() && is == Receipt::kUnknown && !absl::IsNotFound(got.status()))) {
    return Differ(absl::StrCat("the outcome of ", made.decision_id, ": expected ",
                               static_cast<int>(expected), ", got ", static_cast<int>(is), " ",
                               got.status().message()));
  }
  static constexpr const char* kNames[] = {"report", "report overrun", "report repeated",
                                           "report contradicting", "report unknown"};
  Count(kNames[static_cast<size_t>(is)], true);
  if (is != Receipt::kRecorded && is != Receipt::kOverrun) return;
  ++tally_.outcomes;
  made.reported = true;
  made.succeeded = command.succeeded;
  made.result = command.result;
  CompareFacts();
}

}  // namespace writ::model
