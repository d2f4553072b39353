// The keys of tokens as JOSE knows them: a public key by its JWK and thumbprint, and the
// seam to whoever signs. The signature is Ed25519 (engine/base/ed25519.h): a key has one
// algorithm for its whole life, and what checks a signature never learns an algorithm from
// what it checks.
#ifndef WRIT_ENGINE_TOKEN_KEY_H_
#define WRIT_ENGINE_TOKEN_KEY_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/ed25519.h"

namespace writ {

// A key to check signatures with. Thread-safe, immutable.
class PublicKey {
 public:
  explicit PublicKey(const Ed25519PublicKey& key);
  // InvalidArgument for anything but 32 bytes.
  static absl::StatusOr<PublicKey> FromBytes(std::string_view bytes);

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(key_.data()), key_.size()};
  }
  // RFC 7638 thumbprint of its JWK with SHA-256, base64url: its `kid` and `jkt`.
  const std::string& thumbprint() const { return thumbprint_; }
  // {"kty":"OKP","crv":"Ed25519","x":…,"kid":…,"alg":"EdDSA","use":"sig"}
  std::string Jwk() const;
  // False for a signature of any other length too.
  bool Verify(std::string_view message, std::string_view signature) const;

 private:
  Ed25519PublicKey key_;
  std::string thumbprint_;
};

// The seam to whoever holds the private key: memory, later an HSM or an agent. Thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& public_key() const = 0;
  // 64 bytes. An error means that nothing was signed.
  virtual absl::StatusOr<std::string> Sign(std::string_view message) const = 0;
};

std::unique_ptr<Signer> SignerOf(const Ed25519Key& key);
// With a new key that lives as long as the signer; null when the system has no random
// numbers.
std::unique_ptr<Signer> GenerateSigner();

}  // namespace writ

#endif  // WRIT_ENGINE_TOKEN_KEY_H_
