#include "lang/syntax/tokenize.h"

#include <algorithm>
#include <map>
#include <set>
#include <type_traits>

#include "lang/ast/ast.h"
#include "lang/syntax/grammar.h"
#include "lang/syntax/pegtl.h"

namespace writ::lang {
namespace {

namespace pegtl = tao::pegtl;

// ---- keywords ----

template <char... C>
std::string KeywordText(const pegtl::keyword<C...>*) {
  return {C...};
}

template <typename Rule>
concept IsKeyword = requires(const Rule* rule) {
  KeywordText(rule);
};

template <typename Rule>
struct CollectKeyword {
  static void visit(std::set<std::string>& words) {
    if constexpr (IsKeyword<Rule>) words.insert(KeywordText(static_cast<const Rule*>(nullptr)));
  }
};

// ---- tokens by the place where they begin ----

// A rule that was tried and undone may leave a mark; what matched in the end comes
// later and takes its place.
class Marks {
 public:
  explicit Marks(std::string_view text) : text_(text) {}

  Token& At(const char* begin) { return tokens_[static_cast<uint32_t>(begin - text_.data())]; }

  void Put(TokenKind kind, const char* begin, const char* end) {
    Token& token = At(begin);
    token.kind = kind;
    token.text = {begin, static_cast<size_t>(end - begin)};
  }

  std::vector<Token> Finish() {
    uint32_t at = text_.starts_with(kByteOrderMark) ? 3 : 0;
    for (auto& [begin, token] : tokens_) {
      if (token.text.empty() || begin < at) continue;
      Gap(at, begin);
      at = begin + static_cast<uint32_t>(token.text.size());
      Add(begin, token);
    }
    Gap(at, static_cast<uint32_t>(text_.size()));
    return std::move(result_);
  }

 private:
  static constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

  static bool IsWordChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
  static bool IsSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
  }

  // What the grammar reads without a rule of its own: punctuation and white space.
  void Gap(uint32_t from, uint32_t to) {
    while (from < to) {
      if (IsSpace(text_[from])) {
        ++from;
        continue;
      }
      Token token;
      token.text = text_.substr(from, PunctuationSize(from, to));
      if (IsWordChar(text_[from])) token.kind = TokenKind::kWord;
      Add(from, token);
      from += static_cast<uint32_t>(token.text.size());
    }
  }

  uint32_t PunctuationSize(uint32_t from, uint32_t to) const {
    if (text_.substr(from, 2) == "->" && from + 1 < to) return 2;
    uint32_t size = 1;
    const bool word = IsWordChar(text_[from]);
    const bool wide = (static_cast<uint8_t>(text_[from]) & 0x80) != 0;
    while (from + size < to) {
      const char c = text_[from + size];
      if (!(word && IsWordChar(c)) && !(wide && (static_cast<uint8_t>(c) & 0x80) != 0)) break;
      ++size;
    }
    return size;
  }

  void Add(uint32_t begin, Token token) {
    token.begin = begin;
    TrimEnd(token);
    const std::string_view between = text_.substr(end_, begin - end_);
    token.newlines = result_.empty()
                         ? 0
                         : static_cast<uint32_t>(std::count(between.begin(), between.end(), '\n'));
    end_ = begin + static_cast<uint32_t>(token.text.size());
    result_.push_back(token);
  }

  static void TrimEnd(Token& token) {
    const bool runs_on = token.kind == TokenKind::kComment || token.kind == TokenKind::kDoc ||
                         token.kind == TokenKind::kFreeText;
    if (!runs_on) return;
    while (IsSpace(token.text.back())) token.text.remove_suffix(1);
  }

