// IP addresses and networks. An address is stored as 4 or 16 bytes in network order, a
// network as its address and one byte more, the length of its prefix; the bits behind
// the prefix are kept as they were given.
//
// One address, one value: an IPv6 address that only wraps an IPv4 one (::ffff:0:0/96)
// is that IPv4 address. Spellings that programs read in two ways are refused: leading
// zeros (octal to some), fewer than four numbers, hexadecimal, zones, dots in IPv6.
#ifndef WRIT_ENGINE_VALUE_IP_H_
#define WRIT_ENGINE_VALUE_IP_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/value/identity.h"

namespace writ {

inline constexpr std::string_view kIpForm = "must be an IP address like 192.0.2.7 or 2001:db8::7";
inline constexpr std::string_view kCidrForm =
    "must be an IP network like 192.0.2.0/24 or 2001:db8::/32";

Spelling ReadIp(std::string_view text);
Spelling ReadCidr(std::string_view text);

bool IsStoredIp(std::string_view stored);
bool IsStoredCidr(std::string_view stored);

// Dotted for IPv4; RFC 5952 for IPv6. `stored` is what a reader gave.
std::string FormatIp(std::string_view stored);
std::string FormatCidr(std::string_view stored);

// ---- of stored addresses ----

inline bool IsV4(std::string_view ip) { return ip.size() == 4; }
bool IsUnspecified(std::string_view ip);
bool IsLoopback(std::string_view ip);
bool IsLinkLocalUnicast(std::string_view ip);
bool IsLinkLocalMulticast(std::string_view ip);
bool IsMulticast(std::string_view ip);
// Neither unspecified, loopback, multicast, link-local nor the IPv4 broadcast address.
// Private addresses count, as they do in CEL.
bool IsGlobalUnicast(std::string_view ip);
// RFC 1918, 100.64.0.0/10 and fc00::/7: routed inside an organisation.
bool IsPrivate(std::string_view ip);
// An address of the public internet: global unicast, not private, not reserved for
// documentation, benchmarks or translation from IPv4.
bool IsPublic(std::string_view ip);

// ---- of stored networks ----

std::string_view AddressOf(std::string_view cidr);
inline uint32_t PrefixOf(std::string_view cidr) { return static_cast<uint8_t>(cidr.back()); }
// The same network with zeros behind its prefix.
std::string Masked(std::string_view cidr);
// False for an address or a network of the other family.
bool ContainsIp(std::string_view cidr, std::string_view ip);
bool ContainsCidr(std::string_view outer, std::string_view inner);

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_IP_H_
