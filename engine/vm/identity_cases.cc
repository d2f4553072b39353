#include "engine/bytecode/codes.h"
#include "engine/value/identity.h"
#include "engine/vm/extension_cases.h"

namespace writ {
namespace {

Value Id(Values& v, Kind kind, std::string_view text) {
  return Value::Identity(kind, v.arena().Copy(ReadIdentity(kind, text).stored));
}

constexpr char kBad[] = "error(bad_argument)";

}  // namespace

std::vector<BuiltinCase> IdentityCases(Values& v) {
  using enum Builtin;
  const auto ip = [&v](std::string_view text) { return Id(v, Kind::kIp, text); };
  const auto cidr = [&v](std::string_view text) { return Id(v, Kind::kCidr, text); };
  const auto email = [&v](std::string_view text) { return Id(v, Kind::kEmail, text); };
  const auto path = [&v](std::string_view text) { return Id(v, Kind::kPath, text); };
  const Value url = Id(v, Kind::kUrl, "https://a.b.example:8443/x/y?q=1&r=%20z&q2=#f");
  const Value six = Id(v, Kind::kUrl, "http://[::1]/?q=1&q=2");
  return {
      {kParseIp, {Str("::FFFF:C0A8:1")}, "ip(\"192.168.0.1\")"},
      {kParseIp, {Str("0x7f.1")}, kBad},
      {kParseCidr, {Str("10.1.2.3/8")}, "cidr(\"10.1.2.3/8\")"},
      {kParseCidr, {Str("10.1.2.3/33")}, kBad},
      {kParseUrl, {Str("HTTP://A.b")}, "url(\"http://a.b/\")"},
      {kParseUrl, {Str("http://good.example@evil.example")}, kBad},
      {kParseEmail, {Str("Ana@CORP.example")}, "email(\"Ana@corp.example\")"},
      {kParseEmail, {Str("ana")}, kBad},
      {kParsePath, {Str("/a//b/.")}, "path(\"/a/b\")"},
      {kParsePath, {Str("/a/../b")}, kBad},
      {kIsIp, {Str("1.2.3.4")}, "true"},
      {kIsIp, {Str("1.2.3")}, "false"},
      {kIsCidr, {Str("::/0")}, "true"},
      {kIsCidr, {Str("::")}, "false"},
      {kIsUrl, {Str("https://a.b")}, "true"},
      {kIsUrl, {Str("a.b")}, "false"},
      {kIsEmail, {Str("a@b.c")}, "true"},
      {kIsEmail, {Str("a@b")}, "false"},
      {kIsPath, {Str("a/b")}, "true"},
      {kIsPath, {Str("..")}, "false"},
      {kIpToString, {ip("2001:DB8::0:1")}, "\"2001:db8::1\""},
      {kCidrToString, {cidr("2001:DB8::/32")}, "\"2001:db8::/32\""},
      {kUrlToString, {six}, "\"http://[::1]/?q=1&q=2\""},
      {kEmailToString, {email("a@B.c")}, "\"a@b.c\""},
      {kPathToString, {path("/a/")}, "\"/a\""},
      {kIpIsCanonical, {Str("2001:db8::68")}, "true"},
      {kIpIsCanonical, {Str("2001:DB8::68")}, "false"},
      {kIpIsCanonical, {Str("127.0.0.1.0")}, kBad},
      {kIpFamily, {ip("1.2.3.4")}, "4"},
      {kIpFamily, {ip("::1")}, "6"},
      {kIpIsUnspecified, {ip("::")}, "true"},
      {kIpIsUnspecified, {ip("::1")}, "false"},
      {kIpIsLoopback, {ip("127.1.2.3")}, "true"},
      {kIpIsLoopback, {ip("1.2.3.4")}, "false"},
      {kIpIsGlobalUnicast, {ip("10.0.0.1")}, "true"},
      {kIpIsGlobalUnicast, {ip("255.255.255.255")}, "false"},
      {kIpIsLinkLocalUnicast, {ip("169.254.169.254")}, "true"},
      {kIpIsLinkLocalUnicast, {ip("fd80::1")}, "false"},
      {kIpIsLinkLocalMulticast, {ip("ff02::1")}, "true"},
      {kIpIsLinkLocalMulticast, {ip("224.0.1.1")}, "false"},
      {kIpIsMulticast, {ip("224.0.1.1")}, "true"},
      {kIpIsMulticast, {ip("1.1.1.1")}, "false"},
      {kIpIsPrivate, {ip("fd00::1")}, "true"},
      {kIpIsPrivate, {ip("1.1.1.1")}, "false"},
      {kIpIsPublic, {ip("1.1.1.1")}, "true"},
      {kIpIsPublic, {ip("100.64.0.1")}, "false"},
      {kCidrContainsIp, {cidr("10.0.0.0/8"), ip("10.1.2.3")}, "true"},
      {kCidrContainsIp, {cidr("10.0.0.0/8"), ip("::1")}, "false"},
      {kCidrContainsIpText, {cidr("10.0.0.0/8"), Str("11.1.2.3")}, "false"},
      {kCidrContainsIpText, {cidr("10.0.0.0/8"), Str("10.1")}, kBad},
      {kCidrContains, {cidr("::/0"), ip("::1")}, "true"},
      {kCidrContainsCidr, {cidr("10.0.0.0/8"), cidr("10.0.0.0/9")}, "true"},
      {kCidrContainsCidr, {cidr("10.0.0.0/9"), cidr("10.0.0.0/8")}, "false"},
      {kCidrContainsCidrText, {cidr("10.0.0.0/8"), Str("10.0.0.0/8")}, "true"},
      {kCidrContainsCidrText, {cidr("10.0.0.0/8"), Str("10")}, kBad},
      {kCidrIp, {cidr("10.1.2.3/8")}, "ip(\"10.1.2.3\")"},
      {kCidrMasked, {cidr("10.1.2.3/8")}, "cidr(\"10.0.0.0/8\")"},
      {kCidrPrefixLength, {cidr("::/32")}, "32"},
      {kUrlScheme, {url}, "\"https\""},
      {kUrlHost, {url}, "\"a.b.example\""},
      {kUrlHost, {six}, "\"::1\""},
      {kUrlPort, {url}, "8443"},
      {kUrlPort, {six}, "80"},
      {kUrlPath, {url}, "\"/x/y\""},
      {kUrlQuery, {url}, "\"q=1&r=%20z&q2=\""},
      {kUrlFragment, {url}, "\"f\""},
      {kUrlOrigin, {url}, "\"https://a.b.example:8443\""},
      {kUrlWithoutFragment, {url}, "url(\"https://a.b.example:8443/x/y?q=1&r=%20z&q2=\")"},
      {kUrlHostIp, {url}, "absent"},
      {kUrlHostIp, {six}, "ip(\"::1\")"},
      {kUrlUnder, {url, Str("B.Example")}, "true"},
      {kUrlUnder, {url, Str("c.example")}, "false"},
      {kUrlUnder, {url, Str(".example")}, kBad},
      {kUrlParameter, {url, Str("r")}, "\" z\""},
      {kUrlParameter, {url, Str("q2")}, "\"\""},
      {kUrlParameter, {url, Str("x")}, "absent"},
      {kUrlParameter, {six, Str("q")}, kBad},
      {kEmailLocal, {email("Ana@b.c")}, "\"Ana\""},
      {kEmailDomain, {email("Ana@B.c")}, "\"b.c\""},
      {kEmailUnder, {email("a@x.corp.example"), Str("corp.example")}, "true"},
      {kEmailUnder, {email("a@xcorp.example"), Str("corp.example")}, "false"},
      {kEmailUnder, {email("a@xcorp.example"), Str("")}, kBad},
      {kPathUnder, {path("/srv/a/b"), path("/srv/a")}, "true"},
      {kPathUnder, {path("/srv/ab"), path("/srv/a")}, "false"},
      {kPathName, {path("/srv/a.b")}, "\"a.b\""},
      {kPathParent, {path("/srv/a.b")}, "path(\"/srv\")"},
      {kPathExtension, {path("/srv/a.b")}, "\"b\""},
      {kPathIsAbsolute, {path("/a")}, "true"},
      {kPathIsAbsolute, {path("a")}, "false"},
      {kPathParts, {path("/a/b")}, "[\"a\", \"b\"]"},
      {kPathParts, {path("a")}, "[\"a\"]"},
      {kPathParts, {path("/")}, "[]"},
  };
}

}  // namespace writ
