#include "lang/syntax/expression_builder.h"

#include <algorithm>

#include "lang/ast/print.h"
#include "lang/syntax/literal.h"

namespace writ::lang {

struct OperatorRow {
  std::string_view text;
  int binding;  // higher binds more tightly
  ExprKind kind;
  Operator op;
  bool prefix;
};

namespace {

constexpr OperatorRow kOperators[] = {
    {"||", 1, ExprKind::kOr, Operator::kNone, false},
    {"&&", 2, ExprKind::kAnd, Operator::kNone, false},
    {"==", 3, ExprKind::kCompare, Operator::kEqual, false},
    {"!=", 3, ExprKind::kCompare, Operator::kNotEqual, false},
    {"<", 3, ExprKind::kCompare, Operator::kLess, false},
    {"<=", 3, ExprKind::kCompare, Operator::kLessEqual, false},
    {">", 3, ExprKind::kCompare, Operator::kGreater, false},
    {">=", 3, ExprKind::kCompare, Operator::kGreaterEqual, false},
    {"in", 3, ExprKind::kCompare, Operator::kIn, false},
    {"+", 4, ExprKind::kArithmetic, Operator::kAdd, false},
    {"-", 4, ExprKind::kArithmetic, Operator::kSubtract, false},
    {"*", 5, ExprKind::kArithmetic, Operator::kMultiply, false},
    {"/", 5, ExprKind::kArithmetic, Operator::kDivide, false},
    {"%", 5, ExprKind::kArithmetic, Operator::kModulo, false},
    {"!", 6, ExprKind::kNot, Operator::kNone, true},
    {"-", 6, ExprKind::kNegate, Operator::kNone, true},
};

const OperatorRow& FindOperator(std::string_view text, bool prefix) {
  return *std::find_if(std::begin(kOperators), std::end(kOperators), [&](const OperatorRow& row) {
    return row.text == text && row.prefix == prefix;
  });
}

constexpr size_t kMaxShown = 40;  // bytes of a wrong literal in a message

[[noreturn]] void Expected(std::string what, Span span, std::string_view found, std::string help) {
  throw SyntaxError{DiagnosticId::kExpected,
                    span,
                    {std::move(what), "`" + std::string(found) + "`"},
                    std::move(help)};
}

// "a.b.C" of names with points between them; empty for anything else.
std::string DottedName(const Expr& e) {
  if (e.kind == ExprKind::kIdent) return e.name;
  if (e.kind != ExprKind::kSelect || e.name.find('.') != std::string::npos) return "";
  std::string left = DottedName(*e.children[0]);
  return left.empty() ? "" : left + "." + e.name;
}

}  // namespace

void ExpressionBuilder::Clear() {
  operands_.clear();
  operators_.clear();
  frames_.clear();
}

// ---- nodes ----

ExprPtr ExpressionBuilder::Node(ExprKind kind, Span span) {
  auto e = std::make_unique<Expr>();
  e->kind = kind;
  e->span = span;
  return e;
}

void ExpressionBuilder::Push(ExprPtr e) {
  e->depth = 1;
  for (const ExprPtr& child : e->children) e->depth = std::max(e->depth, child->depth + 1);
  CheckDepth(*e);
  operands_.push_back(std::move(e));
}

void ExpressionBuilder::CheckDepth(const Expr& e) {
  if (e.depth <= kMaxDepth) return;
  throw SyntaxError{DiagnosticId::kTooDeep, e.span, {std::to_string(kMaxDepth)}, ""};
}

void ExpressionBuilder::TakeChildren(Expr& parent, size_t from) {
  auto first = operands_.begin() + static_cast<ptrdiff_t>(from);
  std::move(first, operands_.end(), std::back_inserter(parent.children));
  operands_.erase(first, operands_.end());
}

// ---- operands ----

void ExpressionBuilder::Literal(ExprKind kind, Span span, std::string text) {
  ExprPtr e = Node(kind, span);
  e->text = std::move(text);
  Push(std::move(e));
}

void ExpressionBuilder::Word(Span span, std::string_view text) {
  ExprPtr e = Node(text == "null" ? ExprKind::kNull : ExprKind::kBool, span);
  e->bool_value = text == "true";
  Push(std::move(e));
}

void ExpressionBuilder::String(Span span, std::string_view text) {
  size_t prefix = text.find_first_of("\"'");
  bool raw = text.substr(0, prefix).find_first_of("rR") != std::string_view::npos;
  bool bytes = text.substr(0, prefix).find_first_of("bB") != std::string_view::npos;
  std::string_view quotes = text.substr(prefix);
  size_t quote = quotes.size() >= 6 && quotes[1] == quotes[0] && quotes[2] == quotes[0] ? 3 : 1;
  std::string_view body = quotes.substr(quote, quotes.size() - 2 * quote);
  std::optional<BadEscape> bad;
  std::string value = raw ? std::string(body) : Unescape(body, bytes, bad);
  if (bad) {
    auto at = static_cast<uint32_t>(span.begin + prefix + quote + bad->begin);
    Span place{span.file, at, at + static_cast<uint32_t>(bad->size)};
    diagnostics_
        .Report(DiagnosticId::kBadEscape, place, {std::string(body.substr(bad->begin, bad->size))})
        .help = "a backslash itself is written `\\\\`, or the string r\"...\"";
  }
  Literal(bytes ? ExprKind::kBytes : ExprKind::kString, span, std::move(value));
}

void ExpressionBuilder::Number(Span span, std::string_view text) {
  std::optional<NumberLiteral> number = ReadNumber(text);
  if (!number) {
    diagnostics_
        .Report(DiagnosticId::kBadLiteral, span,
                {std::string(text.substr(0, kMaxShown)), "a number or a duration"})
        .help = "write 12, 0x1f, 1.5, 90s, 1h30m or 389.50 USD";
    number = NumberLiteral{ExprKind::kInt, "0"};
  }
  Literal(number->kind, span, std::move(number->text));
}

void ExpressionBuilder::Currency(Span span, std::string_view text) {
  Expr& number = *operands_.back();
  bool plain = number.kind == ExprKind::kInt || number.kind == ExprKind::kDouble;
  if (!plain || number.text.starts_with("0x") || number.text.starts_with("0X")) {
    diagnostics_.Report(DiagnosticId::kBadLiteral, number.span,
                        {ToSource(number), "an amount of money"});
  }
  number.kind = ExprKind::kMoney;
  number.name = text;
  number.name_span = span;
  number.span = Cover(number.span, span);
}

void ExpressionBuilder::Variable(Name name) {
  ExprPtr e = Node(ExprKind::kIdent, name.span);
  e->name_span = name.span;
  e->name = std::move(name.text);
  Push(std::move(e));
}

void ExpressionBuilder::Select(Name name, bool optional) {
  ExprPtr receiver = Pop(operands_);
  ExprPtr e = Node(ExprKind::kSelect, Cover(receiver->span, name.span));
  e->name_span = name.span;
  e->name = std::move(name.text);
  e->optional = optional;
  e->children.push_back(std::move(receiver));
  Push(std::move(e));
}

// ---- operators ----

void ExpressionBuilder::BeginOperation() { operators_.push_back({nullptr, {}}); }

void ExpressionBuilder::Prefix(Span span, char c) {
  operators_.push_back({&FindOperator({&c, 1}, true), span});
}

void ExpressionBuilder::Binary(Span span, std::string_view text) {
  if (text == "=") {
    diagnostics_.Report(DiagnosticId::kAssignment, span).help =
        "write `==`; nothing in Writ is ever assigned";
    text = "==";
  }
  const OperatorRow& row = FindOperator(text, false);
  while (operators_.back().row != nullptr && operators_.back().row->binding >= row.binding) {
    Reduce();
  }
  operators_.push_back({&row, span});
}

void ExpressionBuilder::EndOperation() {
  while (operators_.back().row != nullptr) Reduce();
  operators_.pop_back();
}

// Takes the operator on top and its operands, and pushes what they make.
void ExpressionBuilder::Reduce() {
  Pending pending = Pop(operators_);
  ExprPtr right = Pop(operands_);
  if (pending.row->prefix) {
    ExprPtr e = Node(pending.row->kind, Cover(pending.span, right->span));
    e->children.push_back(std::move(right));
    return Push(std::move(e));
  }
  ExprPtr left = Pop(operands_);
  if (pending.row->op == Operator::kNone) {
    return Join(pending.row->kind, std::move(left), std::move(right));
  }
  ExprPtr e = Node(pending.row->kind, Cover(left->span, right->span));
  e->op = pending.row->op;
  e->name_span = pending.span;
  e->children.push_back(std::move(left));
  e->children.push_back(std::move(right));
  Push(std::move(e));
}

// `&&` and `||` are flat, also across parentheses: grouping them changes nothing. Only
// the new operands' depth is looked at, so that a long list costs no second walk.
void ExpressionBuilder::Join(ExprKind kind, ExprPtr left, ExprPtr right) {
  Span span = Cover(left->span, right->span);
  ExprPtr e = left->kind == kind ? std::move(left) : Node(kind, span);
  e->span = span;
  for (ExprPtr* operand : {&left, &right}) {
    if (*operand) Append(*e, std::move(*operand));
  }
  CheckDepth(*e);
  operands_.push_back(std::move(e));
}

void ExpressionBuilder::Append(Expr& list, ExprPtr operand) {
  bool same = operand->kind == list.kind;
  list.depth = std::max(list.depth, operand->depth + (same ? 0 : 1));
  if (!same) return list.children.push_back(std::move(operand));
  std::move(operand->children.begin(), operand->children.end(), std::back_inserter(list.children));
}

void ExpressionBuilder::EndConditional() {
  ExprPtr otherwise = Pop(operands_);
  ExprPtr then = Pop(operands_);
  ExprPtr condition = Pop(operands_);
  ExprPtr e = Node(ExprKind::kConditional, Cover(condition->span, otherwise->span));
  e->children.push_back(std::move(condition));
  e->children.push_back(std::move(then));
  e->children.push_back(std::move(otherwise));
  Push(std::move(e));
}

// ---- brackets ----

void ExpressionBuilder::Begin(Span open) {
  frames_.emplace_back();
  frames_.back().base = operands_.size();
  frames_.back().open = open;
}

void ExpressionBuilder::BeginNamedRecord(Span open) {
  ExprPtr name = Pop(operands_);
  std::string dotted = DottedName(*name);
  if (dotted.empty()) Expected("an operator", open, "{", "only a type's name can stand before `{`");
  Begin(open);
  frames_.back().name = {std::move(dotted), name->span};
}

void ExpressionBuilder::Field(Name name) { frames_.back().fields.push_back(std::move(name)); }

void ExpressionBuilder::EndCall(Span close) {
  Frame frame = Pop(frames_);
  ExprPtr call = std::move(operands_[frame.base - 1]);
  bool method = call->kind == ExprKind::kSelect;
  call->kind = method ? ExprKind::kMethod : ExprKind::kCall;
  call->span = Cover(call->span, close);
  TakeChildren(*call, frame.base);
  operands_.pop_back();
  if (!method && call->name == "has") return Has(std::move(call));
  Push(std::move(call));
}

void ExpressionBuilder::Has(ExprPtr call) {
  if (call->children.size() != 1 || call->children[0]->kind != ExprKind::kSelect) {
    Expected("a field, as in `has(args.note)`", call->span, "has", "");
  }
  call->kind = ExprKind::kHas;
  call->name.clear();
  Push(std::move(call));
}

// The parentheses are part of the place, not of the tree.
void ExpressionBuilder::EndParenthesis(Span close) {
  operands_.back()->span = Cover(Pop(frames_).open, close);
}

void ExpressionBuilder::OptionalEntry() { operands_.back()->optional_entry = true; }

void ExpressionBuilder::EndIndex(Span close, bool optional) {
  frames_.pop_back();
  ExprPtr index = Pop(operands_);
  ExprPtr receiver = Pop(operands_);
  ExprPtr e = Node(ExprKind::kIndex, Cover(receiver->span, close));
  e->optional = optional;
  e->children.push_back(std::move(receiver));
  e->children.push_back(std::move(index));
  Push(std::move(e));
}

void ExpressionBuilder::Collect(ExprKind kind, Span close) {
  Frame frame = Pop(frames_);
  bool named = !frame.name.text.empty();
  ExprPtr e = Node(kind, Cover(named ? frame.name.span : frame.open, close));
  e->name = std::move(frame.name.text);
  e->name_span = frame.name.span;
  e->fields = std::move(frame.fields);
  TakeChildren(*e, frame.base);
  Push(std::move(e));
}

void ExpressionBuilder::EndList(Span close) { Collect(ExprKind::kList, close); }
void ExpressionBuilder::EndMap(Span close) { Collect(ExprKind::kMap, close); }
void ExpressionBuilder::EndRecord(Span close) { Collect(ExprKind::kRecord, close); }

}  // namespace writ::lang
