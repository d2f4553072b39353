// The one place where messages of the public API become values of the engine and back.
// Pure: no clock, no engine, no I/O.
//
// From a message: InvalidArgument names the field that does not fit. The arguments of a
// call are the exception: what is wrong with them denies the call and is recorded, so
// they travel on as `CallRequest::args_error`.
#ifndef WRIT_SERVER_SERVICE_CONVERT_H_
#define WRIT_SERVER_SERVICE_CONVERT_H_

#include <grpcpp/support/status.h>

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"
#include "engine/decision/call.h"
#include "engine/engine.h"
#include "server/api/writ/v1/approvals.pb.h"
#include "server/api/writ/v1/audit.pb.h"
#include "server/api/writ/v1/decisions.pb.h"
#include "server/api/writ/v1/facts.pb.h"
#include "server/api/writ/v1/tasks.pb.h"
#include "server/api/writ/v1/tokens.pb.h"

namespace writ::server {

absl::StatusOr<CallRequest> FromMessage(const v1::DecideRequest& message);
absl::StatusOr<OutcomeReport> FromMessage(const v1::ReportOutcomeRequest& message);
// Without the key that its proof shows: that takes a clock (proof.h).
absl::StatusOr<TokenPresented> FromMessage(const v1::RedeemRequest& message);
// Whether it approves is for the caller to say.
absl::StatusOr<TicketAnswer> FromMessage(const v1::AnswerRequest& message);
TicketQuery FromMessage(const v1::ListApprovalsRequest& message);
absl::StatusOr<TaskGrant> FromMessage(const v1::GrantRequest& message);
absl::StatusOr<FactPut> FromMessage(const v1::PutFactRequest& message);
absl::StatusOr<FactRemove> FromMessage(const v1::DeleteFactRequest& message);
absl::StatusOr<EntityPut> FromMessage(const v1::PutEntityRequest& message);
absl::StatusOr<GroupsPut> FromMessage(const v1::SetGroupsRequest& message);
absl::StatusOr<EntityRemove> FromMessage(const v1::DeleteEntityRequest& message);
// The error of one change starts with its line.
absl::StatusOr<std::vector<FactChange>> FromMessage(const v1::LoadRequest& message);
absl::StatusOr<TaskRevoke> FromMessage(const v1::RevokeTaskRequest& message);
absl::StatusOr<RevocationSet> FromMessage(const v1::RevokePrincipalRequest& message, bool revoked);
absl::StatusOr<TaskFilter> FromMessage(const v1::ListTasksRequest& message);
// Of a list; 0 is the default.
absl::StatusOr<size_t> PageSizeOf(uint32_t given);
// The keys of a fact to read.
absl::StatusOr<std::shared_ptr<const RawValue>> KeysFromMessage(const v1::GetFactRequest& message);

// All but the trace.
void ToMessage(const Decision& decision, v1::DecideReply& message);
// The trace, in the words of the program that decided. Facts only when `program` is
// another one: rule numbers of one program mean nothing in the other.
void ToMessage(const Decision& decision, const Program& program, v1::Trace& message);
void ToMessage(const OutcomeReceipt& receipt, v1::ReportOutcomeReply& message);
void ToMessage(const TokenStanding& standing, v1::TokenReply& message);
void ToMessage(const TicketInfo& ticket, v1::Approval& message);
void ToMessage(const TaskInfo& task, v1::Task& message);
void ToMessage(const FactInfo& fact, v1::Fact& message);
void ToMessage(const RevocationInfo& info, v1::Revocation& message);
void ToMessage(const EventInfo& event, v1::Event& message);
void ToMessage(const ReplayReport& report, const TreeHead& head, v1::ReplayReply& message);
void ToMessage(const ChangedVerdict& change, v1::ChangedVerdict& message);
// The last message of a what-if: all but the changes.
void ToMessage(const WhatIfReport& report, v1::WhatIfReply& message);

// The same code and text.
void ToMessage(const absl::Status& status, v1::DecideError& message);
grpc::Status ToGrpc(const absl::Status& status);

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_CONVERT_H_
