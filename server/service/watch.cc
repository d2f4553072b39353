#include "server/service/watch.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "server/service/convert.h"
#include "server/service/fields.h"

namespace writ::server {
namespace {

void Fill(Reason reason, const std::string& key, v1::WatchEvent& event) {
  event.set_ended(reason != Reason::kPermitted);
  event.set_reason(std::string(ReasonCode(reason)));
  event.set_what(key);
}

// The end can come at any time: before the first message is written, while it is, after
// it, or while the client goes away. Whoever sets `finishing_` ends the call, and nobody
// else does; what is started is started without the lock.
class Watcher final : public grpc::ServerWriteReactor<v1::WatchEvent> {
 public:
  explicit Watcher(Engine& engine) : engine_(engine), self_(std::make_shared<Self>()) {
    self_->watcher = this;
  }

  void Begin(const v1::WatchRequest& request) {
    absl::Status status =
        CheckTexts({{"task_id", request.task_id(), true}, {"action", request.action()}});
    if (!status.ok()) return End(status);
    auto standing = engine_.WatchTask(
        request.task_id(), request.action(),
        [self = self_](Reason reason, const std::string& key) { TellLate(*self, reason, key); });
    if (!standing.ok()) return End(standing.status());
    Fill(standing->reason, standing->key, first_);
    first_.set_expires_micros(standing->expires);
    bool over = first_.ended();
    {
      absl::MutexLock lock(&self_->mutex);
      watch_id_ = standing->watch_id;
      if (over) finishing_ = true;
    }
    if (over) return StartWriteAndFinish(&first_, grpc::WriteOptions(), grpc::Status::OK);
    StartWrite(&first_);
  }

  void OnWriteDone(bool ok) override {
    bool last = false;
    {
      absl::MutexLock lock(&self_->mutex);
      writing_ = false;
      if (finishing_ || (ok && !has_last_)) return;
      finishing_ = true;
      last = ok;
    }
    if (last) return StartWriteAndFinish(&last_, grpc::WriteOptions(), grpc::Status::OK);
    Finish(grpc::Status::CANCELLED);
  }

  void OnCancel() override {
    {
      absl::MutexLock lock(&self_->mutex);
      if (finishing_) return;
      finishing_ = true;
    }
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    {
      absl::MutexLock lock(&self_->mutex);
      self_->watcher = nullptr;
    }
    engine_.Unwatch(watch_id_);
    delete this;
  }

 private:
  // Outlives the call, for whoever comes with news too late.
  struct Self {
    absl::Mutex mutex;
    Watcher* watcher ABSL_GUARDED_BY(mutex) = nullptr;
  };

  static void TellLate(Self& self, Reason reason, const std::string& key) {
    Watcher* watcher = nullptr;
    {
      absl::MutexLock lock(&self.mutex);
      watcher = self.watcher;
      if (watcher == nullptr || watcher->finishing_) return;
      Fill(reason, key, watcher->last_);
      watcher->has_last_ = true;
      // Else it goes out when the first message has.
      if (watcher->writing_) return;
      watcher->finishing_ = true;
    }
    watcher->StartWriteAndFinish(&watcher->last_, grpc::WriteOptions(), grpc::Status::OK);
  }

  void End(const absl::Status& status) {
    {
      absl::MutexLock lock(&self_->mutex);
      finishing_ = true;
    }
    Finish(ToGrpc(status));
  }

  Engine& engine_;
  const std::shared_ptr<Self> self_;
  v1::WatchEvent first_, last_;
  uint64_t watch_id_ = 0;
  // Guarded by self_->mutex. The first message counts as being written from the start.
  bool writing_ = true;
  bool has_last_ = false;
  bool finishing_ = false;
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchEvent>* Watch(Engine& engine, const v1::WatchRequest& request) {
  auto* watcher = new Watcher(engine);
  watcher->Begin(request);
  return watcher;
}

}  // namespace writ::server
