#include "engine/decision/release.h"

#include <utility>

namespace writ {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;

}  // namespace

Claims ClaimsOf(const Decision& decision, const std::string& issuer) {
  const TokenGrant& grant = *decision.token_grant;
  Claims claims;
  claims.issuer = issuer;
  claims.audience = grant.audience;
  claims.user = grant.user;
  claims.agent = grant.agent;
  claims.task_id = grant.task_id;
  claims.id = decision.decision_id;
  claims.issued = grant.issued / kMicrosPerSecond;
  claims.expires = grant.expires / kMicrosPerSecond;
  claims.action = grant.action;
  claims.args = decision.args_digest;
  claims.bundle = decision.bundle;
  claims.once = grant.once;
  claims.key_thumbprint = grant.key_thumbprint;
  return claims;
}

Releaser::Releaser(const TokenIssuer* issuer, bool inline_commands) : issuer_(issuer) {
  if (issuer == nullptr || inline_commands) return;
  for (int i = 0; i < kSigningThreads; ++i) threads_.emplace_back([this] { Loop(); });
}

Releaser::~Releaser() {
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

void Releaser::Release(Decision decision, Done done) {
  // Nothing that was not written may leave with a token.
  if (issuer_ == nullptr || !decision.token_grant || !decision.recorded) {
    return done(std::move(decision));
  }
  if (threads_.empty()) return Sign({std::move(decision), std::move(done)});
  absl::MutexLock lock(&mutex_);
  waiting_.push_back({std::move(decision), std::move(done)});
}

void Releaser::Sign(Waiting waiting) const {
  auto token = issuer_->Mint(ClaimsOf(waiting.decision, issuer_->name()));
  if (!token.ok()) return waiting.done(token.status());
  waiting.decision.token = *std::move(token);
  waiting.done(std::move(waiting.decision));
}

void Releaser::Loop() {
  auto ready = [this]()
                   ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return closing_ || !waiting_.empty(); };
  while (true) {
    mutex_.LockWhen(absl::Condition(&ready));
    if (waiting_.empty()) return mutex_.Unlock();
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    mutex_.Unlock();
    Sign(std::move(next));
  }
}

}  // namespace writ
