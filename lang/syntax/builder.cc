#include "lang/syntax/builder.h"

#include <algorithm>
#include <iterator>

#include "lang/syntax/recovery.h"

namespace writ::lang {
namespace {

std::string_view Trim(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

AggregateKind AggregateOf(std::string_view word) {
  constexpr std::string_view kWords[] = {"count", "sum", "any", "min", "max", "last", "set"};
  return static_cast<AggregateKind>(std::find(std::begin(kWords), std::end(kWords), word) -
                                    std::begin(kWords));
}

}  // namespace

void Builder::Reset() {
  expressions.Clear();
  types.Clear();
  brackets_.clear();
  draft_ = Draft();
  doc_.clear();
  doc_span_.reset();
}

// ---- places ----

Span Builder::At(const char* begin, const char* end) const {
  return {file_.file, static_cast<uint32_t>(begin - text_.data()),
          static_cast<uint32_t>(end - text_.data())};
}

// The last token ends where the first white space behind it begins.
void Builder::Space(Span span) {
  if (span.begin != space_end_ || span.begin == token_end_) token_end_ = span.begin;
  space_end_ = span.end;
}

void Builder::Close(Span span) {
  brackets_.pop_back();
  closed_ = span;
}

std::optional<Span> Builder::Unclosed() const {
  if (brackets_.empty()) return std::nullopt;
  return brackets_.back();
}

// ---- words ----

void Builder::SetName(Span span, std::string_view text) {
  if (text.size() > kMaxNameBytes) {
    throw SyntaxError{DiagnosticId::kTooLarge, span, {"this name"}, "choose a shorter one"};
  }
  name_.span = span;
  name_.text = text;
  std::erase(name_.text, '`');
}

void Builder::SetText(Span span, std::string_view literal) {
  expressions.String(span, literal);
  string_ = std::move(expressions.Take()->text);
  string_span_ = span;
}

void Builder::Doc(std::string_view line) {
  if (line.starts_with(' ')) line.remove_prefix(1);
  line = line.substr(0, line.find_last_not_of(" \t\r\v\f") + 1);
  Span span = At(line.data(), line.data() + line.size());
  if (doc_span_) doc_ += '\n';
  doc_ += line;
  doc_span_ = doc_span_ ? Cover(*doc_span_, span) : span;
}

std::string Builder::TakeDoc() {
  doc_span_.reset();
  return std::exchange(doc_, "");
}

void Builder::AnnotationName(Span span, std::string_view name) {
  draft_.head.annotations.push_back({{std::string(name), span}, ""});
}

std::optional<Span> Builder::DanglingDoc() const { return doc_span_; }

// ---- parts of declarations ----

void Builder::BeginDeclaration(Span keyword) {
  draft_.begin = keyword.begin;
  if (text_.substr(keyword.begin, keyword.end - keyword.begin) == "package") saw_package_ = true;
  draft_.head.doc = TakeDoc();
}

void Builder::Variable() {
  if (IsDeclarationLine(text_, name_.span.begin)) {
    throw SyntaxError{
        DiagnosticId::kExpected, name_.span, {"an expression", "`" + name_.text + "`"}, ""};
  }
  expressions.Variable(name_);
}

void Builder::MissingArrow(Span span, std::string_view before) {
  Span place{span.file, span.begin, span.begin + 1};
  diagnostics_.Report(DiagnosticId::kMissingArrow, place, {std::string(before)});
}

void Builder::Aggregate(std::string_view word) { draft_.fact.aggregate = AggregateOf(word); }

void Builder::Once(Span span, std::string_view word) {
  for (const auto& [before, place] : draft_.once) {
    if (before != word) continue;
    auto& report = diagnostics_.Report(DiagnosticId::kGivenTwice, span, {std::string(word)});
    report.notes.push_back({place, "first given here"});
    return;
  }
  draft_.once.emplace_back(word, span);
}

// What was read as the first action was the rule's name.
void Builder::RuleName(Span colon) {
  Name name = Pop(draft_.names);
  if (name.text.find_first_of(".*") != std::string::npos) {
    throw SyntaxError{DiagnosticId::kExpected,
                      colon,
                      {"`,` or a clause", "`:`"},
                      "a rule's name is one word without points"};
  }
  draft_.head.name = std::move(name);
}

void Builder::ClauseWord(Span span, bool unless) {
  draft_.clause.unless = unless;
  draft_.clause.span = span;
}

void Builder::Clause() {
  draft_.clause.condition = expressions.Take();
  draft_.clause.span = Cover(draft_.clause.span, draft_.clause.condition->span);
  draft_.rule.clauses.push_back(std::move(draft_.clause));
}

void Builder::Message() {
  draft_.rule.message = Text();
  draft_.rule.message_span = string_span_;
}

void Builder::EachUnit(Span unit, std::string_view text) {
  WindowDecl& window = draft_.fact.window.emplace();
  window.unit = text;
  window.unit_span = unit;
}

void Builder::EachZone() {
  draft_.fact.window->zone = Text();
  draft_.fact.window->zone_span = string_span_;
}

void Builder::EndToken() {
  TokenDecl& token = *draft_.rule.token;
  token.span = Cover(token.span, closed_);
}

void Builder::Later(Span span, std::string_view what) {
  diagnostics_.Report(DiagnosticId::kNotInThisVersion, span, {std::string(what)});
}

void Builder::LaterDeclaration(Span span, std::string_view what) {
  throw SyntaxError{DiagnosticId::kNotInThisVersion, span, {std::string(what)}, ""};
}

// ---- steps of tests ----

void Builder::BeginStep() {
  draft_.step = TestStep();
  draft_.step.span = {file_.file, space_end_, space_end_};
}

void Builder::EndStep() {
  Span& span = draft_.step.span;
  span.end = token_end_;
  // The words of a reason run on to the comment behind them.
  while (span.end > span.begin && IsBlank(text_[span.end - 1])) --span.end;
  draft_.test.steps.push_back(std::move(draft_.step));
}

// The names and clauses are in the draft, as those of any rule.
void Builder::EndScopeLine(Span line) {
  RuleDecl rule = std::move(draft_.rule);
  draft_.rule = RuleDecl();
  rule.head.span = {file_.file, draft_.begin_only, token_end_};
  rule.effect = RuleEffect::kPermit;
  rule.actions = std::move(draft_.names);
  draft_.names.clear();
  draft_.scope.push_back(std::move(rule));
}

void Builder::EndGrant() {
  draft_.step.grant.scope = std::move(draft_.scope);
  draft_.scope.clear();
  Finish(StepKind::kGrant);
}

void Builder::BeginArguments(Span open) {
  draft_.step.call.action = name_;
  expressions.Begin(open);
}

void Builder::VerdictWord(Span span, TestVerdict verdict) {
  draft_.step.call.verdict = verdict;
  draft_.step.call.expectation_span = span;
}

void Builder::Reason(std::string_view words) {
  words = Trim(words);
  if (!words.empty()) draft_.step.call.reason = std::string(words);
}

}  // namespace writ::lang
