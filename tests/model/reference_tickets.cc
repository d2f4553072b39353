// The model's tickets: what a call waits for, and who may answer it.
#include <algorithm>

#include "engine/value/canonical.h"
#include "tests/model/reference.h"

namespace writ::model {

const Ticket* Reference::FindTicket(const std::string& id) const {
  for (const Ticket& ticket : tickets_) {
    if (ticket.id == id) return &ticket;
  }
  return nullptr;
}

Ticket& Reference::TicketOf(const std::string& id) {
  return *std::find_if(tickets_.begin(), tickets_.end(),
                       [&id](const Ticket& ticket) { return ticket.id == id; });
}

std::string Reference::AnswerStanding(const Ticket& ticket, Micros now) const {
  size_t approved = 0;
  bool refused = false;
  for (const Ticket::Part& part : ticket.parts) {
    approved += part.answer == "approved" ? 1 : 0;
    refused = refused || part.answer == "refused";
  }
  if (ticket.used) return "used";
  if (refused) return "refused";
  if (now >= ticket.expires) return "expired";
  return approved == ticket.parts.size() ? "approved" : "waiting";
}

std::string Reference::StandingOf(const std::string& id) const {
  const Ticket* ticket = FindTicket(id);
  return ticket == nullptr ? "" : AnswerStanding(*ticket, ReadingTime());
}

// The ticket of another task or agent is told as unknown.
Reason Reference::TicketRefusal(const CallCommand& command) const {
  if (command.ticket.empty()) return Reason::kPermitted;
  const Ticket* ticket = FindTicket(command.ticket);
  if (ticket == nullptr) return Reason::kUnknownTicket;
  const CallCommand& asked = calls_[ticket->call].command;
  if (asked.task != command.task || asked.agent != command.agent) return Reason::kUnknownTicket;
  if (asked.action != command.action ||
      CanonicalBytes(asked.args) != CanonicalBytes(command.args)) {
    return Reason::kTicketMismatch;
  }
  const std::string standing = AnswerStanding(*ticket, last_time_);
  if (standing == "used") return Reason::kTicketUsed;
  if (standing == "refused") return Reason::kTicketRefused;
  return standing == "expired" ? Reason::kTicketExpired : Reason::kPermitted;
}

// The call waits: with the ticket that it has, when that asks all whom it needs, else
// with a new one.
void Reference::Wait(const Chain& chain, Call& call) {
  const Ticket* has = FindTicket(call.command.ticket);
  const auto asks_for = [has](const oracle::Approval& needed) {
    return std::any_of(has->parts.begin(), has->parts.end(),
                       [&](const Ticket::Part& part) { return part.needed == needed; });
  };
  const std::vector<oracle::Approval>& asks = call.ruling.asks;
  if (has != nullptr && std::all_of(asks.begin(), asks.end(), asks_for)) {
    call.ticket = has->id;
    return;
  }
  Ticket ticket{"a" + std::to_string(call.index), calls_.size(), INT64_MAX, {}, false};
  for (const Task* task : chain) ticket.expires = std::min(ticket.expires, task->expires);
  for (const oracle::Approval& needed : asks) {
    ticket.parts.push_back({needed});
    for (const lang::Rule& rule : model_.rules) {
      if (rule.name != needed.rule) continue;
      const Micros within = Micros{rule.ask->within_seconds} * 1'000'000;
      ticket.expires = std::min(ticket.expires, call.time + within);
    }
  }
  call.ticket = ticket.id;
  tickets_.push_back(std::move(ticket));
}

Reference::Heard Reference::AnswerTicket(const AnswerCommand& command) {
  const Ticket* ticket = FindTicket(command.ticket);
  if (ticket == nullptr) return Heard::kNoTicket;
  const CallCommand& asked = calls_[ticket->call].command;
  const Chain chain = ChainOf(asked.task);
  bool is_asked = false;
  for (const Ticket::Part& part : ticket->parts) {
    is_asked = is_asked || part.needed.approver == command.approver;
  }
  for (const Task* task : chain) {
    if (command.approver == task->grant.user || command.approver == task->grant.agent) {
      is_asked = false;
    }
  }
  if (!is_asked) return Heard::kNotAsked;
  Now();
  if (ClockIsBack()) return Heard::kTooLate;
  const std::string says = command.approve ? "approved" : "refused";
  bool said = true;
  for (const Ticket::Part& part : ticket->parts) {
    if (part.needed.approver == command.approver) said = said && part.answer == says;
  }
  const std::string standing = AnswerStanding(*ticket, last_time_);
  if (said && standing != "used") return Heard::kTaken;
  if (standing != "waiting" && standing != "approved") return Heard::kTooLate;
  if (StandingOf(chain) != Reason::kPermitted) return Heard::kTooLate;
  if (RevokedIn(chain, asked.action) != Reason::kPermitted) return Heard::kTooLate;
  Record();
  for (Ticket::Part& part : TicketOf(command.ticket).parts) {
    if (part.needed.approver == command.approver) part.answer = says;
  }
  return Heard::kTaken;
}

}  // namespace writ::model
