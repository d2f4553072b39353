#include "lang/syntax/parser.h"

#include <algorithm>
#include <optional>

#include "lang/source/utf8.h"
#include "lang/syntax/actions.h"
#include "lang/syntax/messages.h"
#include "lang/syntax/pegtl.h"
#include "lang/syntax/recovery.h"

namespace writ::lang {
namespace {

namespace pegtl = tao::pegtl;

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
// Beside the steps for each byte, so that a tiny file can be parsed too.
constexpr uint64_t kFreeSteps = 10'000;
constexpr std::string_view kDepthMessage = "maximum parser rule nesting depth exceeded";

struct StepsSpent {};

// Counts the attempts of rules; when they are spent, parsing ends.
template <typename Rule>
struct CountingControl : pegtl::normal<Rule> {
  template <typename Input>
  static void start(const Input&, Builder& builder) {
    if (builder.steps_left-- == 0) throw StepsSpent();
  }
};

template <typename Rule>
struct Control : pegtl::must_if<Expectations, CountingControl>::control<Rule> {};

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf>;

class Parser {
 public:
  Parser(const SourceFile& source, File& file, Diagnostics& diagnostics)
      : text_(source.text()),
        file_(file),
        diagnostics_(diagnostics),
        builder_(text_, file, diagnostics) {
    builder_.steps_left = text_.size() * kMaxStepsPerByte + kFreeSteps;
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  }

  void Declarations() {
    if (ReadAll()) RequirePackage();
  }

  void Scope() {
    if (!ReadAll()) return;
    if (builder_.HasOthers()) {
      Report(DiagnosticId::kExpected, 0, {"lines of `only`", "something else"});
    } else if (file_.scopes.empty() && !diagnostics_.has_errors()) {
      Report(DiagnosticId::kExpected, 0, {"lines of `only`", "nothing"});
    }
  }

  ExprPtr Expression() {
    if (!Readable()) return nullptr;
    bool parsed = Guarded([&] { Run<grammar::whole_expression>(); }) == Outcome::kParsed;
    return parsed ? builder_.expressions.Take() : nullptr;
  }

 private:
  enum class Outcome { kParsed, kWrong, kSpent };

  bool ReadAll() {
    if (!Readable()) return false;
    if (Guarded([&] { Run<grammar::ws>(); }) != Outcome::kParsed) return false;
    while (at_ < text_.size() && Declaration()) {
    }
    return true;
  }

  bool Readable() {
    if (text_.size() > kMaxSourceBytes) {
      Limit("it has more than " + std::to_string(kMaxSourceBytes) + " bytes");
      return false;
    }
    std::optional<size_t> invalid = FindInvalidUtf8(text_);
    if (!invalid) return true;
    auto at = static_cast<uint32_t>(*invalid);
    diagnostics_.Report(DiagnosticId::kInvalidUtf8, {file_.file, at, at + 1}, {std::to_string(at)});
    return false;
  }

  void Limit(std::string why) {
    diagnostics_.Report(DiagnosticId::kSourceLimit, {file_.file, 0, 0}, {std::move(why)});
  }

  // Matches `Rule` at `at_` and moves behind it. Throws what the grammar throws.
  template <typename Rule>
  bool Run() {
    Input in(text_.data() + at_, text_.data() + text_.size(), "");
    bool matched = pegtl::parse<Rule, Action, Control>(in, builder_);
    if (matched) at_ = static_cast<size_t>(in.current() - text_.data());
    return matched;
  }

  // One declaration, or past a mistake to the next. False when parsing must end.
  bool Declaration() {
    builder_.Reset();
    bool matched = false;
    Outcome outcome = Guarded([&] { matched = Run<grammar::declaration>(); });
    if (outcome == Outcome::kSpent) return false;
    if (outcome == Outcome::kParsed && matched) return after_declaration_ = true;
    if (outcome == Outcome::kParsed) NoDeclaration();
    after_declaration_ = false;
    at_ = Next();
    return true;
  }

  // Where the next declaration starts; the mistake may be that it came too early.
  size_t Next() const {
    bool early = error_at_ > at_ && error_at_ < text_.size() && IsDeclarationLine(text_, error_at_);
    return early ? error_at_ : NextDeclaration(text_, std::max(at_, error_at_));
  }

