#include "server/service/convert.h"

#include "engine/base/status_macros.h"
#include "server/service/fields.h"
#include "server/service/limits.h"

namespace writ::server {
namespace {

void SetDigest(const Digest& digest, std::string* field) { field->assign(AsBytes(digest)); }

v1::Verdict ToVerdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::kDeny:
      return v1::VERDICT_DENY;
    case Verdict::kPermit:
      return v1::VERDICT_PERMIT;
    case Verdict::kAsk:
      return v1::VERDICT_ASK;
  }
  return v1::VERDICT_DENY;
}

const char* ResultName(ClauseResult result) {
  switch (result) {
    case ClauseResult::kFalse:
      return "false";
    case ClauseResult::kTrue:
      return "true";
    case ClauseResult::kError:
      return "error";
    case ClauseResult::kNotReached:
      return "not_reached";
  }
  return "";
}

// What stands before a clause's condition in the source.
const char* Keyword(const RuleDef& rule, const Clause& clause) {
  if (rule.effect == Effect::kLimit) return "";
  return clause.unless ? "unless " : "when ";
}

void DescribeClause(const RuleDef& rule, const Clause& clause, const Program& program,
                    v1::ClauseTrace& message) {
  message.set_text(Keyword(rule, clause) + clause.text);
  if (clause.source < program.sources.size()) {
    message.set_file(program.sources[clause.source].name);
  }
  message.set_line(clause.line);
  message.set_column(clause.column);
}

void ToMessage(const RuleTrace& trace, const Program& program, v1::RuleTrace& message) {
  if (trace.rule >= program.rules.size()) return;
  const RuleDef& rule = program.rules[trace.rule];
  message.set_rule(rule.name);
  message.set_effect(std::string(EffectName(rule.effect)));
  message.set_level(trace.level);
  for (size_t i = 0; i < trace.clauses.size(); ++i) {
    v1::ClauseTrace& clause = *message.add_clauses();
    if (i < rule.clauses.size()) DescribeClause(rule, rule.clauses[i], program, clause);
    clause.set_result(ResultName(trace.clauses[i].result));
    if (trace.clauses[i].result != ClauseResult::kError) continue;
    clause.set_error(std::string(ErrorName(trace.clauses[i].error)));
  }
}

void ToMessage(const Remedy& remedy, v1::Remedy& message) {
  message.set_remaining(remedy.remaining);
  message.set_wait_until_micros(remedy.wait_until);
  for (const std::string& approver : remedy.approvers) message.add_approvers(approver);
  for (const UnmetRule& unmet : remedy.unmet) {
    v1::UnmetRule& out = *message.add_unmet();
    out.set_rule(unmet.rule);
    out.set_clause(unmet.clause);
    for (const MissingFact& missing : unmet.facts) {
      v1::MissingFact& fact = *out.add_facts();
      fact.set_fact(missing.fact);
      fact.set_key(missing.key);
      fact.set_value(missing.value);
    }
  }
}

void ToMessage(const FactReading& reading, v1::FactReading& message) {
  message.set_fact(reading.fact);
  message.set_key(reading.key);
  message.set_before(reading.before);
  message.set_after(reading.after);
}

// What is wrong with the arguments denies the call: it is not an error of ours.
void ReadArguments(const v1::DecideRequest& message, CallRequest& call) {
  auto args = ReadJsonField("args_json", message.args_json(), "{}");
  if (args.ok()) {
    call.args = *std::move(args);
  } else {
    call.args_error = std::string(args.status().message());
  }
}

absl::StatusOr<Micros> LifetimeOf(const v1::GrantRequest& message) {
  int64_t seconds = message.lifetime_seconds();
  if (seconds == 0 && !message.parent().empty()) return 0;  // as long as the parent
  if (seconds == 0) seconds = kDefaultLifetimeSeconds;
  if (seconds < kMinLifetimeSeconds || seconds > kMaxLifetimeSeconds) {
    return absl::InvalidArgumentError("`lifetime_seconds` must be 1 to 31622400");
  }
  return seconds * 1'000'000;
}

}  // namespace

