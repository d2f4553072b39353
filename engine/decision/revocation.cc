#include "engine/decision/revocation.h"

#include "engine/base/bytes.h"

namespace writ {
namespace {

struct Row {
  PrincipalKind kind;
  std::string_view name;
  Reason reason;
};
constexpr Row kRows[] = {
    {PrincipalKind::kAgent, "agent", Reason::kAgentRevoked},
    {PrincipalKind::kUser, "user", Reason::kUserRevoked},
    {PrincipalKind::kTool, "tool", Reason::kToolRevoked},
    {PrincipalKind::kServer, "server", Reason::kToolRevoked},
};

}  // namespace

std::string_view PrincipalName(PrincipalKind kind) {
  for (const Row& row : kRows) {
    if (row.kind == kind) return row.name;
  }
  return {};
}

std::optional<PrincipalKind> ParsePrincipal(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

std::string RevocationKey(PrincipalKind kind, std::string_view id) {
  std::string key(PrincipalName(kind));
  key.push_back(':');
  return key.append(id);
}

std::string EncodeRevocation(const RevocationInfo& info) {
  std::string row;
  ByteWriter writer(row);
  writer.U64(static_cast<uint64_t>(info.since));
  writer.Text(info.reason);
  return row;
}

absl::StatusOr<RevocationInfo> DecodeRevocation(std::string_view key, std::string_view row) {
  size_t colon = key.find(':');
  auto kind = ParsePrincipal(key.substr(0, colon));
  ByteReader reader(row);
  RevocationInfo info{.revoked = true, .since = static_cast<Micros>(reader.U64())};
  info.reason = reader.Text();
  if (!kind || colon == std::string_view::npos || !reader.done()) {
    return absl::DataLossError("a revocation is damaged");
  }
  info.kind = *kind;
  info.id = key.substr(colon + 1);
  return info;
}

Reason RevocationReason(std::string_view key) {
  std::string_view name = key.substr(0, key.find(':'));
  for (const Row& row : kRows) {
    if (row.name == name) return row.reason;
  }
  // No key that the engine wrote; whatever it stands for denies.
  return Reason::kUnavailable;
}

}  // namespace writ
