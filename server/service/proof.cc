#include "server/service/proof.h"

#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/sha256.h"
#include "engine/base/status_macros.h"
#include "engine/token/jose.h"
#include "engine/token/key.h"
#include "server/json/json.h"

namespace writ::server {
namespace {

absl::Status Unfit(const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("the proof's ", what));
}

// One part of a JWT: a JSON object.
absl::StatusOr<std::shared_ptr<const RawValue>> ReadPart(std::string_view part, const char* name) {
  const auto json = DecodeBase64Url(part);
  if (!json) return Unfit(absl::StrCat(name, " is not base64url"));
  auto value = ReadJson(*json);
  if (!value.ok() || !(*value)->value.is(Kind::kMap)) {
    return Unfit(absl::StrCat(name, " is no JSON object"));
  }
  return value;
}

// Null when it is not there.
const Value* Member(const Value& object, std::string_view name) {
  const MapRep& map = object.AsMap();
  for (uint32_t i = 0; i < map.size; ++i) {
    const Value& key = map.entries[i].key;
    if (key.is(Kind::kString) && key.AsText() == name) return &map.entries[i].value;
  }
  return nullptr;
}

bool Is(const Value& object, std::string_view name, std::string_view text) {
  const Value* member = Member(object, name);
  return member != nullptr && member->is(Kind::kString) && member->AsText() == text;
}

absl::StatusOr<PublicKey> KeyOf(const Value& header) {
  if (!Is(header, "typ", "dpop+jwt")) return Unfit("`typ` is not dpop+jwt");
  if (!Is(header, "alg", "EdDSA")) return Unfit("`alg` is not EdDSA");
  if (Member(header, "crit") != nullptr) return Unfit("`crit` names what is not understood");
  const Value* jwk = Member(header, "jwk");
  if (jwk == nullptr || !jwk->is(Kind::kMap)) return Unfit("`jwk` is missing");
  if (!Is(*jwk, "kty", "OKP") || !Is(*jwk, "crv", "Ed25519")) {
    return Unfit("`jwk` is no Ed25519 key");
  }
  if (Member(*jwk, "d") != nullptr) return Unfit("`jwk` holds a private key");
  const Value* x = Member(*jwk, "x");
  if (x == nullptr || !x->is(Kind::kString)) return Unfit("`jwk` has no `x`");
  const auto bytes = DecodeBase64Url(x->AsText());
  auto key = PublicKey::FromBytes(bytes ? *bytes : std::string());
  if (!key.ok()) return Unfit("`jwk` is no Ed25519 key");
  return key;
}

absl::Status CheckTime(const Value& claims, int64_t now) {
  const Value* issued = Member(claims, "iat");
  int64_t seconds = 0;
  if (issued == nullptr || !issued->is(Kind::kNumber) ||
      !absl::SimpleAtoi(absl::string_view(issued->AsText().data(), issued->AsText().size()),
                        &seconds)) {
    return Unfit("`iat` is no whole number of seconds");
  }
  if (seconds < now - kMaxProofAgeSeconds || seconds > now + kMaxProofAgeSeconds) {
    return Unfit(absl::StrCat("`iat` is more than ", kMaxProofAgeSeconds, " seconds from now"));
  }
  return absl::OkStatus();
}

absl::Status CheckClaims(const Value& claims, const ProofTerms& terms) {
  const Value* id = Member(claims, "jti");
  if (id == nullptr || !id->is(Kind::kString) || id->AsText().empty()) {
    return Unfit("`jti` is missing");
  }
  if (!Is(claims, "htm", terms.method)) return Unfit("`htm` is for another method");
  if (!Is(claims, "htu", terms.uri)) return Unfit("`htu` is for another address");
  if (terms.token && !Is(claims, "ath", Base64Url(AsBytes(Sha256(*terms.token))))) {
    return Unfit("`ath` is for another token");
  }
  return CheckTime(claims, terms.now);
}

}  // namespace

absl::StatusOr<std::string> CheckProof(const std::string& jwt, const ProofTerms& terms) {
  const std::string_view text(jwt);
  if (text.size() > kMaxProofBytes) {
    return Unfit(absl::StrCat("text is longer than ", kMaxProofBytes, " bytes"));
  }
  const size_t first = text.find('.'), last = text.rfind('.');
  if (first == last || text.find('.', first + 1) != last) return Unfit("text is no JWT");
  WRIT_ASSIGN_OR_RETURN(auto header, ReadPart(text.substr(0, first), "header"));
  WRIT_ASSIGN_OR_RETURN(PublicKey key, KeyOf(header->value));
  const auto signature = DecodeBase64Url(text.substr(last + 1));
  if (!signature || !key.Verify(text.substr(0, last), *signature)) {
    return Unfit("signature does not fit its key");
  }
  WRIT_ASSIGN_OR_RETURN(auto claims, ReadPart(text.substr(first + 1, last - first - 1), "payload"));
  WRIT_RETURN_IF_ERROR(CheckClaims(claims->value, terms));
  return key.thumbprint();
}

}  // namespace writ::server