absl::StatusOr<CallRequest> FromMessage(const v1::DecideRequest& message) {
  const v1::CallAttributes& attributes = message.call();
  WRIT_RETURN_IF_ERROR(CheckTexts({{"agent", message.agent()},
                                   {"task_id", message.task_id()},
                                   {"action", message.action()},
                                   {"call.id", attributes.id()},
                                   {"call.ip", attributes.ip()},
                                   {"call.session", attributes.session()},
                                   {"idempotency_key", message.idempotency_key()},
                                   {"ticket", message.ticket()}}));
  CallRequest call;
  call.task_id = message.task_id();
  call.agent = message.agent();
  call.action = message.action();
  ReadArguments(message, call);
  call.call_id = attributes.id();
  call.ip = attributes.ip();
  call.session = attributes.session();
  call.idempotency_key = message.idempotency_key();
  call.want_trace = message.explain();
  call.ticket = message.ticket();
  call.want_token = message.has_token();
  return call;
}

absl::StatusOr<OutcomeReport> FromMessage(const v1::ReportOutcomeRequest& message) {
  WRIT_RETURN_IF_ERROR(
      CheckTexts({{"decision_id", message.decision_id(), true}, {"agent", message.agent(), true}}));
  OutcomeReport report;
  report.decision_id = message.decision_id();
  report.agent = message.agent();
  report.succeeded = message.succeeded();
  if (message.result_json().empty()) return report;
  WRIT_ASSIGN_OR_RETURN(report.result, ReadJsonField("result_json", message.result_json(), ""));
  return report;
}

absl::StatusOr<TokenPresented> FromMessage(const v1::RedeemRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"audience", message.audience(), true},
                                   {"action", message.action()},
                                   {"proof.method", message.proof().method()},
                                   {"proof.uri", message.proof().uri(), message.has_proof()}}));
  if (message.token().empty()) return absl::InvalidArgumentError("`token` is required");
  if (message.args_json().empty()) return absl::InvalidArgumentError("`args_json` is required");
  if (message.args_json().size() > kMaxJsonBytes) {
    return absl::InvalidArgumentError("`args_json` is longer than 65536 bytes");
  }
  TokenPresented presented;
  presented.token = message.token();
  presented.audience = message.audience();
  if (!message.action().empty()) presented.action = message.action();
  presented.args = Sha256(message.args_json());
  return presented;
}

absl::StatusOr<TicketAnswer> FromMessage(const v1::AnswerRequest& message) {
  WRIT_RETURN_IF_ERROR(
      CheckTexts({{"ticket", message.ticket(), true}, {"approver", message.approver(), true}}));
  return TicketAnswer{message.ticket(), message.approver(), false, message.note()};
}

TicketQuery FromMessage(const v1::ListApprovalsRequest& message) {
  TicketQuery query{message.approver(), message.after()};
  if (message.limit() != 0) query.limit = message.limit();
  return query;
}

absl::StatusOr<TaskGrant> FromMessage(const v1::GrantRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"type", message.type(), true},
                                   {"user", message.user(), message.parent().empty()},
                                   {"agent", message.agent(), true},
                                   {"task_id", message.task_id()},
                                   {"parent", message.parent()}}));
  TaskGrant grant;
  grant.task_id = message.task_id();
  grant.type = message.type();
  WRIT_ASSIGN_OR_RETURN(grant.params, ReadJsonField("params_json", message.params_json(), "{}"));
  grant.user = message.user();
  grant.agent = message.agent();
  WRIT_ASSIGN_OR_RETURN(grant.lifetime, LifetimeOf(message));
  grant.parent = message.parent();
  if (message.has_levels()) grant.levels = message.levels();
  return grant;
}

absl::StatusOr<std::shared_ptr<const RawValue>> KeysFromMessage(const v1::GetFactRequest& message) {
  WRIT_RETURN_IF_ERROR(CheckTexts({{"fact", message.fact(), true}}));
  return ReadJsonField("keys_json", message.keys_json(), "[]");
}

void ToMessage(const Decision& decision, v1::DecideReply& message) {
  message.set_verdict(ToVerdict(decision.verdict));
  message.set_reason(std::string(ReasonCode(decision.reason)));
  for (const std::string& rule : decision.rules) message.add_rules(rule);
  message.set_message(decision.message);
  message.set_detail(decision.detail);
  if (decision.remedy) ToMessage(*decision.remedy, *message.mutable_remedy());
  message.set_decision_id(decision.decision_id);
  message.set_log_index(decision.log_index);
  message.set_recorded(decision.recorded);
  message.set_denied_in(decision.denied_in);
  message.set_time_micros(decision.time);
  if (decision.approval) {
    message.mutable_approval()->set_ticket(decision.approval->ticket);
    message.mutable_approval()->set_expires_micros(decision.approval->expires);
  }
  if (!decision.token.empty()) {
    message.set_token(decision.token);
    message.set_token_expires_seconds(decision.token_grant->expires / 1'000'000);
  }
  SetDigest(decision.bundle, message.mutable_bundle_digest());
  if (decision.canonical_args.empty()) return;
  message.set_canonical_args(decision.canonical_args);
  SetDigest(decision.args_digest, message.mutable_args_sha256());
}

