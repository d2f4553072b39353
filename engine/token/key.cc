#include "engine/token/key.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/sha256.h"
#include "engine/token/jose.h"

namespace writ {
namespace {

class KeySigner : public Signer {
 public:
  explicit KeySigner(const Ed25519Key& key) : key_(key), public_key_(key.public_key()) {}

  const PublicKey& public_key() const override { return public_key_; }
  absl::StatusOr<std::string> Sign(std::string_view message) const override {
    return key_.Sign(message);
  }

 private:
  Ed25519Key key_;
  PublicKey public_key_;
};

}  // namespace

// The members in the order of RFC 7638: by name, and only those that are required.
PublicKey::PublicKey(const Ed25519PublicKey& key)
    : key_(key),
      thumbprint_(Base64Url(AsBytes(Sha256(absl::StrCat(
          "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"", Base64Url(bytes()), "\"}"))))) {}

absl::StatusOr<PublicKey> PublicKey::FromBytes(std::string_view bytes) {
  Ed25519PublicKey key;
  if (bytes.size() != key.size()) {
    return absl::InvalidArgumentError("an Ed25519 public key has 32 bytes");
  }
  std::memcpy(key.data(), bytes.data(), key.size());
  return PublicKey(key);
}

std::string PublicKey::Jwk() const {
  return absl::StrCat("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"", Base64Url(bytes()),
                      "\",\"kid\":\"", thumbprint_, "\",\"alg\":\"EdDSA\",\"use\":\"sig\"}");
}

bool PublicKey::Verify(std::string_view message, std::string_view signature) const {
  return Ed25519Verify(key_, message, signature);
}

std::unique_ptr<Signer> SignerOf(const Ed25519Key& key) { return std::make_unique<KeySigner>(key); }

std::unique_ptr<Signer> GenerateSigner() {
  auto key = Ed25519Key::Generate();
  return key.ok() ? SignerOf(*key) : nullptr;
}

}  // namespace writ
