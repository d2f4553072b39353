// Tokens for one call as JWTs (RFC 7519): minted, and checked again.
//
// The header is {"typ":"txntoken+jwt","alg":"EdDSA","kid":…} and nothing else. Verify
// compares it with the header that the named key would write, byte by byte: no other
// algorithm, type or member is ever looked at. Any JOSE library can check a token with the
// issuer's public keys (docs/for_services.md). Pure.
#ifndef WRIT_ENGINE_TOKEN_JWT_H_
#define WRIT_ENGINE_TOKEN_JWT_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/token/claims.h"
#include "engine/token/key.h"

namespace writ {

// A longer text is not looked at.
inline constexpr size_t kMaxTokenBytes = 8 * 1024;
// How far the clocks of two machines may be apart, when an `iat` lies in the future.
inline constexpr int64_t kTokenSkewSeconds = 5;

enum class Refusal : uint8_t {
#define WRIT_REFUSAL(name, code, text) k##name,
#include "engine/token/refusals.def"
#undef WRIT_REFUSAL
};
std::string_view RefusalCode(Refusal refusal);  // "wrong_audience"
std::string_view RefusalText(Refusal refusal);

// An error means that the key could not sign.
absl::StatusOr<std::string> Mint(const Claims& claims, const Signer& signer);

// What a token must be good for, when it is presented; what is not set is not asked.
struct Presented {
  std::string issuer;
  int64_t now = 0;  // seconds since 1970
  std::optional<std::string> audience, action;
  std::optional<Digest> args;
  // Of the key that was proved with the token.
  std::optional<std::string> key_thumbprint;
  // Whether a token that is bound to a key needs that key: Introspect asks for none.
  bool needs_key = true;
};

// The signed claims, whatever they say.
std::variant<Claims, Refusal> Open(std::string_view token, absl::Span<const PublicKey> keys);
// The first thing that is wrong with them; nothing when they are good.
std::optional<Refusal> Check(const Claims& claims, const Presented& presented);

}  // namespace writ

#endif  // WRIT_ENGINE_TOKEN_JWT_H_
