// Proofs that a caller holds a private key: DPoP (RFC 9449) with Ed25519.
//
// What is not shown to fit is refused: a proof names its own key, but neither another
// algorithm nor another type is accepted, and every claim must be there. Pure.
#ifndef WRIT_SERVER_SERVICE_PROOF_H_
#define WRIT_SERVER_SERVICE_PROOF_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace writ::server {

inline constexpr size_t kMaxProofBytes = 8 * 1024;
// Between a proof's `iat` and now, either way.
inline constexpr int64_t kMaxProofAgeSeconds = 60;

struct ProofTerms {
  std::string method;  // `htm`
  std::string uri;     // `htu`
  int64_t now = 0;     // seconds since 1970
  // The token that is presented with it: its digest must be `ath`.
  std::optional<std::string> token;
};

// The RFC 7638 thumbprint of the key that was proved. InvalidArgument says what of the
// proof does not fit, never quoting it.
absl::StatusOr<std::string> CheckProof(const std::string& jwt, const ProofTerms& terms);

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_PROOF_H_
