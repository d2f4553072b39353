// A call by name with bytes for messages: for services whose stubs the system has not.
#ifndef WRIT_TESTS_INTEGRATION_RAW_CALL_H_
#define WRIT_TESTS_INTEGRATION_RAW_CALL_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

namespace writ::harness {

struct RawReply {
  grpc::Status status;
  std::string bytes;  // of the first message
};

// `method` is like "/grpc.health.v1.Health/Check". Sends one message, reads one.
RawReply RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                 const std::string& request);

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_RAW_CALL_H_
