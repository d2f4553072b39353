#include "lang/sema/term.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
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

// Macros inside each other in the body of a macro.
uint32_t LoopsInside(const Term& macro) {
  uint32_t loops = 0;
  for (size_t i = 1; i < macro.children.size(); ++i) {
    loops = std::max(loops, macro.children[i]->loops);
  }
  return loops;
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
      case TermKind::kElement:
        out_ += NameOf(term);
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
        return Separated(term, NameOfCall(term) + "(", ", ", ")");
      case TermKind::kList:
        return Separated(term, "[", ", ", "]");
      case TermKind::kMap:
        return Separated(term, "{", ", ", "}");
      case TermKind::kFact:
        return Separated(term, term.name + "(", ", ", ")");
      case TermKind::kAttributes:
        return Separated(term, "attributes(", ", ", ")");
      case TermKind::kGroups:
        return Separated(term, "groups(", ", ", ")");
      case TermKind::kMacro:
        return PrintMacro(term);
    }
  }

 private:
  // The row's name, since several rows share one source name.
  static std::string NameOfCall(const Term& call) {
    const BuiltinInfo& info = *FindBuiltin(static_cast<uint32_t>(call.builtin));
    return call.any ? "any " + std::string(info.source) : std::string(info.name);
  }

  void Member(const Term& term, std::string_view dot) {
    Print(*term.children[0]);
    out_ += dot;
    out_ += term.name;
  }

  // An element is named by the macros that stand inside its own, so that the author's
  // choice of a name makes no other term; by its number where its macro is not shown.
  std::string NameOf(const Term& element) const {
    for (const Bound& bound : bound_) {
      if (bound.index == element.index) return "e" + std::to_string(bound.inside);
      if (bound.second == element.index) return "v" + std::to_string(bound.inside);
    }
    return "%" + std::to_string(element.index);
  }

  void PrintMacro(const Term& term) {
    Print(*term.children[0]);
    bound_.push_back({term.index, term.second, LoopsInside(term)});
    const std::string inside = std::to_string(bound_.back().inside);
    out_ += "." + std::string(RowOf(term.macro).name) + "(e" + inside;
    if (term.second != 0) out_ += ", v" + inside;
    for (size_t i = 1; i < term.children.size(); ++i) {
      out_ += ", ";
      Print(*term.children[i]);
    }
    out_ += ")";
    bound_.pop_back();
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

  struct Bound {
    uint32_t index, second, inside;
  };
  std::vector<Bound> bound_;
  std::string out_;
};

void Unite(std::vector<uint32_t>& into, const std::vector<uint32_t>& more) {
  std::vector<uint32_t> all;
  std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(all));
  into = std::move(all);
}

// Loops, and the elements that are not its own.
void SetMacros(Term& term) {
  for (const Term* child : term.children) {
    term.loops = std::max(term.loops, child->loops);
    if (!child->free.empty()) Unite(term.free, child->free);
  }
  if (term.is(TermKind::kElement)) term.free = {term.index};
  if (!term.is(TermKind::kMacro)) return;
  term.loops = std::max(term.loops, LoopsInside(term) + 1);
  std::erase(term.free, term.index);
  if (term.second != 0) std::erase(term.free, term.second);
}

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
  SetMacros(term);
  terms_.push_back(std::move(term));
  return &terms_.back();
}

std::string ToSource(const Term& term) {
  Printer printer;
  printer.Print(term);
  return std::move(printer).Take();
}

const Term* FreeElement(const Term& term) {
  if (term.free.empty()) return nullptr;
  const Term* at = &term;
  while (!at->is(TermKind::kElement)) {
    at = *std::find_if(at->children.begin(), at->children.end(), [&term](const Term* child) {
      return std::binary_search(child->free.begin(), child->free.end(), term.free[0]);
    });
  }
  return at;
}

bool ReadsRoot(const Term& term, Root root) {
  if (term.is(TermKind::kRoot) && term.root == root) return true;
  return std::any_of(term.children.begin(), term.children.end(),
                     [root](const Term* child) { return ReadsRoot(*child, root); });
}

}  // namespace writ::lang
