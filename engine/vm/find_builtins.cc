// Builtins that find things in a text: URLs, addresses of mail, account numbers, what a
// pattern matches. Each walks the text once; a pattern pays for what it reads again. What
// is found is a value of its type, so that a policy selects from it and never compares
// pieces of text.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/email.h"
#include "engine/value/identity.h"
#include "engine/value/url.h"
#include "engine/vm/builtins.h"
#include "engine/vm/ibans.h"
#include "engine/vm/utf8.h"
#include "re2/re2.h"

namespace writ::builtins {
namespace {

// Things found in one text.
constexpr size_t kMaxFound = 1'000;

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) { return IsAlpha(c) || IsDigit(c); }
bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool IsAscii(char c) { return static_cast<uint8_t>(c) < 0x80; }

// The values found so far, in memory that was paid for.
class Found {
 public:
  explicit Found(Context& context) : context_(context) {}

  // False when there are too many, or no fuel is left.
  bool Add(Kind kind, std::string_view text) {
    if (!context_.PayText(text.size()) || !context_.Pay(1)) return Fail(OutOfFuel());
    if (items_.size() == kMaxFound) return Fail(Failure(ErrorCode::kTooLarge));
    const std::string_view copy = context_.arena.Copy(text);
    items_.push_back(kind == Kind::kString ? Value::String(copy) : Value::Identity(kind, copy));
    return true;
  }

  Value List() const {
    if (failure_.is_error()) return failure_;
    Value* items = context_.arena.NewArray<Value>(items_.size());
    std::copy(items_.begin(), items_.end(), items);
    return Value::List(items, static_cast<uint32_t>(items_.size()));
  }

 private:
  bool Fail(Value failure) {
    failure_ = failure;
    return false;
  }

  Context& context_;
  std::vector<Value> items_;
  Value failure_;
};

// Punctuation of other scripts and quotation marks, which end a URL in a sentence.
bool EndsUrl(char32_t c) {
  if (c <= 0x20 || (c >= 0x7f && c <= 0xa0)) return true;
  if (c < 0x80) return IsOneOf(static_cast<char>(c), "<>\"`{}|\\^");
  return c == 0xab || c == 0xbb || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) ||
         (c >= 0xff00 && c <= 0xff0f) || c == 0xfeff;
}

size_t UrlEnd(std::string_view text, size_t at) {
  while (at < text.size()) {
    const auto c = FirstCodePoint(text.substr(at));
    if (!c.has_value() || EndsUrl(c->value)) break;
    at += c->size;
  }
  return at;
}

// Without the punctuation of the sentence around it; a closing bracket stays when it has
// its opening one inside.
std::string_view WithoutPunctuation(std::string_view url) {
  auto count = [&url](char c) { return std::count(url.begin(), url.end(), c); };
  int64_t round = count(')') - count('('), square = count(']') - count('[');
  while (!url.empty()) {
    const char last = url.back();
    if (last == ')' && round-- <= 0) break;
    if (last == ']' && square-- <= 0) break;
    if (!IsOneOf(last, ".,;:!?'*_~)]")) break;
    url.remove_suffix(1);
  }
  return url;
}

// Where the scheme before "://" starts; `at` when there is none.
size_t SchemeStart(std::string_view text, size_t least, size_t at) {
  size_t start = at;
  while (start > least && (IsAlphanumeric(text[start - 1]) || IsOneOf(text[start - 1], "+-."))) {
    --start;
  }
  while (start < at && !IsAlpha(text[start])) ++start;
  return start;
}

bool CanStandInFoundLocal(char c) { return IsAlphanumeric(c) || IsOneOf(c, "._+-'"); }
bool CanStandInDomain(char c) { return IsAlphanumeric(c) || c == '.' || c == '-'; }

// Whether what stands next to an address may be a part of it, so that the address found
// would be another one than the text's.
bool Continues(char c, std::string_view set) { return !IsAscii(c) || IsOneOf(c, set); }

// The address around the `@` at `at`; empty when there is none that is clearly cut.
std::string_view EmailAround(std::string_view text, size_t at) {
  size_t begin = at, end = at + 1;
  while (begin > 0 && at - begin <= kMaxLocalBytes && CanStandInFoundLocal(text[begin - 1]))
    --begin;
  if (begin > 0 && Continues(text[begin - 1], "%!@")) return {};
  while (end < text.size() && end - at <= kMaxEmailBytes && CanStandInDomain(text[end])) ++end;
  if (end < text.size() && Continues(text[end], "%@_")) return {};
  while (end > at + 1 && IsOneOf(text[end - 1], ".-")) --end;
  while (begin < at && IsOneOf(text[begin], ".'-")) ++begin;
  return text.substr(begin, end - begin);
}

// The number that starts at `at`, without the single spaces inside it; empty when none
// does, or when more letters or digits follow.
std::string IbanAt(std::string_view text, size_t at) {
  const size_t length = IbanLength(text.substr(at, 2));
  std::string iban;
  for (; length > 0 && iban.size() < length && at < text.size(); ++at) {
    const bool space = text[at] == ' ' && !iban.empty() && text[at - 1] != ' ';
    if (space) continue;
    if (!IsDigit(text[at]) && !(text[at] >= 'A' && text[at] <= 'Z')) return {};
    iban += text[at];
  }
  if (at < text.size() && (IsAlphanumeric(text[at]) || !IsAscii(text[at]))) return {};
  return IsIban(iban) ? iban : std::string();
}

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }
std::string_view View(const re2::StringPiece& piece) {
  return piece.data() == nullptr ? std::string_view()
                                 : std::string_view(piece.data(), piece.size());
}

