#include "server/service/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/service/audit.h"
#include "server/service/decisions.h"
#include "server/service/facts.h"
#include "server/service/limits.h"
#include "server/service/tasks.h"
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
    // Two servers never share a port by accident.
    {GRPC_ARG_ALLOW_REUSEPORT, 0},
};

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  for (const ChannelLimit& limit : kChannelLimits) {
    builder.AddChannelArgument(limit.name, limit.value);
  }
}

class GrpcServer final : public Server {
 public:
  GrpcServer(Engine& engine, ListenAddress address)
      : address_(std::move(address)),
        replays_(kMaxWaitingReplays),
        decisions_(engine),
        tasks_(engine),
        facts_(engine),
        audit_(engine, replays_) {}

  ~GrpcServer() override { Drain(); }

  // Whether it listens.
  bool Listen() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    SetLimits(builder);
    RegisterAll(builder);
    int port = 0;
    builder.AddListeningPort(address_.ToString(), grpc::InsecureServerCredentials(), &port);
    server_ = builder.BuildAndStart();
    if (address_.path.empty()) address_.port = port;
    return server_ != nullptr;
  }

  const ListenAddress& address() const override { return address_; }

  void Drain() override {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(kDrainSeconds));
    server_->Wait();
    server_.reset();
  }

 private:
  void RegisterAll(grpc::ServerBuilder& builder) {
    builder.RegisterService(&decisions_);
    builder.RegisterService(&tasks_);
    builder.RegisterService(&facts_);
    builder.RegisterService(&audit_);
  }

  ListenAddress address_;
  Worker replays_;
  DecisionsService decisions_;
  TasksService tasks_;
  FactsService facts_;
  AuditService audit_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Engine& engine, ListenAddress address) {
  auto server = std::make_unique<GrpcServer>(engine, address);
  if (server->Listen()) return server;
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address.ToString()));
}

}  // namespace writ::server
