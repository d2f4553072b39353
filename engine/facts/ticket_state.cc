#include "engine/facts/ticket_state.h"

#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace writ {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kOpenKeyBytes = 1 + 8 + 8;

void ReadDigest(ByteReader& reader, Digest& digest) {
  std::string_view bytes = reader.Raw(digest.size());
  if (reader.ok()) std::memcpy(digest.data(), bytes.data(), digest.size());
}

TicketApproval ReadApproval(ByteReader& reader) {
  TicketApproval approval;
  approval.rule = reader.Text();
  approval.approver = reader.Text();
  const uint8_t answer = reader.U8();
  if (answer > static_cast<uint8_t>(Answer::kRefused)) reader.Bad();
  approval.answer = static_cast<Answer>(answer);
  approval.answered = static_cast<Micros>(reader.U64());
  return approval;
}

}  // namespace

std::string_view StandingName(Standing standing) {
  switch (standing) {
    case Standing::kWaiting:
      return "waiting";
    case Standing::kApproved:
      return "approved";
    case Standing::kRefused:
      return "refused";
    case Standing::kUsed:
      return "used";
    case Standing::kExpired:
      return "expired";
  }
  return {};
}

Standing StandingOf(const TicketState& ticket, Micros now) {
  if (ticket.used) return Standing::kUsed;
  bool all = true;
  for (const TicketApproval& approval : ticket.approvals) {
    if (approval.answer == Answer::kRefused) return Standing::kRefused;
    all = all && approval.answer == Answer::kApproved;
  }
  if (now >= ticket.expires) return Standing::kExpired;
  // A ticket that asks nobody is worth nothing.
  return all && !ticket.approvals.empty() ? Standing::kApproved : Standing::kWaiting;
}

void EncodeTicket(const TicketState& ticket, ByteWriter& writer) {
  writer.U8(kVersion);
  for (const std::string* text : {&ticket.task_id, &ticket.user, &ticket.agent, &ticket.action}) {
    writer.Text(*text);
  }
  writer.Raw(AsBytes(ticket.args));
  writer.Raw(AsBytes(ticket.bundle));
  writer.U64(static_cast<uint64_t>(ticket.asked));
  writer.U64(static_cast<uint64_t>(ticket.expires));
  writer.Varint(static_cast<uint32_t>(ticket.approvals.size()));
  for (const TicketApproval& approval : ticket.approvals) {
    writer.Text(approval.rule);
    writer.Text(approval.approver);
    writer.U8(static_cast<uint8_t>(approval.answer));
    writer.U64(static_cast<uint64_t>(approval.answered));
  }
  writer.U8(ticket.used ? 1 : 0);
}

TicketState DecodeTicket(uint64_t index, ByteReader& reader) {
  TicketState ticket;
  ticket.index = index;
  if (reader.U8() != kVersion) reader.Bad();
  for (std::string* text : {&ticket.task_id, &ticket.user, &ticket.agent, &ticket.action}) {
    *text = reader.Text();
  }
  ReadDigest(reader, ticket.args);
  ReadDigest(reader, ticket.bundle);
  ticket.asked = static_cast<Micros>(reader.U64());
  ticket.expires = static_cast<Micros>(reader.U64());
  const uint32_t count = reader.Varint();
  if (count > reader.remaining()) reader.Bad();
  for (uint32_t i = 0; reader.ok() && i < count; ++i) {
    ticket.approvals.push_back(ReadApproval(reader));
  }
  const uint8_t used = reader.U8();
  if (used > 1) reader.Bad();
  ticket.used = used == 1;
  return ticket;
}

std::string TicketId(uint64_t index) { return absl::StrCat("a", index); }

std::optional<uint64_t> ParseTicketId(std::string_view id) {
  uint64_t index;
  if (id.size() < 2 || id[0] != 'a') return std::nullopt;
  if (!absl::SimpleAtoi(absl::string_view(id.data() + 1, id.size() - 1), &index)) {
    return std::nullopt;
  }
  // One ticket, one name: no sign, no leading zero.
  if (TicketId(index) != id) return std::nullopt;
  return index;
}

std::string TicketKey(uint64_t index) {
  std::string key = "t";
  ByteWriter(key).U64(index);
  return key;
}

std::string OpenTicketKey(Micros expires, uint64_t index) {
  std::string key = "o";
  ByteWriter writer(key);
  writer.U64(static_cast<uint64_t>(expires));
  writer.U64(index);
  return key;
}

uint64_t IndexOfOpenTicket(std::string_view key) {
  if (key.size() != kOpenKeyBytes) return 0;
  ByteReader reader(key.substr(1 + 8));
  return reader.U64();
}

}  // namespace writ
