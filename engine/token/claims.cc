#include "engine/token/claims.h"

#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/token/jose.h"
#include "engine/value/text.h"

namespace writ {
namespace {

constexpr size_t kMaxDigits = 18;

// Takes a text apart from its front; bad once, bad for good.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return ok_ && rest_.empty(); }
  bool Sees(std::string_view literal) const { return ok_ && rest_.starts_with(literal); }

  void Literal(std::string_view literal) {
    if (!Sees(literal)) return Bad();
    rest_.remove_prefix(literal.size());
  }

  // A text between quotes. What QuoteJson escapes is left as it is escaped: the caller
  // compares the whole with what it would write, and claims hold plain ids.
  std::string Text() {
    Literal("\"");
    std::string text;
    while (ok_ && !rest_.empty() && rest_[0] != '"') TakeCharacter(text);
    Literal("\"");
    return ok_ ? text : std::string();
  }

  int64_t Number() {
    size_t digits = rest_.find_first_not_of("0123456789");
    if (digits == std::string_view::npos) digits = rest_.size();
    int64_t number = 0;
    if (!ok_ || digits == 0 || digits > kMaxDigits ||
        !absl::SimpleAtoi(absl::string_view(rest_.data(), digits), &number)) {
      Bad();
      return 0;
    }
    rest_.remove_prefix(digits);
    return number;
  }

  Digest DigestText() {
    Digest digest{};
    const auto bytes = DecodeBase64Url(Text());
    if (!bytes || bytes->size() != digest.size()) return Bad(), digest;
    std::memcpy(digest.data(), bytes->data(), digest.size());
    return digest;
  }

 private:
  void TakeCharacter(std::string& text) {
    if (rest_[0] != '\\') {
      text += rest_[0];
      rest_.remove_prefix(1);
      return;
    }
    constexpr std::string_view kLetters = "\"\\bfnrt", kCharacters = "\"\\\b\f\n\r\t";
    const size_t at = rest_.size() < 2 ? std::string_view::npos : kLetters.find(rest_[1]);
    if (at != std::string_view::npos) {
      text += kCharacters[at];
      rest_.remove_prefix(2);
      return;
    }
    TakeCodeUnit(text);
  }

  // \u00XX: QuoteJson writes no other, but for text that is not UTF-8.
  void TakeCodeUnit(std::string& text) {
    uint32_t unit = 0;
    const bool fits = rest_.size() >= 6 && rest_.starts_with("\\u00") &&
                      absl::SimpleHexAtoi(absl::string_view(rest_.data() + 4, 2), &unit);
    if (!fits) return Bad();
    if (unit >= 0x80) text += static_cast<char>(0xc0 | unit >> 6);
    text += static_cast<char>(unit >= 0x80 ? 0x80 | (unit & 0x3f) : unit);
    rest_.remove_prefix(6);
  }

  void Bad() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

void ReadContext(Scanner& scanner, Claims& claims) {
  scanner.Literal(",\"tctx\":{\"action\":");
  scanner.Text();
  scanner.Literal(",\"args_sha256\":");
  claims.args = scanner.DigestText();
  scanner.Literal(",\"task\":");
  scanner.Text();
  scanner.Literal(",\"decision\":");
  scanner.Text();
  scanner.Literal(",\"bundle_sha256\":");
  claims.bundle = scanner.DigestText();
  claims.once = scanner.Sees(",\"once\":true}");
  scanner.Literal(claims.once ? ",\"once\":true}" : ",\"once\":false}");
}

}  // namespace

std::string ClaimsJson(const Claims& claims) {
  auto text = [](std::string_view value) { return QuoteJson(value); };
  auto digest = [](const Digest& value) { return Base64Url(AsBytes(value)); };
  std::string json = absl::StrCat(
      "{\"iss\":", text(claims.issuer), ",\"aud\":", text(claims.audience),
      ",\"sub\":", text(claims.user), ",\"act\":{\"sub\":", text(claims.agent), "}",
      ",\"txn\":", text(claims.task_id), ",\"jti\":", text(claims.id), ",\"iat\":", claims.issued,
      ",\"exp\":", claims.expires, ",\"scope\":", text(claims.action));
  absl::StrAppend(&json, ",\"tctx\":{\"action\":", text(claims.action), ",\"args_sha256\":\"",
                  digest(claims.args), "\",\"task\":", text(claims.task_id),
                  ",\"decision\":", text(claims.id), ",\"bundle_sha256\":\"", digest(claims.bundle),
                  "\",\"once\":", claims.once ? "true" : "false", "}");
  if (!claims.key_thumbprint.empty()) {
    absl::StrAppend(&json, ",\"cnf\":{\"jkt\":", text(claims.key_thumbprint), "}");
  }
  return json + "}";
}

std::optional<Claims> ReadClaims(std::string_view json) {
  Claims claims;
  Scanner scanner(json);
  const std::pair<std::string_view, std::string*> texts[] = {
      {"{\"iss\":", &claims.issuer},   {",\"aud\":", &claims.audience},
      {",\"sub\":", &claims.user},     {",\"act\":{\"sub\":", &claims.agent},
      {"},\"txn\":", &claims.task_id}, {",\"jti\":", &claims.id}};
  for (const auto& [name, value] : texts) {
    scanner.Literal(name);
    *value = scanner.Text();
  }
  scanner.Literal(",\"iat\":");
  claims.issued = scanner.Number();
  scanner.Literal(",\"exp\":");
  claims.expires = scanner.Number();
  scanner.Literal(",\"scope\":");
  claims.action = scanner.Text();
  ReadContext(scanner, claims);
  if (scanner.Sees(",\"cnf\":")) {
    scanner.Literal(",\"cnf\":{\"jkt\":");
    claims.key_thumbprint = scanner.Text();
    scanner.Literal("}");
  }
  scanner.Literal("}");
  // What was skipped or escaped another way shows here.
  if (!scanner.done() || ClaimsJson(claims) != json) return std::nullopt;
  return claims;
}

}  // namespace writ
