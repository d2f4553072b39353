#include "server/service/what_if.h"

#include <utility>

#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "engine/bytecode/program.h"
#include "server/service/convert.h"
#include "server/service/limits.h"

namespace writ::server {

WhatIfStream::WhatIfStream(grpc::CallbackServerContext& context, Engine& engine, Worker& worker,
                           Calls& calls, std::atomic<int>& open)
    : context_(context), engine_(engine), worker_(worker), calls_(calls), open_(open) {
  if (++open_ <= kMaxWhatIfs) {
    StartRead(&request_);
  } else {
    Finish(ToGrpc(absl::ResourceExhaustedError("too many what-ifs at once")));
  }
}

void WhatIfStream::OnReadDone(bool ok) {
  if (ok && request_.bundle().size() > kMaxBundleBytes - bundle_.size()) {
    return Finish(ToGrpc(absl::InvalidArgumentError("`bundle` is larger than a bundle can be")));
  }
  if (ok) {
    bundle_ += request_.bundle();
    return StartRead(&request_);
  }
  // Counted from here on: a server that drains waits for what runs, and not for clients that
  // keep an idle stream.
  counted_ = true;
  if (!calls_.Enter()) {
    Finish(ToGrpc(absl::UnavailableError("the server is closing")));
  } else if (!worker_.Run([this] { Run(); })) {
    Finish(ToGrpc(absl::ResourceExhaustedError("too many replays and proofs wait")));
  }
}

void WhatIfStream::Run() {
  absl::Status status = FillLast();
  if (status.ok()) return StartWriteAndFinish(&next_, grpc::WriteOptions(), grpc::Status::OK);
  // What is still being sent will not be read.
  if (absl::IsDeadlineExceeded(status)) context_.TryCancel();
  Finish(ToGrpc(status));
}

absl::Status WhatIfStream::FillLast() {
  WRIT_ASSIGN_OR_RETURN(auto program, Program::Load(std::move(bundle_)));
  auto add = [this](const ChangedVerdict& change) { return Add(change); };
  WRIT_ASSIGN_OR_RETURN(WhatIfReport report, engine_.WhatIf(std::move(program), add));
  WRIT_RETURN_IF_ERROR(AwaitSent());
  ToMessage(report, next_);
  return absl::OkStatus();
}

absl::Status WhatIfStream::Add(const ChangedVerdict& change) {
  v1::ChangedVerdict& message = *next_.add_changes();
  ToMessage(change, message);
  next_bytes_ += message.ByteSizeLong();
  if (next_bytes_ < kWhatIfMessageBytes) return absl::OkStatus();
  WRIT_RETURN_IF_ERROR(AwaitSent());
  sent_.Swap(&next_);
  next_.Clear();
  next_bytes_ = 0;
  {
    absl::MutexLock lock(&mutex_);
    sending_ = true;
  }
  StartWrite(&sent_);
  return absl::OkStatus();
}

absl::Status WhatIfStream::AwaitSent() {
  auto sent = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !sending_ || gone_; };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(&sent), absl::Seconds(kMaxStallSeconds))) {
    return absl::DeadlineExceededError("the client does not read what it asked for");
  }
  return gone_ ? absl::CancelledError("the client is gone") : absl::OkStatus();
}

void WhatIfStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  sending_ = false;
  gone_ = gone_ || !ok;
}

void WhatIfStream::OnCancel() {
  absl::MutexLock lock(&mutex_);
  gone_ = true;
}

void WhatIfStream::OnDone() {
  --open_;
  if (counted_) calls_.Leave();
  delete this;
}

}  // namespace writ::server