void ToMessage(const Decision& decision, const Program& program, v1::Trace& message) {
  for (const FactReading& reading : decision.facts) ToMessage(reading, *message.add_facts());
  if (program.digest() != decision.bundle) return;
  for (const RuleTrace& rule : decision.trace) ToMessage(rule, program, *message.add_rules());
}

void ToMessage(const OutcomeReceipt& receipt, v1::ReportOutcomeReply& message) {
  message.set_repeated(receipt.repeated);
  message.set_log_index(receipt.log_index);
  message.set_overrun(receipt.overrun);
}

void ToMessage(const TokenStanding& standing, v1::TokenReply& message) {
  message.set_good(standing.good);
  message.set_reason(standing.reason);
  message.set_message(standing.message);
  message.set_log_index(standing.log_index);
  if (!standing.claims) return;
  const Claims& claims = *standing.claims;
  v1::TokenClaims& out = *message.mutable_claims();
  out.set_issuer(claims.issuer);
  out.set_audience(claims.audience);
  out.set_user(claims.user);
  out.set_agent(claims.agent);
  out.set_task_id(claims.task_id);
  out.set_token_id(claims.id);
  out.set_issued_seconds(claims.issued);
  out.set_expires_seconds(claims.expires);
  out.set_action(claims.action);
  SetDigest(claims.args, out.mutable_args_sha256());
  SetDigest(claims.bundle, out.mutable_bundle_sha256());
  out.set_once(claims.once);
  out.set_key_thumbprint(claims.key_thumbprint);
}

void ToMessage(const TicketInfo& ticket, v1::Approval& message) {
  message.set_ticket(ticket.ticket);
  message.set_standing(ticket.standing);
  message.set_task_id(ticket.task_id);
  message.set_user(ticket.user);
  message.set_agent(ticket.agent);
  message.set_action(ticket.action);
  message.set_args_json(ticket.args_json);
  message.set_asked_micros(ticket.asked);
  message.set_expires_micros(ticket.expires);
  for (const TicketApprovalInfo& approval : ticket.approvals) {
    v1::NeededApproval& needed = *message.add_needed();
    needed.set_rule(approval.rule);
    needed.set_approver(approval.approver);
    needed.set_answer(approval.answer);
    needed.set_answered_micros(approval.answered);
  }
}

void ToMessage(const TaskInfo& task, v1::Task& message) {
  message.set_task_id(task.task_id);
  message.set_type(task.type);
  message.set_params_json(task.params_json);
  message.set_user(task.user);
  message.set_agent(task.agent);
  message.set_granted_micros(task.granted);
  message.set_expires_micros(task.expires);
  message.set_closed(task.closed);
  message.set_revoked(task.revoked);
  message.set_parent(task.parent);
  message.set_levels(task.levels);
  message.set_only(task.scope);
}

void ToMessage(const EventInfo& event, v1::Event& message) {
  message.set_index(event.index);
  message.set_kind(event.kind);
  message.set_time_micros(event.time);
  message.set_content(event.bytes);
  message.set_json(event.json);
}

void ToMessage(const ReplayReport& report, const TreeHead& head, v1::ReplayReply& message) {
  message.set_decisions(report.decisions);
  message.set_equal(report.equal);
  message.set_different(report.different);
  for (const ReplayReport::Difference& difference : report.differences) {
    v1::Difference& out = *message.add_differences();
    out.set_index(difference.index);
    out.set_what(difference.what);
  }
  message.set_tree_matches(report.tree_matches);
  message.set_log_size(head.size);
  SetDigest(head.root, message.mutable_root_sha256());
}

void ToMessage(const absl::Status& status, v1::DecideError& message) {
  message.set_code(static_cast<uint32_t>(status.code()));
  message.set_message(std::string(status.message()));
}

// The numbers of the two enums are the same by definition.
grpc::Status ToGrpc(const absl::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

}  // namespace writ::server