// Calls `take` with the groups of each match, until it says no. The error that ended the
// walk, or Absent.
template <typename Take>
Value ForEachMatch(const Value* args, int groups, const re2::RE2& pattern, Context& context,
                   const Take& take) {
  const std::string_view text = args[0].AsText();
  std::vector<re2::StringPiece> found(static_cast<size_t>(groups));
  for (size_t at = 0; at <= text.size();) {
    // A match may read to the end of the text, whatever it takes of it.
    if (!context.PayText(text.size() - at) || !context.Pay(1)) return OutOfFuel();
    if (!pattern.Match(Piece(text), at, text.size(), re2::RE2::UNANCHORED, found.data(), groups))
      break;
    if (!take(found)) break;
    const size_t begin = static_cast<size_t>(found[0].data() - text.data());
    at = begin + found[0].size();
    if (found[0].empty()) {
      const auto next = FirstCodePoint(text.substr(at));
      at += next.has_value() ? next->size : 1;
    }
  }
  return Value();
}

// Why the text cannot be searched; Absent when it can.
Value WrongSubject(const Value& text) {
  if (text.size() > kMaxTextBytes) return Failure(ErrorCode::kTooLarge);
  return CountCodePoints(text.AsText()).has_value() ? Value() : Failure(ErrorCode::kBadArgument);
}

}  // namespace

Value FindUrls(const Value* args, Context& context) {
  if (const Value wrong = WrongSubject(args[0]); wrong.is_error()) return wrong;
  const std::string_view text = args[0].AsText();
  Found found(context);
  size_t done = 0;
  for (size_t at = text.find("://"); at != text.npos;
       at = text.find("://", std::max(done, at + 1))) {
    const size_t begin = SchemeStart(text, done, at), end = UrlEnd(text, at);
    done = end;
    if (begin == at) continue;
    const Spelling url = ReadUrl(WithoutPunctuation(text.substr(begin, end - begin)));
    if (url.ok() && !found.Add(Kind::kUrl, url.stored)) break;
  }
  return found.List();
}

Value FindEmails(const Value* args, Context& context) {
  if (const Value wrong = WrongSubject(args[0]); wrong.is_error()) return wrong;
  const std::string_view text = args[0].AsText();
  Found found(context);
  for (size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    const Spelling email = ReadEmail(EmailAround(text, at));
    if (email.ok() && !found.Add(Kind::kEmail, email.stored)) break;
  }
  return found.List();
}

Value FindIbans(const Value* args, Context& context) {
  if (const Value wrong = WrongSubject(args[0]); wrong.is_error()) return wrong;
  const std::string_view text = args[0].AsText();
  Found found(context);
  for (size_t at = 0; at < text.size(); ++at) {
    const bool inside = at > 0 && (IsAlphanumeric(text[at - 1]) || !IsAscii(text[at - 1]));
    const std::string iban = inside ? std::string() : IbanAt(text, at);
    if (!iban.empty() && !found.Add(Kind::kString, iban)) break;
  }
  return found.List();
}

Value FindAll(const Value* args, Context& context) {
  if (const Value wrong = WrongSubject(args[0]); wrong.is_error()) return wrong;
  const re2::RE2* pattern = context.patterns.Find(args[1].AsText());
  if (pattern == nullptr) return Failure(ErrorCode::kBadArgument);
  Found found(context);
  const Value failure =
      ForEachMatch(args, 1, *pattern, context, [&](const std::vector<re2::StringPiece>& groups) {
        return found.Add(Kind::kString, View(groups[0]));
      });
  return failure.is_error() ? failure : found.List();
}

Value Captures(const Value* args, Context& context) {
  if (const Value wrong = WrongSubject(args[0]); wrong.is_error()) return wrong;
  const re2::RE2* pattern = context.patterns.Find(args[1].AsText());
  if (pattern == nullptr) return Failure(ErrorCode::kBadArgument);
  const auto& names = pattern->NamedCapturingGroups();
  std::vector<Value> records;
  bool too_many = false;
  const Value failure =
      ForEachMatch(args, pattern->NumberOfCapturingGroups() + 1, *pattern, context,
                   [&](const std::vector<re2::StringPiece>& groups) {
                     too_many = records.size() == kMaxFound || !context.Pay(names.size());
                     if (too_many) return false;
                     MapEntry* entries = context.arena.NewArray<MapEntry>(names.size());
                     uint32_t size = 0;
                     for (const auto& [name, number] : names) {
                       entries[size++] = {Value::String(context.arena.Copy(name)),
                                          Value::String(View(groups[static_cast<size_t>(number)]))};
                     }
                     records.push_back(Value::Map(context.arena.New(MapRep{size, entries})));
                     return true;
                   });
  if (failure.is_error()) return failure;
  if (too_many) return records.size() == kMaxFound ? Failure(ErrorCode::kTooLarge) : OutOfFuel();
  Value* items = context.arena.NewArray<Value>(records.size());
  std::copy(records.begin(), records.end(), items);
  return Value::List(items, static_cast<uint32_t>(records.size()));
}

}  // namespace writ::builtins
