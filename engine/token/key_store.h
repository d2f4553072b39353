// The issuer's keys as files, and the issuer that signs with the newest of them.
//
// A directory holds `0001.key`, `0002.key` …: mode 0600, never changed once written. The highest
// number signs; those before it were retired by a rotation and only check what they signed. A key
// that others could read is refused, not used.
#ifndef WRIT_ENGINE_TOKEN_KEY_STORE_H_
#define WRIT_ENGINE_TOKEN_KEY_STORE_H_

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "engine/token/jwt.h"

namespace writ {

// The newest keys that are told to others and accepted. A token lives a minute at most, so
// an older key has nothing left to check.
inline constexpr size_t kMaxTokenKeys = 8;

// Thread-safe.
class TokenIssuer {
 public:
  // Reads the keys of `directory`; makes it, and a first key, when there is none.
  // FailedPrecondition, naming the file, when a key is no key or others could read it.
  static absl::StatusOr<std::unique_ptr<TokenIssuer>> Open(const std::string& directory,
                                                           const std::string& name);
  // With one key that lives as long as the issuer. For tests.
  static std::unique_ptr<TokenIssuer> InMemory(const std::string& name);

  const std::string& name() const { return name_; }
  // Signs with the newest key.
  absl::StatusOr<std::string> Mint(const Claims& claims) const;
  std::variant<Claims, Refusal> Open(std::string_view token) const;
  // {"keys":[…]}, newest first: RFC 7517.
  std::string Jwks() const;
  // Writes a new key and signs with it from now on. Gives its thumbprint.
  absl::StatusOr<std::string> Rotate();

 private:
  TokenIssuer(std::string directory, std::string name)
      : directory_(std::move(directory)), name_(std::move(name)) {}

  absl::Status Load();
  void Add(std::shared_ptr<const Signer> signer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string directory_, name_;  // empty directory: in memory
  mutable absl::Mutex mutex_;
  uint64_t newest_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<const Signer> signer_ ABSL_GUARDED_BY(mutex_);
  std::vector<PublicKey> keys_ ABSL_GUARDED_BY(mutex_);  // newest first
};

}  // namespace writ

#endif  // WRIT_ENGINE_TOKEN_KEY_STORE_H_
