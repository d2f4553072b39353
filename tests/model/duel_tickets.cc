// Approvers: those who are asked, and others.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/model/duel.h"

namespace writ::model {

std::string Duel::SomeTicket() {
  if (tickets_.empty() || random_.OneIn(10)) return "a0";
  const size_t newest = std::min<size_t>(tickets_.size(), 4);
  return tickets_[tickets_.size() - 1 - random_.Below(newest)].first;
}

void Duel::AnswerTicket() {
  if (tickets_.empty() && !random_.OneIn(12)) return Decide();
  const std::vector<std::string> users = {"ana", "bob", "cat", "cat", "bot"};
  AnswerCommand command{SomeTicket(), random_.Pick(users), !random_.OneIn(8)};
  const Ticket* ticket = reference_->FindTicket(command.ticket);
  if (ticket != nullptr && !random_.OneIn(5)) {
    command.approver = random_.Pick(ticket->parts).needed.approver;
  }
  Tell(
      absl::StrCat(command.approver, command.approve ? " approves " : " refuses ", command.ticket));
  using Heard = Reference::Heard;
  const Heard expected = reference_->AnswerTicket(command);
  struct TicketAnswer answer {
    command.ticket, command.approver, command.approve, "said"
  };
  auto got = Await<TicketInfo>([&](auto done) { engine_->AnswerTicket(answer, std::move(done)); });
  const Heard is = got.ok()                                   ? Heard::kTaken
                   : absl::IsNotFound(got.status())           ? Heard::kNoTicket
                   : absl::IsPermissionDenied(got.status())   ? Heard::kNotAsked
                   : absl::IsFailedPrecondition(got.status()) ? Heard::kTooLate
                                                              : Heard(-1);
  if (is != expected) {
    return Differ(absl::StrCat("answer to ", command.ticket, ": expected ",
                               static_cast<int>(expected), ", got ", got.status().message()));
  }
  static constexpr const char* kNames[] = {"", " without ticket", " not asked", " too late"};
  Count(absl::StrCat(command.approve ? "approve" : "refuse", kNames[static_cast<size_t>(is)]),
        true);
  if (got.ok()) CompareTicket(command.ticket, *got);
}

void Duel::CompareTicket(const std::string& id, const TicketInfo& info) {
  const Ticket* expected = reference_->FindTicket(id);
  const std::string standing = reference_->StandingOf(id);
  if (info.standing != standing || info.expires != expected->expires ||
      info.approvals.size() != expected->parts.size()) {
    return Differ(absl::StrCat("the ticket ", id, " is ", info.standing, " and not ", standing));
  }
  for (size_t i = 0; i < info.approvals.size(); ++i) {
    const TicketApprovalInfo& got = info.approvals[i];
    const Ticket::Part& part = expected->parts[i];
    if (got.rule != part.needed.rule || got.approver != part.needed.approver ||
        got.answer != part.answer) {
      return Differ(absl::StrCat("the ticket ", id, " asks ", got.approver, " by ", got.rule, ": ",
                                 got.answer, " and not ", part.needed.approver, " by ",
                                 part.needed.rule, ": ", part.answer));
    }
  }
}

}  // namespace writ::model
