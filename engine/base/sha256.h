// SHA-256 (FIPS 180-4), from OpenSSL. The one hash of the project: digests of
// bundles, calls and fact definitions, and the leaves and nodes of the log.
#ifndef WRIT_ENGINE_BASE_SHA256_H_
#define WRIT_ENGINE_BASE_SHA256_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace writ {

using Digest = std::array<uint8_t, 32>;

// The hash of the parts, one after the other.
Digest Sha256(std::initializer_list<std::string_view> parts);
inline Digest Sha256(std::string_view bytes) { return Sha256({bytes}); }

inline std::string_view AsBytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// 64 lower-case hexadecimal digits.
std::string ToHex(const Digest& digest);

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_SHA256_H_
