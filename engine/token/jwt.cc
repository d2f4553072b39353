#include "engine/token/jwt.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/token/jose.h"

namespace writ {
namespace {

constexpr std::string_view kCodes[] = {
#define WRIT_REFUSAL(name, code, text) code,
#include "engine/token/refusals.def"
#undef WRIT_REFUSAL
};
constexpr std::string_view kTexts[] = {
#define WRIT_REFUSAL(name, code, text) text,
#include "engine/token/refusals.def"
#undef WRIT_REFUSAL
};

std::string HeaderOf(const PublicKey& key) {
  return Base64Url(absl::StrCat("{\"typ\":\"txntoken+jwt\",\"alg\":\"EdDSA\",\"kid\":\"",
                                key.thumbprint(), "\"}"));
}

}  // namespace

std::string_view RefusalCode(Refusal refusal) { return kCodes[static_cast<size_t>(refusal)]; }
std::string_view RefusalText(Refusal refusal) { return kTexts[static_cast<size_t>(refusal)]; }

absl::StatusOr<std::string> Mint(const Claims& claims, const Signer& signer) {
  std::string message =
      absl::StrCat(HeaderOf(signer.public_key()), ".", Base64Url(ClaimsJson(claims)));
  WRIT_ASSIGN_OR_RETURN(std::string signature, signer.Sign(message));
  return absl::StrCat(message, ".", Base64Url(signature));
}

std::variant<Claims, Refusal> Open(std::string_view token, absl::Span<const PublicKey> keys) {
  if (token.size() > kMaxTokenBytes) return Refusal::kMalformed;
  const size_t first = token.find('.');
  if (first == std::string_view::npos) return Refusal::kMalformed;
  const size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return Refusal::kMalformed;
  for (const PublicKey& key : keys) {
    if (HeaderOf(key) != token.substr(0, first)) continue;
    const auto signature = DecodeBase64Url(token.substr(second + 1));
    if (!signature) return Refusal::kMalformed;
    if (!key.Verify(token.substr(0, second), *signature)) return Refusal::kBadSignature;
    const auto json = DecodeBase64Url(token.substr(first + 1, second - first - 1));
    auto claims = json ? ReadClaims(*json) : std::nullopt;
    if (!claims) return Refusal::kMalformed;
    return *std::move(claims);
  }
  return Refusal::kUnknownKey;
}

std::optional<Refusal> Check(const Claims& claims, const Presented& presented) {
  if (claims.issuer != presented.issuer) return Refusal::kWrongIssuer;
  if (claims.issued > presented.now + kTokenSkewSeconds) return Refusal::kNotYet;
  if (presented.now >= claims.expires) return Refusal::kExpired;
  if (presented.audience && claims.audience != *presented.audience) return Refusal::kWrongAudience;
  if (presented.action && claims.action != *presented.action) return Refusal::kWrongAction;
  if (presented.args && claims.args != *presented.args) return Refusal::kWrongArguments;
  if (claims.key_thumbprint.empty() || !presented.needs_key) return std::nullopt;
  if (!presented.key_thumbprint) return Refusal::kKeyNotProved;
  if (claims.key_thumbprint != *presented.key_thumbprint) return Refusal::kWrongKey;
  return std::nullopt;
}

}  // namespace writ
