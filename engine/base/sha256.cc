#include "engine/base/sha256.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"

// The one-shot EVP interface looks the algorithm up on each call, which costs
// more than hashing a short entry; the SHA256_* functions do not.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace writ {

Digest Sha256(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::string ToHex(const Digest& digest) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

}  // namespace writ
