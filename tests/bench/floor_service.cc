#include "tests/bench/floor_service.h"

#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "server/api/writ/v1/decisions.grpc.pb.h"

namespace writ::bench {
namespace {

class FloorService final : public v1::Decisions::CallbackService {
 public:
  explicit FloorService(const v1::DecideReply& reply) : reply_(reply) {}

  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context, const v1::DecideRequest*,
                                   v1::DecideReply* reply) override {
    *reply = reply_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const v1::DecideReply reply_;
};

class FloorServerImpl final : public FloorServer {
 public:
  FloorServerImpl(const v1::DecideReply& reply, std::string address)
      : service_(reply), address_(std::move(address)) {}
  ~FloorServerImpl() override {
    if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
  }

  bool Serve() {
    const bool any_port = address_.empty();
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(any_port ? "127.0.0.1:0" : address_, grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    if (any_port) address_ = absl::StrCat("127.0.0.1:", port);
    return server_ != nullptr && port != 0;
  }

  const std::string& address() const override { return address_; }

 private:
  FloorService service_;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FloorServer>> FloorServer::Start(const v1::DecideReply& reply,
                                                                const std::string& address) {
  auto server = std::make_unique<FloorServerImpl>(reply, address);
  if (server->Serve()) return server;
  return absl::UnavailableError("the floor's gRPC server does not start");
}

}  // namespace writ::bench
