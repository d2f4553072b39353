#include "tests/crash/ledger.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace writ::crash {

void Ledger::Asks() {
  absl::MutexLock lock(&mutex_);
  ++requests_;
}

void Ledger::IsAnswered() {
  absl::MutexLock lock(&mutex_);
  ++answers_;
}

void Ledger::IsTold(ToldEvent event) {
  absl::MutexLock lock(&mutex_);
  if (!indexes_.insert(event.log_index).second) {
    differences_.push_back(
        absl::StrCat("event ", event.log_index, " was told for two different requests"));
  }
  if (event.kind == "call_decided") ++decisions_;
  events_.push_back(std::move(event));
}

void Ledger::Spends(const std::string& task_id, int64_t cents, int64_t tickets) {
  absl::MutexLock lock(&mutex_);
  Account& account = accounts_[task_id];
  account.spent += cents;
  account.tickets += tickets;
  if (tickets > 0) ++permits_;
}

void Ledger::Witnesses(uint64_t log_size, std::string note) {
  absl::MutexLock lock(&mutex_);
  if (log_size < checkpoint_size_) return;
  checkpoint_size_ = log_size;
  checkpoint_ = std::move(note);
}

void Ledger::Differs(std::string what) {
  absl::MutexLock lock(&mutex_);
  differences_.push_back(std::move(what));
}

void Ledger::HasNoAnswer(std::string why) {
  absl::MutexLock lock(&mutex_);
  if (no_answer_.empty()) no_answer_ = std::move(why);
}

std::string Ledger::no_answer() {
  absl::MutexLock lock(&mutex_);
  return no_answer_;
}

void Ledger::BeginCycle() {
  absl::MutexLock lock(&mutex_);
  no_answer_.clear();
  requests_ = answers_ = 0;
}

void Ledger::ClientStarts() {
  absl::MutexLock lock(&mutex_);
  ++working_;
}

void Ledger::ClientStops() {
  absl::MutexLock lock(&mutex_);
  --working_;
}

void Ledger::Await(Moment moment) {
  const size_t& counted = moment.after == Moment::After::kAnswers ? answers_ : requests_;
  auto come = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return counted >= moment.count || working_ == 0;
  };
  absl::MutexLock lock(&mutex_, absl::Condition(&come));
}

size_t Ledger::answers() {
  absl::MutexLock lock(&mutex_);
  return answers_;
}

size_t Ledger::decisions() {
  absl::MutexLock lock(&mutex_);
  return decisions_;
}

size_t Ledger::permits() {
  absl::MutexLock lock(&mutex_);
  return permits_;
}

std::vector<std::string> Ledger::differences() {
  absl::MutexLock lock(&mutex_);
  return differences_;
}

}  // namespace writ::crash
