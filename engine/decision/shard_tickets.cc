// Shard's commands on approval tickets: who may answer one, and when.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/decision/shard.h"
#include "engine/log/event.h"

namespace writ {
namespace {

absl::Status NoSuchTicket(const std::string& id) {
  return absl::NotFoundError(absl::StrCat("there is no ticket `", id, "`"));
}

bool Asks(const TicketState& ticket, const std::string& approver) {
  return std::any_of(ticket.approvals.begin(), ticket.approvals.end(),
                     [&](const TicketApproval& needed) { return needed.approver == approver; });
}

absl::Status WhoAsks(const TicketAnswer& answer) {
  return absl::PermissionDeniedError(
      absl::StrCat("`", answer.approver, "` is who asks: somebody else must answer"));
}

// Nobody approves what was asked for in his own name, nor does what acts for him: also
// when the policy names them.
absl::Status CheckApprover(const TicketState& ticket, const TicketAnswer& answer) {
  if (answer.approver == ticket.user || answer.approver == ticket.agent) {
    return WhoAsks(answer);
  }
  if (!Asks(ticket, answer.approver)) {
    return absl::PermissionDeniedError(
        absl::StrCat("`", answer.approver, "` is not asked to answer `", answer.ticket, "`"));
  }
  return absl::OkStatus();
}

// Whether the approver has said the same before.
bool SaidBefore(const TicketState& ticket, const TicketAnswer& answer) {
  const Answer said = answer.approve ? Answer::kApproved : Answer::kRefused;
  return std::all_of(ticket.approvals.begin(), ticket.approvals.end(),
                     [&](const TicketApproval& needed) {
                       return needed.approver != answer.approver || needed.answer == said;
                     });
}

}  // namespace

absl::StatusOr<std::optional<TicketState>> Shard::FindTicket(std::string_view id) {
  const auto index = ParseTicketId(id);
  if (!index) return std::optional<TicketState>();
  WRIT_ASSIGN_OR_RETURN(const std::string* bytes, state_.Get(Table::kTickets, TicketKey(*index)));
  if (bytes == nullptr) return std::optional<TicketState>();
  ByteReader reader(*bytes);
  TicketState ticket = DecodeTicket(*index, reader);
  if (!reader.done()) return absl::DataLossError("a ticket is damaged");
  return std::optional<TicketState>(std::move(ticket));
}

absl::StatusOr<std::optional<ApprovalWait>> Shard::WaitOf(uint64_t index,
                                                          const CallDecided& event) {
  if (event.verdict != static_cast<uint8_t>(Verdict::kAsk)) return std::nullopt;
  ApprovalWait wait;
  wait.ticket = event.opened ? TicketId(index) : std::string(event.ticket);
  WRIT_ASSIGN_OR_RETURN(auto ticket, FindTicket(wait.ticket));
  if (!ticket) return absl::DataLossError("the ticket of a decision is missing");
  wait.expires = ticket->expires;
  for (const TicketApproval& approval : ticket->approvals) {
    wait.approvals.push_back({approval.rule, approval.approver});
  }
  return wait;
}

// Nor an agent that the call's task passed through.
absl::Status Shard::CheckOutsider(const TicketState& ticket, const TicketAnswer& answer) {
  WRIT_ASSIGN_OR_RETURN(TaskChain chain, FindChain(ticket.task_id));
  for (const TaskView* task : chain) {
    if (answer.approver == task->state->user || answer.approver == task->state->agent) {
      return WhoAsks(answer);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<TicketState> Shard::AnswerTicket(const TicketAnswer& answer) {
  if (answer.note.size() > kMaxNoteBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("`note` is longer than ", kMaxNoteBytes, " bytes"));
  }
  WRIT_ASSIGN_OR_RETURN(auto ticket, FindTicket(answer.ticket));
  if (!ticket) return NoSuchTicket(answer.ticket);
  WRIT_RETURN_IF_ERROR(CheckApprover(*ticket, answer));
  WRIT_RETURN_IF_ERROR(CheckOutsider(*ticket, answer));
  const Moment moment = Now();
  if (moment.clock_back) {
    return absl::FailedPreconditionError(std::string(ReasonText(Reason::kClockBack)));
  }
  const Standing standing = StandingOf(*ticket, moment.time);
  if (standing != Standing::kUsed && SaidBefore(*ticket, answer)) return *std::move(ticket);
  if (standing != Standing::kWaiting && standing != Standing::kApproved) {
    return absl::FailedPreconditionError(
        absl::StrCat("the ticket `", answer.ticket, "` is ", std::string(StandingName(standing))));
  }
  WRIT_ASSIGN_OR_RETURN(bool open, StaysOpen(ticket->task_id, ticket->action, moment.time));
  if (!open) {
    return absl::FailedPreconditionError(
        absl::StrCat("the task of the ticket `", answer.ticket, "` has ended"));
  }
  const EventKind kind = answer.approve ? EventKind::kTicketApproved : EventKind::kTicketRefused;
  WRIT_RETURN_IF_ERROR(
      Append(Encode(moment.time, kind, TicketAnswered{ticket->index, answer.approver, answer.note}))
          .status());
  WRIT_ASSIGN_OR_RETURN(ticket, FindTicket(answer.ticket));
  return *std::move(ticket);
}

}  // namespace writ