  template <typename Step>
  Outcome Guarded(Step&& step) {
    try {
      step();
      return Outcome::kParsed;
    } catch (const pegtl::parse_error& error) {
      Mistake(error.message(), at_ + error.positions().front().byte);
    } catch (const SyntaxError& error) {
      error_at_ = error.span.begin;
      diagnostics_.Report(error.id, error.span, error.arguments).help = error.help;
    } catch (const StepsSpent&) {
      Limit("it takes too many steps");
      return Outcome::kSpent;
    }
    return Outcome::kWrong;
  }

  // The preamble matched and no keyword: documentation at the end, or an unknown word.
  void NoDeclaration() {
    if (Guarded([&] { Run<grammar::preamble>(); }) != Outcome::kParsed) return;
    error_at_ = at_;
    if (at_ < text_.size()) {
      Span token = TokenSpan(text_, file_.file, at_);
      return ReportNoDeclaration(text_, token, after_declaration_, diagnostics_);
    }
    if (auto doc = builder_.DanglingDoc()) {
      diagnostics_.Report(DiagnosticId::kDanglingDoc, {doc->file, doc->begin, doc->end});
    }
  }

  void Mistake(std::string_view expected, size_t at) {
    error_at_ = at;
    if (expected == kDepthMessage) {
      Report(DiagnosticId::kTooDeep, at, {std::to_string(kMaxDepth)});
    } else if (expected == kUnclosedText) {
      UnclosedString(at);
    } else if (!ReportUnclosed(at)) {
      Report(DiagnosticId::kExpected, at, {std::string(expected), DescribeToken(text_, at)});
    }
  }

  void Report(DiagnosticId id, size_t at, std::vector<std::string> arguments) {
    diagnostics_.Report(id, TokenSpan(text_, file_.file, at), arguments);
  }

  // Whether the mistake is that a bracket was never closed: the text ends, or the next
  // declaration starts, while one is open.
  bool ReportUnclosed(size_t at) {
    std::optional<Span> open = builder_.Unclosed();
    bool ended =
        at >= text_.size() || ((at == 0 || text_[at - 1] == '\n') && StartsDeclaration(text_, at));
    if (!open || !ended) return false;
    diagnostics_.Report(DiagnosticId::kUnclosedBracket, *open,
                        {std::string(1, text_[open->begin])});
    // The line that starts a declaration is parsed again as one; never the one that
    // was being parsed.
    if (at < text_.size() && at > at_) error_at_ = at - 1;
    return true;
  }

  void UnclosedString(size_t at) {
    Span span{file_.file, builder_.string_start(), static_cast<uint32_t>(at)};
    diagnostics_.Report(DiagnosticId::kUnclosedString, span).help =
        "a text ends on its line; one of several lines stands between \"\"\" and \"\"\"";
  }

  void RequirePackage() {
    if (builder_.saw_package()) return;
    diagnostics_.Report(DiagnosticId::kMissingPackage, {file_.file, 0, 0}).help =
        "start the file with `package` and a name";
  }

  std::string_view text_;
  File& file_;
  Diagnostics& diagnostics_;
  Builder builder_;
  size_t at_ = 0;        // what is before it is parsed
  size_t error_at_ = 0;  // of the last mistake
  bool after_declaration_ = false;
};

}  // namespace

File ParseFile(const SourceSet& sources, uint32_t file, Diagnostics& diagnostics) {
  File result;
  result.file = file;
  Parser(sources.files[file], result, diagnostics).Declarations();
  return result;
}

File ParseScope(const SourceSet& sources, uint32_t file, const std::string& package,
                Diagnostics& diagnostics) {
  File result;
  result.file = file;
  Parser(sources.files[file], result, diagnostics).Scope();
  result.package = {package, {file, 0, 0}};
  return result;
}

ExprPtr ParseExpression(const SourceSet& sources, uint32_t file, Diagnostics& diagnostics) {
  File result;
  result.file = file;
  return Parser(sources.files[file], result, diagnostics).Expression();
}

}  // namespace writ::lang
