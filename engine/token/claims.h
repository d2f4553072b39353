// What a token for one call says, and its one form as JSON.
//
// A token is a transaction token: it stands for one decision about one exact call. The
// form is canonical: the same claims give the same bytes, and ReadClaims takes exactly the
// bytes that ClaimsJson writes. Pure.
#ifndef WRIT_ENGINE_TOKEN_CLAIMS_H_
#define WRIT_ENGINE_TOKEN_CLAIMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/sha256.h"

namespace writ {

struct Claims {
  std::string issuer;    // iss
  std::string audience;  // aud: who is to accept it, from the permit's rule
  std::string user;      // sub: on whose behalf
  std::string agent;     // act.sub: who calls
  std::string task_id;   // txn: the task is the transaction that calls belong to
  std::string id;        // jti: the decision's id, so a token is found by its decision
  int64_t issued = 0;    // iat: seconds since 1970
  int64_t expires = 0;   // exp: the first second at which it is worth nothing
  std::string action;    // scope, and tctx.action
  Digest args{};         // tctx.args_sha256: of the canonical arguments
  Digest bundle{};       // tctx.bundle_sha256: of the policy that permitted it
  bool once = false;     // tctx.once: its first use must redeem it
  // cnf.jkt: the thumbprint of the only key that it is good with; empty: its bearer's.
  std::string key_thumbprint;

  bool operator==(const Claims&) const = default;
};

std::string ClaimsJson(const Claims& claims);
// Nothing for any text that ClaimsJson does not write.
std::optional<Claims> ReadClaims(std::string_view json);

}  // namespace writ

#endif  // WRIT_ENGINE_TOKEN_CLAIMS_H_
