// Ed25519 (RFC 8032), from OpenSSL: what signs the log's checkpoints and permit tokens.
// Each use has a key of its own; a key is never shared between them.
//
// Values; thread-safe. Verify takes bytes from anybody and never fails but by saying no.
#ifndef WRIT_ENGINE_BASE_ED25519_H_
#define WRIT_ENGINE_BASE_ED25519_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace writ {

using Ed25519PublicKey = std::array<uint8_t, 32>;
inline constexpr size_t kEd25519SeedBytes = 32;
inline constexpr size_t kEd25519SignatureBytes = 64;

// The private key. Its seed is wiped from memory when it goes.
class Ed25519Key {
 public:
  // From the system's random numbers. Internal when there are none.
  static absl::StatusOr<Ed25519Key> Generate();
  // From the 32 bytes that seed() gave. InvalidArgument for another number of bytes.
  static absl::StatusOr<Ed25519Key> FromSeed(std::string_view seed);

  ~Ed25519Key();
  Ed25519Key(const Ed25519Key&) = default;
  Ed25519Key& operator=(const Ed25519Key&) = default;

  // Secret: for a file of mode 0600 (key_file.h) and nothing else.
  std::string_view seed() const {
    return {reinterpret_cast<const char*>(seed_.data()), seed_.size()};
  }
  const Ed25519PublicKey& public_key() const { return public_key_; }

  // 64 bytes; the same for the same message (the signature is deterministic).
  absl::StatusOr<std::string> Sign(std::string_view message) const;

 private:
  Ed25519Key() = default;

  std::array<uint8_t, kEd25519SeedBytes> seed_{};
  Ed25519PublicKey public_key_{};
};

bool Ed25519Verify(const Ed25519PublicKey& key, std::string_view message,
                   std::string_view signature);

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_ED25519_H_
