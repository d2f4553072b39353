#include "server/service/calls.h"

namespace writ::server {

void Calls::Refuse() {
  absl::MutexLock lock(&mutex_);
  refusing_ = true;
}

bool Calls::AwaitNone(absl::Duration patience) {
  auto none = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return in_flight_ == 0; };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&none), patience);
}

bool Calls::Enter() {
  absl::MutexLock lock(&mutex_);
  ++in_flight_;
  return !refusing_;
}

void Calls::Leave() {
  absl::MutexLock lock(&mutex_);
  --in_flight_;
}

}  // namespace writ::server
