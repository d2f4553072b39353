// What can be revoked as such: an agent, a user, a tool, a server of tools. Every call
// that one of them has a part in is then denied, in whatever task, from the next on.
#ifndef WRIT_ENGINE_DECISION_REVOCATION_H_
#define WRIT_ENGINE_DECISION_REVOCATION_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/decision/call.h"

namespace writ {

// Its key in Table::kRevocations, and how events name it: "agent:travel-1".
std::string RevocationKey(PrincipalKind kind, std::string_view id);

// A row of Table::kRevocations, and what it says. DataLoss when it is damaged.
std::string EncodeRevocation(const RevocationInfo& info);
absl::StatusOr<RevocationInfo> DecodeRevocation(std::string_view key, std::string_view row);

// Why a call is denied that `key` stands in the way of.
Reason RevocationReason(std::string_view key);

// "agent"; and back, nothing for a text that is no kind.
std::string_view PrincipalName(PrincipalKind kind);
std::optional<PrincipalKind> ParsePrincipal(std::string_view name);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_REVOCATION_H_
