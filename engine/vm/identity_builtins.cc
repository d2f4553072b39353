// Builtins on places and people. What a text means is decided in engine/value.
#include <optional>
#include <string>
#include <string_view>

#include "engine/value/email.h"
#include "engine/value/host.h"
#include "engine/value/identity.h"
#include "engine/value/ip.h"
#include "engine/value/path.h"
#include "engine/value/url.h"
#include "engine/vm/builtins.h"

namespace writ::builtins {
namespace {

Value BadText() { return Failure(ErrorCode::kBadArgument); }

Value Keep(Kind kind, std::string_view stored, Context& context) {
  if (!context.PayText(stored.size())) return OutOfFuel();
  return Value::Identity(kind, context.arena.Copy(stored));
}

Value Parse(Kind kind, const Value& text, Context& context) {
  const Spelling spelling = ReadIdentity(kind, text.AsText());
  return spelling.ok() ? Keep(kind, spelling.stored, context) : BadText();
}

Value Reads(Kind kind, const Value& text) {
  return Value::Bool(ReadIdentity(kind, text.AsText()).ok());
}

Value Written(const Value& identity, Context& context) {
  return CopyText(context, IdentityText(identity.kind(), identity.AsText()));
}

// A host under a domain that a policy names.
Value Under(std::string_view host, std::string_view domain) {
  const Spelling name = ReadHostName(domain);
  return name.ok() ? Value::Bool(IsHostUnder(host, name.stored)) : BadText();
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Of a stored query: its escapes are whole and in capitals. `+` is a space.
std::string Unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

Value ParseIp(const Value* args, Context& c) { return Parse(Kind::kIp, args[0], c); }
Value ParseCidr(const Value* args, Context& c) { return Parse(Kind::kCidr, args[0], c); }
Value ParseUrl(const Value* args, Context& c) { return Parse(Kind::kUrl, args[0], c); }
Value ParseEmail(const Value* args, Context& c) { return Parse(Kind::kEmail, args[0], c); }
Value ParsePath(const Value* args, Context& c) { return Parse(Kind::kPath, args[0], c); }

Value IsIp(const Value* args, Context&) { return Reads(Kind::kIp, args[0]); }
Value IsCidr(const Value* args, Context&) { return Reads(Kind::kCidr, args[0]); }
Value IsUrl(const Value* args, Context&) { return Reads(Kind::kUrl, args[0]); }
Value IsEmail(const Value* args, Context&) { return Reads(Kind::kEmail, args[0]); }
Value IsPath(const Value* args, Context&) { return Reads(Kind::kPath, args[0]); }

Value IpToString(const Value* args, Context& context) { return Written(args[0], context); }
Value CidrToString(const Value* args, Context& context) { return Written(args[0], context); }
Value UrlToString(const Value* args, Context&) { return Value::String(args[0].AsText()); }
Value EmailToString(const Value* args, Context&) { return Value::String(args[0].AsText()); }
Value PathToString(const Value* args, Context&) { return Value::String(args[0].AsText()); }

Value IpIsCanonical(const Value* args, Context&) {
  const Spelling ip = ReadIp(args[0].AsText());
  return ip.ok() ? Value::Bool(FormatIp(ip.stored) == args[0].AsText()) : BadText();
}

Value IpFamily(const Value* args, Context&) { return Value::Int(IsV4(args[0].AsText()) ? 4 : 6); }
Value IpIsUnspecified(const Value* args, Context&) {
  return Value::Bool(IsUnspecified(args[0].AsText()));
}
Value IpIsLoopback(const Value* args, Context&) {
  return Value::Bool(IsLoopback(args[0].AsText()));
}
Value IpIsGlobalUnicast(const Value* args, Context&) {
  return Value::Bool(IsGlobalUnicast(args[0].AsText()));
}
Value IpIsLinkLocalUnicast(const Value* args, Context&) {
  return Value::Bool(IsLinkLocalUnicast(args[0].AsText()));
}
Value IpIsLinkLocalMulticast(const Value* args, Context&) {
  return Value::Bool(IsLinkLocalMulticast(args[0].AsText()));
}
Value IpIsMulticast(const Value* args, Context&) {
  return Value::Bool(IsMulticast(args[0].AsText()));
}
Value IpIsPrivate(const Value* args, Context&) { return Value::Bool(IsPrivate(args[0].AsText())); }
Value IpIsPublic(const Value* args, Context&) { return Value::Bool(IsPublic(args[0].AsText())); }

Value CidrContainsIp(const Value* args, Context&) {
  return Value::Bool(ContainsIp(args[0].AsText(), args[1].AsText()));
}
Value CidrContains(const Value* args, Context& context) { return CidrContainsIp(args, context); }

Value CidrContainsIpText(const Value* args, Context&) {
  const Spelling ip = ReadIp(args[1].AsText());
  return ip.ok() ? Value::Bool(ContainsIp(args[0].AsText(), ip.stored)) : BadText();
}

Value CidrContainsCidr(const Value* args, Context&) {
  return Value::Bool(ContainsCidr(args[0].AsText(), args[1].AsText()));
}

Value CidrContainsCidrText(const Value* args, Context&) {
  const Spelling inner = ReadCidr(args[1].AsText());
  return inner.ok() ? Value::Bool(ContainsCidr(args[0].AsText(), inner.stored)) : BadText();
}

Value CidrIp(const Value* args, Context&) {
  return Value::Identity(Kind::kIp, AddressOf(args[0].AsText()));
}
Value CidrMasked(const Value* args, Context& context) {
  return Keep(Kind::kCidr, Masked(args[0].AsText()), context);
}
Value CidrPrefixLength(const Value* args, Context&) {
  return Value::Int(PrefixOf(args[0].AsText()));
}

Value UrlScheme(const Value* args, Context&) {
  return Value::String(SplitUrl(args[0].AsText()).scheme);
}
Value UrlHost(const Value* args, Context&) {
  return Value::String(SplitUrl(args[0].AsText()).host);
}
Value UrlPort(const Value* args, Context&) { return Value::Int(SplitUrl(args[0].AsText()).port); }
Value UrlPath(const Value* args, Context&) {
  return Value::String(SplitUrl(args[0].AsText()).path);
}
Value UrlQuery(const Value* args, Context&) {
  return Value::String(SplitUrl(args[0].AsText()).query);
}
Value UrlFragment(const Value* args, Context&) {
  return Value::String(SplitUrl(args[0].AsText()).fragment);
}

// The stored URL up to its path: a default port is not in it.
Value UrlOrigin(const Value* args, Context&) {
  const std::string_view url = args[0].AsText();
  return Value::String(url.substr(0, url.find('/', url.find("://") + 3)));
}

Value UrlWithoutFragment(const Value* args, Context&) {
  return Value::Identity(Kind::kUrl, WithoutFragment(args[0].AsText()));
}

Value UrlHostIp(const Value* args, Context& context) {
  const Spelling ip = ReadIp(SplitUrl(args[0].AsText()).host);
  return ip.ok() ? Keep(Kind::kIp, ip.stored, context) : Value();
}

Value UrlUnder(const Value* args, Context&) {
  return Under(SplitUrl(args[0].AsText()).host, args[1].AsText());
}

// Given twice, one program takes the first and another the last.
Value UrlParameter(const Value* args, Context& context) {
  std::string_view query = SplitUrl(args[0].AsText()).query;
  std::optional<std::string> found;
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const size_t equals = std::min(pair.find('='), pair.size());
    if (Unescaped(pair.substr(0, equals)) != args[1].AsText()) continue;
    if (found.has_value()) return BadText();
    found = Unescaped(pair.substr(std::min(equals + 1, pair.size())));
  }
  return found.has_value() ? CopyText(context, *found) : Value();
}

Value EmailLocal(const Value* args, Context&) { return Value::String(LocalOf(args[0].AsText())); }
Value EmailDomain(const Value* args, Context&) { return Value::String(DomainOf(args[0].AsText())); }
Value EmailUnder(const Value* args, Context&) {
  return Under(DomainOf(args[0].AsText()), args[1].AsText());
}

Value PathUnder(const Value* args, Context&) {
  return Value::Bool(IsPathUnder(args[0].AsText(), args[1].AsText()));
}
Value PathName(const Value* args, Context&) { return Value::String(FileNameOf(args[0].AsText())); }
Value PathParent(const Value* args, Context&) {
  return Value::Identity(Kind::kPath, ParentOf(args[0].AsText()));
}
Value PathExtension(const Value* args, Context&) {
  return Value::String(ExtensionOf(args[0].AsText()));
}
Value PathIsAbsolute(const Value* args, Context&) {
  return Value::Bool(args[0].AsText().starts_with('/'));
}

Value PathParts(const Value* args, Context& context) {
  const Value slash = Value::String("/");
  std::string_view path = args[0].AsText();
  if (path == "/" || path == ".") return Value::List(nullptr, 0);
  if (path[0] == '/') path.remove_prefix(1);
  const Value parts[] = {Value::String(path), slash};
  return Split(parts, context);
}

}  // namespace writ::builtins
