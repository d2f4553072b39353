#include "server/service/stream.h"

#include <memory>
#include <utility>

#include "engine/base/failpoint.h"
#include "server/service/convert.h"
#include "server/service/decide.h"
#include "server/service/limits.h"

namespace writ::server {

DecideStream::DecideStream(Engine& engine, Calls& calls) : engine_(engine), calls_(calls) {
  StartRead(&request_);
}

void DecideStream::OnReadDone(bool ok) {
  if (ok) {
    {
      absl::MutexLock lock(&mutex_);
      ++in_flight_;
    }
    // Not under the lock: the answer may come at once, on this thread.
    Decide(request_);
  }
  Next next;
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    ended_ = ended_ || !ok;
    next = Plan();
  }
  Do(next);
}

// Each call is counted until its reply is sent, and not the stream: a server that drains
// waits for calls, and not for clients that keep an idle stream.
void DecideStream::Decide(const v1::DecideStreamRequest& request) {
  auto reply = std::make_shared<v1::DecideStreamReply>();
  reply->set_sequence(request.sequence());
  const bool entered = calls_.Enter();
  auto answer = [this, reply](const absl::Status& status) {
    if (!status.ok()) {
      ToMessage(status, *reply->mutable_result()->mutable_error());
    }
    Send(std::move(*reply));
  };
  if (!entered) return answer(absl::UnavailableError("the server is closing"));
  DecideInto(engine_, request.request(), *reply->mutable_result()->mutable_reply(), answer);
}

void DecideStream::Send(v1::DecideStreamReply reply) {
  const bool twice = !Pass(Failpoint::kReplyDuplicate).ok() && calls_.Enter();
  Next next;
  {
    absl::MutexLock lock(&mutex_);
    if (twice) replies_.push_back(reply), ++in_flight_;
    replies_.push_back(std::move(reply));
    next = Plan();
  }
  Do(next);
}

void DecideStream::OnWriteDone(bool ok) {
  Next next;
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    broken_ = broken_ || !ok;
    replies_.pop_front();
    --in_flight_;
    calls_.Leave();
    next = Plan();
  }
  Do(next);
}

DecideStream::Next DecideStream::Plan() {
  Next next;
  if (finished_) return next;
  if (broken_ && !writing_) {
    for (; !replies_.empty(); replies_.pop_front(), --in_flight_) calls_.Leave();
    ended_ = true;
  }
  if (!reading_ && !ended_ && in_flight_ < kMaxStreamedCalls) next.read = reading_ = true;
  if (!writing_ && !replies_.empty()) next.write = writing_ = true;
  next.finish = finished_ = ended_ && !reading_ && !writing_ && in_flight_ == 0;
  return next;
}

void DecideStream::Do(Next next) {
  if (next.write) {
    const v1::DecideStreamReply* first;
    {
      absl::MutexLock lock(&mutex_);
      first = &replies_.front();
    }
    StartWrite(first);
  }
  if (next.read) StartRead(&request_);
  if (next.finish) Finish(grpc::Status::OK);
}

}  // namespace writ::server
