// An approval ticket as the store keeps it: what a call that must be approved waits for.
//
// A ticket stands for one exact call: task, agent, action, the bytes of its arguments and
// the bundle that asked. It holds an approval for each `ask` rule that held; all are
// needed, one refusal is enough to end it, and one permit uses it up. Its state over time
// is not stored: see StandingOf.
//
// Table::kTickets has two kinds of keys (docs/storage.md): 't' and the index gives the
// ticket; 'o', its end and the index stand for each ticket that was not ended, so that
// those which still matter are found without reading the others.
#ifndef WRIT_ENGINE_FACTS_TICKET_STATE_H_
#define WRIT_ENGINE_FACTS_TICKET_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/clock.h"
#include "engine/base/sha256.h"

namespace writ {

// What one approver said.
enum class Answer : uint8_t { kNone = 0, kApproved = 1, kRefused = 2 };

struct TicketApproval {
  std::string rule;      // qualified name of the ask
  std::string approver;  // id of the user who may answer
  Answer answer = Answer::kNone;
  Micros answered = 0;
};

struct TicketState {
  uint64_t index = 0;  // of the event that asked; not part of the encoding: it is the key
  std::string task_id, user, agent, action;
  Digest args{};    // of the canonical arguments
  Digest bundle{};  // that asked
  Micros asked = 0;
  Micros expires = 0;  // the first moment at which it is worth nothing
  std::vector<TicketApproval> approvals;
  bool used = false;
};

enum class Standing : uint8_t { kWaiting, kApproved, kRefused, kUsed, kExpired };
std::string_view StandingName(Standing standing);  // "waiting"
// What the ticket is worth at `now`. What was used or refused stays so.
Standing StandingOf(const TicketState& ticket, Micros now);

void EncodeTicket(const TicketState& ticket, ByteWriter& writer);
// A bad reader tells of bytes that are no ticket.
TicketState DecodeTicket(uint64_t index, ByteReader& reader);

// "a42" for the ticket that event 42 asked for, and back; nothing when the text is none.
std::string TicketId(uint64_t index);
std::optional<uint64_t> ParseTicketId(std::string_view id);

// The two keys of Table::kTickets.
std::string TicketKey(uint64_t index);
std::string OpenTicketKey(Micros expires, uint64_t index);
// The index in an open ticket's key.
uint64_t IndexOfOpenTicket(std::string_view key);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_TICKET_STATE_H_
