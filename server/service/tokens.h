// writ.v1.Tokens on an engine and an issuer. Thread-safe.
#ifndef WRIT_SERVER_SERVICE_TOKENS_H_
#define WRIT_SERVER_SERVICE_TOKENS_H_

#include "engine/engine.h"
#include "engine/token/key_store.h"
#include "server/api/writ/v1/tokens.grpc.pb.h"
#include "server/service/calls.h"

namespace writ::server {

class TokensService final : public v1::Tokens::CallbackService {
 public:
  // All must outlive the service. Without an issuer (null) there are no keys, and no token
  // is good.
  TokensService(Engine& engine, TokenIssuer* issuer, Calls& calls)
      : engine_(engine), issuer_(issuer), calls_(calls) {}

  grpc::ServerUnaryReactor* Introspect(grpc::CallbackServerContext* context,
                                       const v1::IntrospectRequest* request,
                                       v1::TokenReply* reply) override;
  grpc::ServerUnaryReactor* Redeem(grpc::CallbackServerContext* context,
                                   const v1::RedeemRequest* request,
                                   v1::TokenReply* reply) override;
  grpc::ServerUnaryReactor* Revoke(grpc::CallbackServerContext* context,
                                   const v1::RevokeTokenRequest* request,
                                   v1::RevokeTokenReply* reply) override;
  grpc::ServerUnaryReactor* Keys(grpc::CallbackServerContext* context,
                                 const v1::KeysRequest* request, v1::KeysReply* reply) override;
  grpc::ServerUnaryReactor* RotateKey(grpc::CallbackServerContext* context,
                                      const v1::RotateKeyRequest* request,
                                      v1::RotateKeyReply* reply) override;

 private:
  Engine& engine_;
  TokenIssuer* const issuer_;
  Calls& calls_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_TOKENS_H_
