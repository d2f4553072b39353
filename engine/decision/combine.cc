// Combine: from what the rules gave to the verdict, by rule R4. Pure. The only place
// that makes a permit.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/decision/pipeline.h"
#include "engine/decision/revocation.h"
#include "engine/decision/scope.h"
#include "engine/value/text.h"

namespace writ {
namespace {

// Bytes of a scope that a decision shows.
constexpr size_t kMaxScopeShown = 200;

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

Judgement Refused(const Call& call) {
  Judgement judgement{.reason = call.refusal};
  if (call.refusal == Reason::kBadArguments) judgement.detail = call.read->misfit;
  if (call.refusal == RevocationReason(call.moment.revoked)) {
    judgement.detail = absl::StrCat("revoked: ", call.moment.revoked);
  }
  if (call.refused_level > 0) {
    judgement.detail = absl::StrCat("this is about `", call.chain[call.refused_level]->state->id,
                                    "`, which the task was granted under");
  }
  return judgement;
}

// The id of the task that denied, when the call is in more than one.
std::string DeniedIn(const Call& call, const Outcome& outcome) {
  if (call.chain.size() < 2) return "";
  bool refused = call.refusal != Reason::kPermitted;
  return call.chain[refused ? call.refused_level : outcome.level]->state->id;
}

Judgement Forbidden(const Outcome& outcome) {
  return {.reason = Reason::kForbidden, .rules = outcome.forbids};
}

// "`travel.frozen` errs at line 12: a number is out of the range of its type"
std::string Describe(const Program& program, const RuleFailure& failure) {
  const RuleDef& rule = program.rules[failure.rule];
  uint32_t line =
      failure.clause < rule.clauses.size() ? rule.clauses[failure.clause].line : rule.line;
  return absl::StrCat("`", rule.name, "` errs at line ", line, ": ",
                      View(ErrorMeaning(failure.error)));
}

Judgement Failed(const Program& program, const Outcome& outcome) {
  Judgement judgement{.reason = Reason::kRuleError};
  for (const RuleFailure& failure : outcome.failures) judgement.rules.push_back(failure.rule);
  judgement.detail = Describe(program, outcome.failures.front());
  return judgement;
}

Judgement FactFailed(const Outcome& outcome) {
  return {.reason = Reason::kFactError,
          .detail = std::string(ErrorMeaning(outcome.update_error.AsError()))};
}

Judgement OverLimit(const Outcome& outcome) {
  Judgement judgement{.reason = Reason::kLimit};
  for (const BrokenLimit& limit : outcome.limits) judgement.rules.push_back(limit.rule);
  const Value& remaining = outcome.limits.front().remaining;
  if (!remaining.is(Kind::kAbsent)) judgement.remaining = ToSource(remaining);
  judgement.wait_until = outcome.limits.front().wait_until;
  return judgement;
}

// At most so many bytes of it, and whole characters.
std::string_view Beginning(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<uint8_t>(text[most]) & 0xc0) == 0x80) --most;
  return text.substr(0, most);
}

Judgement OutOfScope(const Call& call, const Outcome& outcome) {
  const TaskView& task = *call.chain[outcome.level];
  std::string_view text = Beginning(ScopeText(*task.scope), kMaxScopeShown);
  return {.reason = outcome.scope,
          .detail = absl::StrCat("`", task.state->id, "` was granted for: ", View(text))};
}

bool IsApproved(const Call& call, const AskedApproval& asked) {
  if (call.ticket == nullptr || asked.approver.empty()) return false;
  const std::string& rule = call.policy->program().rules[asked.rule].name;
  const auto& approvals = call.ticket->approvals;
  return std::any_of(approvals.begin(), approvals.end(), [&](const TicketApproval& approval) {
    return approval.rule == rule && approval.approver == asked.approver &&
           approval.answer == Answer::kApproved;
  });
}

bool AllApproved(const Call& call, const Outcome& outcome) {
  return std::all_of(outcome.asks.begin(), outcome.asks.end(),
                     [&](const AskedApproval& asked) { return IsApproved(call, asked); });
}

// What nobody can approve is denied; so is what more would have to approve than a ticket
// can hold.
Judgement Asked(const Call& call, const Outcome& outcome) {
  Judgement judgement{.verdict = Verdict::kAsk, .reason = Reason::kNeedsApproval};
  std::vector<uint32_t> nobody;
  for (const AskedApproval& asked : outcome.asks) {
    if (asked.approver.empty()) nobody.push_back(asked.rule);
    if (!IsApproved(call, asked)) judgement.rules.push_back(asked.rule);
  }
  if (!nobody.empty()) return {.reason = Reason::kNoApprover, .rules = std::move(nobody)};
  if (outcome.asks.size() > kMaxTicketApprovals) {
    return {.reason = Reason::kNoApprover,
            .rules = std::move(judgement.rules),
            .detail = absl::StrCat("it needs more than ", kMaxTicketApprovals, " approvals")};
  }
  return judgement;
}

// The verdict with every rule that had a part in it.
Judgement Judge(const Call& call, const Facts& facts, const Outcome& outcome) {
  const Program& program = call.policy->program();
  if (call.refusal != Reason::kPermitted) return Refused(call);
  if (!outcome.forbids.empty()) return Forbidden(outcome);
  if (outcome.scope != Reason::kPermitted) return OutOfScope(call, outcome);
  if (outcome.permits.empty() && outcome.failures.empty()) return {.reason = Reason::kNoPermit};
  if (outcome.update_error.is_error()) return FactFailed(outcome);
  if (!outcome.limits.empty()) return OverLimit(outcome);
  if (!outcome.failures.empty()) return Failed(program, outcome);
  for (const Value& after : outcome.updated) {
    // A limit names the fact, yet did not stop the call: nothing may stand on an Error.
    if (after.is_error()) return {.reason = Reason::kFactError};
  }
  if (outcome.updated.size() != facts.updates.size()) return {};
  if (!AllApproved(call, outcome)) return Asked(call, outcome);
  return {.verdict = Verdict::kPermit, .reason = Reason::kPermitted, .rules = outcome.permits};
}

}  // namespace

Judgement Combine(const Call& call, const Facts& facts, const Outcome& outcome) {
  Judgement judgement = Judge(call, facts, outcome);
  if (judgement.verdict == Verdict::kDeny) judgement.denied_in = DeniedIn(call, outcome);
  if (judgement.rules.size() > kMaxNamedRules) judgement.rules.resize(kMaxNamedRules);
  return judgement;
}

}  // namespace writ
