// One thread for jobs that take long, so that they never hold the threads that answer
// decisions. Jobs run one at a time, in order.
#ifndef WRIT_SERVER_SERVICE_WORKER_H_
#define WRIT_SERVER_SERVICE_WORKER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace writ::server {

class Worker {
 public:
  explicit Worker(size_t max_waiting);
  // Runs what waits, then stops.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Thread-safe. False, and `job` is dropped, when `max_waiting` jobs wait already.
  [[nodiscard]] bool Run(std::function<void()> job);

 private:
  void Loop();
  // Nothing when there is nothing left to do, ever.
  std::function<void()> Next();

  const size_t max_waiting_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace writ::server

#endif  // WRIT_SERVER_SERVICE_WORKER_H_
