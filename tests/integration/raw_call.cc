#include "tests/integration/raw_call.h"

#include <grpcpp/generic/generic_stub.h>

#include <chrono>

namespace writ::harness {
namespace {

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// Whether the operation that was just started succeeded.
bool Await(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

RawReply RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                 const std::string& request) {
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  auto call = grpc::GenericStub(channel).PrepareCall(&context, method, &queue);
  RawReply reply;
  grpc::ByteBuffer answer;
  call->StartCall(nullptr);
  bool ok = Await(queue);
  if (ok) call->WriteLast(ToBuffer(request), grpc::WriteOptions(), nullptr), ok = Await(queue);
  if (ok) call->Read(&answer, nullptr), ok = Await(queue);
  if (ok) reply.bytes = ToString(answer);
  call->Finish(&reply.status, nullptr);
  Await(queue);
  return reply;
}

}  // namespace writ::harness
