#include "engine/base/ed25519.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

namespace writ {
namespace {

struct Freer {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Freer>;
using Context = std::unique_ptr<EVP_MD_CTX, Freer>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

absl::Status Failed(const char* what) { return absl::InternalError(what); }

}  // namespace

Ed25519Key::~Ed25519Key() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

absl::StatusOr<Ed25519Key> Ed25519Key::Generate() {
  std::array<uint8_t, kEd25519SeedBytes> seed;
  if (RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) != 1) {
    return Failed("the system gives no random numbers for a key");
  }
  auto key = FromSeed({reinterpret_cast<const char*>(seed.data()), seed.size()});
  OPENSSL_cleanse(seed.data(), seed.size());
  return key;
}

absl::StatusOr<Ed25519Key> Ed25519Key::FromSeed(std::string_view seed) {
  if (seed.size() != kEd25519SeedBytes) {
    return absl::InvalidArgumentError("an Ed25519 key has 32 bytes");
  }
  Ed25519Key made;
  std::copy(seed.begin(), seed.end(), made.seed_.begin());
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()));
  size_t size = made.public_key_.size();
  if (key == nullptr ||
      EVP_PKEY_get_raw_public_key(key.get(), made.public_key_.data(), &size) != 1) {
    return Failed("the Ed25519 key cannot be used");
  }
  return made;
}

absl::StatusOr<std::string> Ed25519Key::Sign(std::string_view message) const {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.data(), seed_.size()));
  Context context(EVP_MD_CTX_new());
  std::string signature(kEd25519SignatureBytes, '\0');
  size_t size = signature.size();
  if (key == nullptr || context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(message), message.size()) != 1 ||
      size != signature.size()) {
    return Failed("signing failed");
  }
  return signature;
}

bool Ed25519Verify(const Ed25519PublicKey& public_key, std::string_view message,
                   std::string_view signature) {
  if (signature.size() != kEd25519SignatureBytes) return false;
  Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
  Context context(EVP_MD_CTX_new());
  return key != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace writ
