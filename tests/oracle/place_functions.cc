// Functions on addresses, networks, URLs, mail and paths, of which the values are already in
// their one spelling.
#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <regex>

#include "tests/oracle/functions.h"

namespace writ::oracle {
namespace {

// An address as a number of 32 or 128 bits.
struct Number {
  size_t bits = 0;
  unsigned __int128 value = 0;
};

Number NumberOf(std::string_view bytes) {
  Number number{bytes.size() * 8, 0};
  for (char byte : bytes) number.value = number.value << 8 | static_cast<unsigned char>(byte);
  return number;
}

// As the system reads it, but for what it takes and the language does not.
std::optional<std::string> ReadAddress(const std::string& text) {
  const bool six = text.find(':') != std::string::npos;
  unsigned char bytes[16];
  if (six && text.find('.') != std::string::npos) return std::nullopt;
  if (inet_pton(six ? AF_INET6 : AF_INET, text.c_str(), bytes) != 1) return std::nullopt;
  return std::string(reinterpret_cast<char*>(bytes), six ? 16 : 4);
}

bool IsWrapped(const std::string& address) {
  return address.size() == 16 && NumberOf(address).value >> 32 == 0xffff;
}

std::optional<std::string> ReadIp(const std::string& text) {
  const auto address = ReadAddress(text);
  return address && IsWrapped(*address) ? address->substr(12) : address;
}

std::optional<std::string> ReadCidr(const std::string& text) {
  static const std::regex form("([^/]*)/(0|[1-9][0-9]{0,2})");
  std::smatch parts;
  if (!std::regex_match(text, parts, form)) return std::nullopt;
  const auto address = ReadAddress(parts[1]);
  const size_t prefix = std::stoul(parts[2]);
  if (!address || IsWrapped(*address) || prefix > address->size() * 8) return std::nullopt;
  return *address + static_cast<char>(prefix);
}

std::string WriteIp(const std::string& ip) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(ip.size() == 4 ? AF_INET : AF_INET6, ip.data(), text, sizeof(text));
  return text;
}

std::string AddressOf(const std::string& cidr) { return cidr.substr(0, cidr.size() - 1); }
size_t PrefixOf(const std::string& cidr) { return static_cast<unsigned char>(cidr.back()); }

Number NetworkOf(const std::string& address, size_t prefix) {
  Number number = NumberOf(address);
  const size_t behind = number.bits - prefix;
  number.value = behind == 128 ? 0 : number.value >> behind << behind;
  return number;
}

bool IsIn(const std::string& address, const std::string& cidr) {
  const Number here = NetworkOf(AddressOf(cidr), PrefixOf(cidr));
  if (here.bits != address.size() * 8) return false;
  return NetworkOf(address, PrefixOf(cidr)).value == here.value;
}

bool IsInside(const std::string& inner, const std::string& outer) {
  return PrefixOf(inner) >= PrefixOf(outer) && IsIn(AddressOf(inner), outer);
}

bool IsInOne(const Args& a, std::initializer_list<const char*> networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&a](const char* network) { return IsIn(a.Text(0), *ReadCidr(network)); });
}