  std::string_view text_;
  std::map<uint32_t, Token> tokens_;
  std::vector<Token> result_;
  uint32_t end_ = 0;
};

// ---- which rule makes a token, of which kind ----

template <typename Rule>
constexpr std::optional<TokenKind> KindOf() {
  if constexpr (IsKeyword<Rule>) return TokenKind::kKeyword;
  if constexpr (std::is_base_of_v<pegtl::identifier, Rule>) return TokenKind::kWord;
  if constexpr (std::is_base_of_v<grammar::string_literal, Rule>) return TokenKind::kLiteral;
  return std::nullopt;
}

template <typename Rule>
inline constexpr std::optional<TokenKind> kKind = KindOf<Rule>();

#define WRIT_TOKEN(rule, kind) \
  template <>                  \
  inline constexpr std::optional<TokenKind> kKind<grammar::rule> = TokenKind::kind;
WRIT_TOKEN(quoted_name, kWord)
WRIT_TOKEN(key_name, kWord)
WRIT_TOKEN(literal_word, kWord)
WRIT_TOKEN(currency, kWord)
WRIT_TOKEN(number, kLiteral)
WRIT_TOKEN(comment, kComment)
WRIT_TOKEN(reason, kFreeText)
WRIT_TOKEN(binary_operator, kOperator)
WRIT_TOKEN(assignment, kOperator)
WRIT_TOKEN(prefix_operator, kPrefix)
WRIT_TOKEN(optional_mark, kPostfix)
#undef WRIT_TOKEN
template <char C>
inline constexpr std::optional<TokenKind> kKind<grammar::opening<C>> = TokenKind::kOpen;
template <char C>
inline constexpr std::optional<TokenKind> kKind<grammar::closing<C>> = TokenKind::kClose;

template <typename Rule>
struct Record {
  template <typename Input>
  static void apply(const Input& in, Marks& marks) {
    marks.Put(*kKind<Rule>, in.begin(), in.end());
  }
};

template <typename Rule>
struct Action : std::conditional_t<kKind<Rule>.has_value(), Record<Rule>, grammar::nothing<Rule>> {
};

template <>
struct Action<grammar::expression> : grammar::limit_depth<kMaxDepth> {};
template <>
struct Action<grammar::type> : grammar::limit_depth<kMaxDepth> {};

template <>
struct Action<grammar::doc_text> {
  template <typename Input>
  static void apply(const Input& in, Marks& marks) {
    marks.Put(TokenKind::kDoc, in.begin() - 3, in.end());
  }
};

template <typename Word>
struct Action<grammar::starts<Word>> {
  template <typename Input>
  static void apply(const Input& in, Marks& marks) {
    marks.Put(TokenKind::kKeyword, in.begin(), in.end());
    marks.At(in.begin()).starts_declaration = true;
  }
};

#define WRIT_FLAG(rule, flag)                          \
  template <>                                          \
  struct Action<grammar::rule> {                       \
    template <typename Input>                          \
    static void apply(const Input& in, Marks& marks) { \
      marks.At(in.begin()).flag = true;                \
    }                                                  \
  };
WRIT_FLAG(step_begin, starts_step)
WRIT_FLAG(parenthesis_begin, groups)
WRIT_FLAG(list_begin, groups)
WRIT_FLAG(map_begin, map)
WRIT_FLAG(map_end, map)
WRIT_FLAG(steps_begin, steps)
WRIT_FLAG(steps_end, steps)
#undef WRIT_FLAG

struct whole_file
    : pegtl::seq<grammar::ws, pegtl::star<grammar::declaration>, grammar::preamble, pegtl::eof> {};

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf>;

}  // namespace

std::optional<std::vector<Token>> Tokenize(std::string_view text) {
  Marks marks(text);
  const size_t skipped = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  Input in(text.data() + skipped, text.data() + text.size(), "");
  try {
    if (!pegtl::parse<whole_file, Action>(in, marks)) return std::nullopt;
  } catch (const pegtl::parse_error&) {
    return std::nullopt;
  }
  return marks.Finish();
}

std::vector<std::string> Keywords() {
  std::set<std::string> words;
  pegtl::visit<grammar::declaration, CollectKeyword>(words);
  return {words.begin(), words.end()};
}

}  // namespace writ::lang
