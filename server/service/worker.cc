#include "server/service/worker.h"

#include <utility>

namespace writ::server {

Worker::Worker(size_t max_waiting) : max_waiting_(max_waiting), thread_([this] { Loop(); }) {}

Worker::~Worker() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

bool Worker::Run(std::function<void()> job) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.size() >= max_waiting_) return false;
  waiting_.push_back(std::move(job));
  return true;
}

void Worker::Loop() {
  while (std::function<void()> job = Next()) job();
}

std::function<void()> Worker::Next() {
  auto ready = [this]()
                   ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
  absl::MutexLock lock(&mutex_, absl::Condition(&ready));
  if (waiting_.empty()) return nullptr;
  std::function<void()> job = std::move(waiting_.front());
  waiting_.pop_front();
  return job;
}

}  // namespace writ::server
