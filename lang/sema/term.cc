#include "lang/sema/term.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "engine/bytecode/builtin_info.h"
#include "engine/value/text.h"

namespace writ::lang {
namespace {

constexpr std::string_view kRootNames[kRootCount] = {"user", "agent", "task",  "args",
                                                     "call", "tool",  "result"};

struct OpText {
  Op op;
  std::string_view text;
};
constexpr OpText kOpTexts[] = {
    {Op::kEqual, "=="},   {Op::kNotEqual, "!="},     {Op::kLess, "<"},   {Op::kLessEqual, "<="},
    {Op::kGreater, ">"},  {Op::kGreaterEqual, ">="}, {Op::kIn, "in"},    {Op::kAdd, "+"},
    {Op::kSubtract, "-"}, {Op::kMultiply, "*"},      {Op::kDivide, "/"}, {Op::kModulo, "%"},
    {Op::kNot, "!"},      {Op::kNegate, "-"},        {Op::kIndex, "[]"},
};

std::string_view TextOf(Op op) {
  for (const OpText& row : kOpTexts) {
    if (row.op == op) return row.text;
  }
  return "?";
}

class Printer {
 public:
  std::string Take() && { return std::move(out_); }

  void Print(const Term& term) {
    switch (term.kind) {
      case TermKind::kError:
        out_ += "error";
        return;
      case TermKind::kConstant:
        out_ += writ::ToSource(term.value);
        return;
      case TermKind::kRoot:
        out_ += kRootNames[static_cast<size_t>(term.root)];
        return;
      case TermKind::kParameter:
        out_ += term.name;
        return;
      case TermKind::kVariable:
        out_ += "$" + std::to_string(term.index);
        return;
      case TermKind::kField:
        return Member(term, ".");
      case TermKind::kFieldOrAbsent:
        return Member(term, ".?");
      case TermKind::kHasField:
        out_ += "has(";
        Member(term, ".");
        out_ += ")";
        return;
      case TermKind::kUnary:
        out_ += TextOf(term.op);
        return Print(*term.children[0]);
      case TermKind::kBinary:
        return Separated(term, "(", " " + std::string(TextOf(term.op)) + " ", ")");
      case TermKind::kAnd:
        return Separated(term, "(", " && ", ")");
      case TermKind::kOr:
        return Separated(term, "(", " || ", ")");
      case TermKind::kConditional:
        return Conditional(term);
      case TermKind::kCall:
        // The row's name, since several rows share one source name.
        return Separated(term,
                         std::string(FindBuiltin(static_cast<uint32_t>(term.builtin))->name) + "(",
                         ", ", ")");
      case TermKind::kList:
        return Separated(term, "[", ", ", "]");
      case TermKind::kMap:
        return Separated(term, "{", ", ", "}");
      case TermKind::kFact:
        return Separated(term, term.name + "(", ", ", ")");
      case TermKind::kAttributes:
        return Separated(term, "attributes(", ", ", ")");
    }
  }

 private:
  void Member(const Term& term, std::string_view dot) {
    Print(*term.children[0]);
    out_ += dot;
    out_ += term.name;
  }

  void Conditional(const Term& term) {
    out_ += "(";
    Print(*term.children[0]);
    out_ += " ? ";
    Print(*term.children[1]);
    out_ += " : ";
    Print(*term.children[2]);
    out_ += ")";
  }

  void Separated(const Term& term, std::string_view begin, std::string_view between,
                 std::string_view end) {
    out_ += begin;
    for (size_t i = 0; i < term.children.size(); ++i) {
      if (i > 0) out_ += between;
      Print(*term.children[i]);
    }
    out_ += end;
  }

  std::string out_;
};

}  // namespace

const Term* TermPool::Add(Term term) {
  uint64_t size = 1;
  uint32_t depth = 0, levels = 0;
  for (const Term* child : term.children) {
    size += child->size;
    depth = std::max(depth, child->depth);
    levels = std::max(levels, child->levels);
    term.has_parameter = term.has_parameter || child->has_parameter;
  }
  term.has_parameter = term.has_parameter || term.is(TermKind::kParameter);
  term.size = static_cast<uint32_t>(std::min<uint64_t>(size, UINT32_MAX));
  term.depth = depth + 1;
  if (term.is(TermKind::kList) || term.is(TermKind::kMap)) term.levels = levels + 1;
  if (term.is(TermKind::kConditional)) term.levels = levels;
  terms_.push_back(std::move(term));
  return &terms_.back();
}

std::string ToSource(const Term& term) {
  Printer printer;
  printer.Print(term);
  return std::move(printer).Take();
}

bool ReadsRoot(const Term& term, Root root) {
  if (term.is(TermKind::kRoot) && term.root == root) return true;
  return std::any_of(term.children.begin(), term.children.end(),
                     [root](const Term* child) { return ReadsRoot(*child, root); });
}

}  // namespace writ::lang
