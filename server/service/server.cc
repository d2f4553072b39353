#include "server/service/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <chrono>
#include <utility>

#include "engine/base/status_macros.h"
#include "server/service/approvals.h"
#include "server/service/audit.h"
#include "server/service/calls.h"
#include "server/service/decisions.h"
#include "server/service/facts.h"
#include "server/service/limits.h"
#include "server/service/listener.h"
#include "server/service/policies.h"
#include "server/service/tasks.h"
#include "server/service/tokens.h"
#include "server/service/worker.h"

namespace writ::server {
namespace {

struct ChannelLimit {
  const char* name;
  int value;
};

constexpr ChannelLimit kChannelLimits[] = {
    {GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes},
    {GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreams},
    {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingMillis},
    {GRPC_ARG_HTTP2_MAX_PING_STRIKES, kMaxPingStrikes},
    {GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMillis},
    {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMillis},
    {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeMillis},
    {GRPC_ARG_MAX_CONNECTION_IDLE_MS, kMaxIdleMillis},
};

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  for (const ChannelLimit& limit : kChannelLimits) {
    builder.AddChannelArgument(limit.name, limit.value);
  }
}

class GrpcServer final : public Server {
 public:
  GrpcServer(Engine& engine, TokenIssuer* issuer, std::unique_ptr<Listener> listener)
      : listener_(std::move(listener)),
        replays_(kMaxWaitingReplays),
        proofs_(kMaxWaitingProofs),
        activations_(kMaxWaitingActivations),
        decisions_(engine, calls_),
        tasks_(engine, calls_),
        facts_(engine, calls_),
        audit_(engine, replays_, proofs_, calls_),
        policies_(engine, activations_, calls_),
        tokens_(engine, issuer, calls_),
        approvals_(engine, calls_) {}

  ~GrpcServer() override { Drain(); }

  // Whether the library could start.
  bool Serve() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    SetLimits(builder);
    RegisterAll(builder);
    acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
        grpc::InsecureServerCredentials());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return false;
    listener_->Start([this](int listener_fd, int fd) { TakeConnection(listener_fd, fd); });
    return true;
  }

  const ListenAddress& address() const override { return listener_->address(); }

  // The library is told to end only when there is nothing left to answer: by itself it
  // waits for every idle client to say goodbye, which takes them seconds.
  void Drain() override {
    listener_->Stop();
    if (server_ == nullptr) return;
    calls_.Refuse();
    calls_.AwaitNone(absl::Seconds(kDrainSeconds));
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_.reset();
  }

 private:
  void TakeConnection(int listener_fd, int fd) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.listener_fd = listener_fd;
    connection.fd = fd;
    acceptor_->HandleNewConnection(&connection);
  }

  void RegisterAll(grpc::ServerBuilder& builder) {
    builder.RegisterService(&decisions_);
    builder.RegisterService(&tasks_);
    builder.RegisterService(&facts_);
    builder.RegisterService(&audit_);
    builder.RegisterService(&policies_);
    builder.RegisterService(&tokens_);
    builder.RegisterService(&approvals_);
  }

  std::unique_ptr<Listener> listener_;
  Calls calls_;
  Worker replays_;
  Worker proofs_;
  Worker activations_;
  DecisionsService decisions_;
  TasksService tasks_;
  FactsService facts_;
  AuditService audit_;
  PoliciesService policies_;
  TokensService tokens_;
  ApprovalsService approvals_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Engine& engine, ListenAddress address,
                                                      TokenIssuer* issuer) {
  WRIT_ASSIGN_OR_RETURN(auto listener, Listener::Open(std::move(address)));
  auto server = std::make_unique<GrpcServer>(engine, issuer, std::move(listener));
  if (server->Serve()) return server;
  return absl::UnavailableError("the gRPC server does not start");
}

}  // namespace writ::server
