// Release, the last step: signs the token of a permit, only now that the permit is durable,
// and off the threads that decide and write.
//
// A decision without a token is handed on at once, on the calling thread.
#ifndef WRIT_ENGINE_DECISION_RELEASE_H_
#define WRIT_ENGINE_DECISION_RELEASE_H_

#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "engine/decision/call.h"
#include "engine/token/key_store.h"

namespace writ {

// A signature costs tens of microseconds.
inline constexpr int kSigningThreads = 2;

class Releaser {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<Decision>)>;

  // Without an issuer (null) no decision carries a token. `issuer` outlives it. With
  // `inline_commands` it signs on the calling thread.
  Releaser(const TokenIssuer* issuer, bool inline_commands);
  ~Releaser();  // releases what waits
  Releaser(const Releaser&) = delete;
  Releaser& operator=(const Releaser&) = delete;

  // Thread-safe. Gives `done` the decision with its token; an error when it could not be
  // signed: the permit stands in the log, and its caller treats it as an unknown outcome.
  void Release(Decision decision, Done done);

 private:
  struct Waiting {
    Decision decision;
    Done done;
  };

  void Sign(Waiting waiting) const;
  void Loop();

  const TokenIssuer* const issuer_;
  absl::Mutex mutex_;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  bool closing_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

// What the token of `decision` says. The decision has a token_grant.
Claims ClaimsOf(const Decision& decision, const std::string& issuer);

}  // namespace writ

#endif  // WRIT_ENGINE_DECISION_RELEASE_H_
