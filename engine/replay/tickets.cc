#include "engine/replay/tickets.h"

#include <algorithm>
#include <variant>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/replay/replay.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"

namespace writ {
namespace {

// Open tickets stand before all others: their keys begin with 'o'.
constexpr char kEndOfOpen[] = "p";

absl::Status NoSuchTicket(const std::string& id) {
  return absl::NotFoundError(absl::StrCat("there is no ticket `", id, "`"));
}

std::string AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kNone:
      return "none";
    case Answer::kApproved:
      return "approved";
    case Answer::kRefused:
      return "refused";
  }
  return "none";
}

bool WaitsFor(const TicketState& ticket, const std::string& approver) {
  return std::any_of(ticket.approvals.begin(), ticket.approvals.end(),
                     [&](const TicketApproval& needed) {
                       return needed.approver == approver && needed.answer == Answer::kNone;
                     });
}

// The first key of a page: behind the one that the page before ended with, and past all
// that have expired.
absl::StatusOr<std::string> FirstKey(const std::string& after, Micros now) {
  // A ticket is worth nothing from its end on.
  const std::string live = OpenTicketKey(now + 1, 0);
  if (after.empty()) return live;
  std::string key;
  if (!absl::WebSafeBase64Unescape(after, &key) || key.empty() || key[0] != 'o' ||
      OpenTicketKey(0, 0).size() != key.size()) {
    return absl::InvalidArgumentError("`after` is not what a page gave");
  }
  return std::max(live, key + '\0');
}

}  // namespace

absl::StatusOr<TicketState> TicketReader::Read(uint64_t index) const {
  WRIT_ASSIGN_OR_RETURN(auto bytes, store_.Get(Table::kTickets, TicketKey(index)));
  if (!bytes) return NoSuchTicket(TicketId(index));
  ByteReader reader(*bytes);
  TicketState ticket = DecodeTicket(index, reader);
  if (!reader.done()) return absl::DataLossError("a ticket is damaged");
  return ticket;
}

// What the approver sees is what would run: the arguments are fitted to the action as they
// were when they were judged. A policy that is not the one that asked cannot do that, and
// its ticket is worth nothing anyway.
absl::StatusOr<std::string> TicketReader::ArgsOf(const TicketState& ticket) const {
  WRIT_ASSIGN_OR_RETURN(auto entry, store_.Get(Table::kEntries, EntryKey(ticket.index)));
  if (!entry) return absl::DataLossError("the event of a ticket is missing");
  WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(*entry));
  WRIT_ASSIGN_OR_RETURN(CallDecided call, DecodeCallDecided(event));
  Replayer replayer(store_);
  WRIT_ASSIGN_OR_RETURN(std::string_view bytes, replayer.Body(call.body_is_digest, call.body));
  WRIT_ASSIGN_OR_RETURN(CallBody body, DecodeCallBody(bytes));
  Arena arena;
  WRIT_ASSIGN_OR_RETURN(Value args, DecodeCanonical(body.args, arena));
  const Program& program = policy_->program();
  const ActionDef* action = program.FindAction(ticket.action);
  if (action == nullptr || program.digest() != ticket.bundle) return ToJson(args);
  auto fitted = Conform(args, *action->args, arena);
  const Value* value = std::get_if<Value>(&fitted);
  return ToJson(value == nullptr ? args : *value);
}

absl::StatusOr<TicketInfo> TicketReader::InfoOf(const TicketState& ticket) const {
  TicketInfo info;
  info.ticket = TicketId(ticket.index);
  info.standing = StandingName(StandingOf(ticket, now_));
  info.task_id = ticket.task_id;
  info.user = ticket.user;
  info.agent = ticket.agent;
  info.action = ticket.action;
  WRIT_ASSIGN_OR_RETURN(info.args_json, ArgsOf(ticket));
  info.asked = ticket.asked;
  info.expires = ticket.expires;
  for (const TicketApproval& needed : ticket.approvals) {
    info.approvals.push_back(
        {needed.rule, needed.approver, AnswerName(needed.answer), needed.answered});
  }
  return info;
}

absl::StatusOr<TicketInfo> TicketReader::Get(const std::string& id) const {
  const auto index = ParseTicketId(id);
  if (!index) return NoSuchTicket(id);
  WRIT_ASSIGN_OR_RETURN(TicketState ticket, Read(*index));
  return InfoOf(ticket);
}

absl::StatusOr<TicketPage> TicketReader::List(const TicketQuery& query) const {
  if (query.limit < 1 || query.limit > kMaxTicketPage) {
    return absl::InvalidArgumentError(absl::StrCat("`limit` must be 1 to ", kMaxTicketPage));
  }
  WRIT_ASSIGN_OR_RETURN(std::string from, FirstKey(query.after, now_));
  WRIT_ASSIGN_OR_RETURN(auto rows, store_.Scan(Table::kTickets, from, kEndOfOpen, kMaxTicketPage));
  TicketPage page;
  std::string last;
  for (const KeyValue& row : rows) {
    if (page.tickets.size() == query.limit) break;
    last = row.key;
    WRIT_ASSIGN_OR_RETURN(TicketState ticket, Read(IndexOfOpenTicket(row.key)));
    if (!query.approver.empty() && !WaitsFor(ticket, query.approver)) continue;
    WRIT_ASSIGN_OR_RETURN(TicketInfo info, InfoOf(ticket));
    page.tickets.push_back(std::move(info));
  }
  const bool more = rows.size() == kMaxTicketPage || (!rows.empty() && last != rows.back().key);
  if (more) page.next = absl::WebSafeBase64Escape(last);
  return page;
}

}  // namespace writ
