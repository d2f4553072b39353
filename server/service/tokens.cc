#include "server/service/tokens.h"

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/service/answer.h"
#include "server/service/fields.h"
#include "server/service/proof.h"

namespace writ::server {
namespace {

// A proof that does not fit is one more thing that is wrong with how a token is used.
void RefuseProof(const absl::Status& why, v1::TokenReply& reply) {
  reply.set_reason(std::string(RefusalCode(Refusal::kBadProof)));
  reply.set_message(std::string(why.message()));
}

absl::StatusOr<std::string> KeyProvedWith(const v1::RedeemRequest& request) {
  const v1::ProofOfKey& proof = request.proof();
  return CheckProof(proof.jwt(), {.method = proof.method().empty() ? "POST" : proof.method(),
                                  .uri = proof.uri(),
                                  .now = absl::ToUnixSeconds(absl::Now()),
                                  .token = request.token()});
}

}  // namespace

grpc::ServerUnaryReactor* TokensService::Introspect(grpc::CallbackServerContext* context,
                                                    const v1::IntrospectRequest* request,
                                                    v1::TokenReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    auto fill = [reply](const TokenStanding& standing) { ToMessage(standing, *reply); };
    engine_.Introspect({.token = request->token()}, AnswerWith<TokenStanding>(reactor, fill));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TokensService::Redeem(grpc::CallbackServerContext* context,
                                                const v1::RedeemRequest* request,
                                                v1::TokenReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(TokenPresented presented, FromMessage(*request));
    if (request->has_proof()) {
      auto thumbprint = KeyProvedWith(*request);
      if (!thumbprint.ok()) {
        RefuseProof(thumbprint.status(), *reply);
        return Reply(reactor);
      }
      presented.key_thumbprint = *std::move(thumbprint);
    }
    auto fill = [reply](const TokenStanding& standing) { ToMessage(standing, *reply); };
    engine_.Redeem(std::move(presented), AnswerWith<TokenStanding>(reactor, fill));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TokensService::Revoke(grpc::CallbackServerContext* context,
                                                const v1::RevokeTokenRequest* request,
                                                v1::RevokeTokenReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_RETURN_IF_ERROR(CheckTexts({{"token_id", request->token_id(), true}}));
    auto fill = [reply](uint64_t log_index) { reply->set_log_index(log_index); };
    engine_.RevokeToken(request->token_id(), AnswerWith<uint64_t>(reactor, fill));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* TokensService::Keys(grpc::CallbackServerContext* context,
                                              const v1::KeysRequest* request,
                                              v1::KeysReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    reply->set_jwks_json(issuer_ == nullptr ? "{\"keys\":[]}" : issuer_->Jwks());
    if (issuer_ != nullptr) reply->set_issuer(issuer_->name());
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* TokensService::RotateKey(grpc::CallbackServerContext* context,
                                                   const v1::RotateKeyRequest* request,
                                                   v1::RotateKeyReply* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    if (issuer_ == nullptr) return absl::FailedPreconditionError("the server signs no tokens");
    WRIT_ASSIGN_OR_RETURN(*reply->mutable_kid(), issuer_->Rotate());
    return Reply(reactor);
  });
}

}  // namespace writ::server
