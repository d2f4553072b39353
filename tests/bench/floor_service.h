// The least that a gRPC server of ours could cost: it reads a DecideRequest, decides
// nothing, keeps nothing, and sends the reply that it was given.
#ifndef WRIT_TESTS_BENCH_FLOOR_SERVICE_H_
#define WRIT_TESTS_BENCH_FLOOR_SERVICE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/api/writ/v1/decisions.pb.h"

namespace writ::bench {

class FloorServer {
 public:
  // Listens on a free port of 127.0.0.1, or on `unix:PATH` when `address` says so. Every
  // call gets `reply`: hand over one that a real server gave, so that the sizes agree.
  static absl::StatusOr<std::unique_ptr<FloorServer>> Start(const v1::DecideReply& reply,
                                                            const std::string& address = {});
  virtual ~FloorServer() = default;  // ends the calls in flight

  // For grpc::CreateChannel.
  virtual const std::string& address() const = 0;
};

}  // namespace writ::bench

#endif  // WRIT_TESTS_BENCH_FLOOR_SERVICE_H_