bool IsLoopback(const Args& a) { return IsInOne(a, {"127.0.0.0/8", "::1/128"}); }
bool IsUnspecified(const Args& a) { return IsInOne(a, {"0.0.0.0/32", "::/128"}); }
bool IsMulticast(const Args& a) { return IsInOne(a, {"224.0.0.0/4", "ff00::/8"}); }
bool IsLinkLocal(const Args& a) { return IsInOne(a, {"169.254.0.0/16", "fe80::/10"}); }
bool IsPrivate(const Args& a) {
  return IsInOne(a, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"});
}

Value Masked(const Args& a) {
  std::string cidr = a.Text(0);
  Number network = NetworkOf(AddressOf(cidr), PrefixOf(cidr));
  for (size_t i = cidr.size() - 1; i-- > 0; network.value >>= 8) {
    cidr[i] = static_cast<char>(network.value & 0xff);
  }
  return Value::Identity(Kind::kCidr, a.arena.Copy(cidr));
}

Value NewPlace(const Args& a, Kind kind, const std::optional<std::string>& stored) {
  return stored ? Value::Identity(kind, a.arena.Copy(*stored)) : Bad();
}

// ---- URLs, mail, paths ----

// Scheme, host, port, path, query, fragment; with what sets them apart.
std::string UrlPart(const Args& a, size_t part) {
  static const std::regex form(
      R"(([^:]*)://(\[[^\]]*\]|[^/:?#]*)((?::[0-9]*)?)([^?#]*)((?:\?[^#]*)?)((?:#.*)?))");
  std::smatch parts;
  const std::string url = a.Text(0);
  std::regex_match(url, parts, form);
  return parts[part].str();
}

std::string WithoutFirst(const std::string& text) { return text.empty() ? "" : text.substr(1); }

Value PortOf(const Args& a) {
  const std::string port = WithoutFirst(UrlPart(a, 3)), scheme = UrlPart(a, 1);
  if (!port.empty()) return Value::Int(std::stol(port));
  static const std::map<std::string, int64_t> known = {
      {"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"ftp", 21}};
  return Value::Int(known.count(scheme) == 1 ? known.at(scheme) : 0);
}

std::vector<std::string> PathParts(const std::string& path) {
  std::vector<std::string> parts = SplitText(path, "/");
  parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
  parts.erase(std::remove(parts.begin(), parts.end(), "."), parts.end());
  return parts;
}

std::string LastOf(const std::string& path) {
  const std::vector<std::string> parts = PathParts(path);
  return parts.empty() ? "" : parts.back();
}

Value ParentOf(const Args& a) {
  const std::string path = a.Text(0);
  std::vector<std::string> parts = PathParts(path);
  if (!parts.empty()) parts.pop_back();
  const bool root = path[0] == '/';
  const std::string parent = (root ? "/" : "") + Joined(parts, "/");
  return Value::Identity(Kind::kPath, a.arena.Copy(parent.empty() ? "." : parent));
}

Value ExtensionOf(const Args& a) {
  const std::string name = LastOf(a.Text(0));
  const size_t dot = name.rfind('.');
  return a.NewText(dot == std::string::npos || dot == 0 ? "" : name.substr(dot + 1));
}

Value IsPathUnder(const Args& a) {
  const std::vector<std::string> below = PathParts(a.Text(0)), above = PathParts(a.Text(1));
  if ((a.Text(0)[0] == '/') != (a.Text(1)[0] == '/') || above.size() > below.size()) {
    return Value::Bool(false);
  }
  return Value::Bool(std::equal(above.begin(), above.end(), below.begin()));
}

}  // namespace

const Rows& PlaceRows() {
  static const Rows rows = {
      {"ParseIp", {"s", [](const Args& a) { return NewPlace(a, Kind::kIp, ReadIp(a.Text(0))); }}},
      {"ParseCidr",
       {"s", [](const Args& a) { return NewPlace(a, Kind::kCidr, ReadCidr(a.Text(0))); }}},
      {"IsIp", {"s", [](const Args& a) { return Value::Bool(ReadIp(a.Text(0)).has_value()); }}},
      {"IsCidr", {"s", [](const Args& a) { return Value::Bool(ReadCidr(a.Text(0)).has_value()); }}},
      {"IpToString", {"I", [](const Args& a) { return a.NewText(WriteIp(a.Text(0))); }}},
      {"CidrToString",
       {"C",
        [](const Args& a) {
          return a.NewText(WriteIp(AddressOf(a.Text(0))) + "/" +
                           std::to_string(PrefixOf(a.Text(0))));
        }}},
      {"IpIsCanonical",
       {"s",
        [](const Args& a) {
          const auto ip = ReadIp(a.Text(0));
          return ip ? Value::Bool(WriteIp(*ip) == a.Text(0)) : Bad();
        }}},
      {"IpFamily", {"I", [](const Args& a) { return Value::Int(a.Text(0).size() == 4 ? 4 : 6); }}},
      {"IpIsUnspecified", {"I", [](const Args& a) { return Value::Bool(IsUnspecified(a)); }}},
      {"IpIsLoopback", {"I", [](const Args& a) { return Value::Bool(IsLoopback(a)); }}},
      {"IpIsMulticast", {"I", [](const Args& a) { return Value::Bool(IsMulticast(a)); }}},
      {"IpIsLinkLocalUnicast", {"I", [](const Args& a) { return Value::Bool(IsLinkLocal(a)); }}},
      {"IpIsPrivate", {"I", [](const Args& a) { return Value::Bool(IsPrivate(a)); }}},
      {"IpIsGlobalUnicast",
       {"I",
        [](const Args& a) {
          return Value::Bool(!IsUnspecified(a) && !IsLoopback(a) && !IsMulticast(a) &&
                             !IsLinkLocal(a) && !IsInOne(a, {"255.255.255.255/32"}));
        }}},
      {"CidrContainsIp",
       {"CI", [](const Args& a) { return Value::Bool(IsIn(a.Text(1), a.Text(0))); }}},
      {"CidrContains",
       {"CI", [](const Args& a) { return Value::Bool(IsIn(a.Text(1), a.Text(0))); }}},
      {"CidrContainsIpText",
       {"Cs",
        [](const Args& a) {
          const auto ip = ReadIp(a.Text(1));
          return ip ? Value::Bool(IsIn(*ip, a.Text(0))) : Bad();
        }}},
      {"CidrContainsCidr",
       {"CC", [](const Args& a) { return Value::Bool(IsInside(a.Text(1), a.Text(0))); }}},
      {"CidrContainsCidrText",
       {"Cs",
        [](const Args& a) {
          const auto inner = ReadCidr(a.Text(1));
          return inner ? Value::Bool(IsInside(*inner, a.Text(0))) : Bad();
        }}},
      {"CidrIp", {"C", [](const Args& a) { return NewPlace(a, Kind::kIp, AddressOf(a.Text(0))); }}},
      {"CidrMasked", {"C", Masked}},
      {"CidrPrefixLength",
       {"C", [](const Args& a) { return Value::Int(static_cast<int64_t>(PrefixOf(a.Text(0)))); }}},
      {"UrlToString", {"U", [](const Args& a) { return a.NewText(a.Text(0)); }}},
      {"EmailToString", {"E", [](const Args& a) { return a.NewText(a.Text(0)); }}},
      {"PathToString", {"P", [](const Args& a) { return a.NewText(a.Text(0)); }}},
      {"UrlScheme", {"U", [](const Args& a) { return a.NewText(UrlPart(a, 1)); }}},
      {"UrlHost",
       {"U",
        [](const Args& a) {
          const std::string host = UrlPart(a, 2);
          return a.NewText(host[0] == '[' ? host.substr(1, host.size() - 2) : host);
        }}},
      {"UrlPort", {"U", PortOf}},
      {"UrlPath", {"U", [](const Args& a) { return a.NewText(UrlPart(a, 4)); }}},
      {"UrlQuery", {"U", [](const Args& a) { return a.NewText(WithoutFirst(UrlPart(a, 5))); }}},
      {"UrlFragment", {"U", [](const Args& a) { return a.NewText(WithoutFirst(UrlPart(a, 6))); }}},
      {"UrlOrigin",
       {"U",
        [](const Args& a) {
          return a.NewText(UrlPart(a, 1) + "://" + UrlPart(a, 2) + UrlPart(a, 3));
        }}},
      {"UrlWithoutFragment",
       {"U",
        [](const Args& a) {
          const std::string url = a.Text(0);
          return NewPlace(a, Kind::kUrl, url.substr(0, url.size() - UrlPart(a, 6).size()));
        }}},
      {"EmailLocal",
       {"E", [](const Args& a) { return a.NewText(a.Text(0).substr(0, a.Text(0).rfind('@'))); }}},
      {"EmailDomain",
       {"E", [](const Args& a) { return a.NewText(a.Text(0).substr(a.Text(0).rfind('@') + 1)); }}},
      {"PathUnder", {"PP", IsPathUnder}},
      {"PathName", {"P", [](const Args& a) { return a.NewText(LastOf(a.Text(0))); }}},
      {"PathParent", {"P", ParentOf}},
      {"PathExtension", {"P", ExtensionOf}},
      {"PathIsAbsolute", {"P", [](const Args& a) { return Value::Bool(a.Text(0)[0] == '/'); }}},
      {"PathParts", {"P", [](const Args& a) { return a.NewList(PathParts(a.Text(0))); }}},
  };
  return rows;
}

}  // namespace writ::oracle
