#include "lang/ast/print.h"

#include <algorithm>
#include <array>

#include "lang/ast/print_literal.h"

namespace writ::lang {
namespace {

// How tightly an expression binds; an operand that binds less needs parentheses.
enum Binding { kConditional, kOr, kAnd, kRelation, kAdditive, kMultiplicative, kUnary, kPrimary };

Binding BindingOf(const Expr& e) {
  switch (e.kind) {
    case ExprKind::kConditional:
      return kConditional;
    case ExprKind::kOr:
      return kOr;
    case ExprKind::kAnd:
      return kAnd;
    case ExprKind::kCompare:
      return kRelation;
    case ExprKind::kArithmetic:
      return e.op == Operator::kAdd || e.op == Operator::kSubtract ? kAdditive : kMultiplicative;
    case ExprKind::kNot:
    case ExprKind::kNegate:
      return kUnary;
    case ExprKind::kNull:
    case ExprKind::kBool:
    case ExprKind::kInt:
    case ExprKind::kUint:
    case ExprKind::kDouble:
    case ExprKind::kString:
    case ExprKind::kBytes:
    case ExprKind::kMoney:
    case ExprKind::kDuration:
    case ExprKind::kIdent:
    case ExprKind::kSelect:
    case ExprKind::kIndex:
    case ExprKind::kCall:
    case ExprKind::kMethod:
    case ExprKind::kHas:
    case ExprKind::kList:
    case ExprKind::kMap:
    case ExprKind::kRecord:
      return kPrimary;
  }
  return kPrimary;
}

constexpr std::array kReserved = {"true", "false", "null", "in", "when", "unless", "else"};

// Recursion is bounded by kMaxDepth, which the parser keeps.
class Printer {
 public:
  std::string Take() { return std::move(out_); }

  void Print(const Expr& e, Binding least = kConditional) {
    bool parentheses = BindingOf(e) < least;
    if (parentheses) out_ += '(';
    Bare(e);
    if (parentheses) out_ += ')';
  }

 private:
  void Bare(const Expr& e) {
    switch (e.kind) {
      case ExprKind::kNull:
      case ExprKind::kBool:
      case ExprKind::kInt:
      case ExprKind::kUint:
      case ExprKind::kDouble:
      case ExprKind::kString:
      case ExprKind::kBytes:
      case ExprKind::kMoney:
      case ExprKind::kDuration:
        out_ += PrintLiteral(e);
        return;
      case ExprKind::kIdent:
        out_ += QuoteName(e.name, IsReserved(e.name));
        return;
      case ExprKind::kSelect:
        Member(e);
        return;
      case ExprKind::kIndex:
        Print(*e.children[0], kPrimary);
        List(e, 1, e.optional ? "[?" : "[", "]");
        return;
      case ExprKind::kCall:
        out_ += QuoteName(e.name, IsReserved(e.name));
        List(e, 0, "(", ")");
        return;
      case ExprKind::kMethod:
        Member(e);
        List(e, 1, "(", ")");
        return;
      case ExprKind::kHas:
        List(e, 0, "has(", ")");
        return;
      case ExprKind::kNot:
      case ExprKind::kNegate:
        out_ += e.kind == ExprKind::kNot ? '!' : '-';
        Print(*e.children[0], kUnary);
        return;
      case ExprKind::kAnd:
        Joined(e, " && ", kRelation);
        return;
      case ExprKind::kOr:
        Joined(e, " || ", kAnd);
        return;
      case ExprKind::kCompare:
      case ExprKind::kArithmetic:
        Binary(e);
        return;
      case ExprKind::kConditional:
        Print(*e.children[0], kOr);
        out_ += " ? ";
        Print(*e.children[1], kOr);
        out_ += " : ";
        Print(*e.children[2]);
        return;
      case ExprKind::kList:
        List(e, 0, "[", "]");
        return;
      case ExprKind::kMap:
        Map(e);
        return;
      case ExprKind::kRecord:
        Record(e);
        return;
    }
  }

  void Entry(const Expr& e) {
    if (e.optional_entry) out_ += '?';
    Print(e);
  }

  void Member(const Expr& e) {
    Print(*e.children[0], kPrimary);
    out_ += (e.optional ? ".?" : ".") + QuoteName(e.name, false);
  }

  void List(const Expr& e, size_t from, std::string_view open, std::string_view close) {
    out_ += open;
    for (size_t i = from; i < e.children.size(); ++i) {
      if (i > from) out_ += ", ";
      Entry(*e.children[i]);
    }
    out_ += close;
  }

  void Joined(const Expr& e, std::string_view between, Binding least) {
    for (size_t i = 0; i < e.children.size(); ++i) {
      if (i > 0) out_ += between;
      Print(*e.children[i], least);
    }
  }

  // Chains group to the left, so only the right operand must bind more tightly.
  void Binary(const Expr& e) {
    Binding own = BindingOf(e);
    Print(*e.children[0], own);
    out_ += " " + std::string(OperatorText(e.op)) + " ";
    Print(*e.children[1], static_cast<Binding>(own + 1));
  }

  void Map(const Expr& e) {
    out_ += '{';
    for (size_t i = 0; i + 1 < e.children.size(); i += 2) {
      if (i > 0) out_ += ", ";
      Entry(*e.children[i]);
      out_ += ": ";
      Print(*e.children[i + 1]);
    }
    out_ += '}';
  }

  void Record(const Expr& e) {
    if (!e.name.empty()) out_ += QuoteDottedName(e.name) + " ";
    out_ += '{';
    for (size_t i = 0; i < e.children.size(); ++i) {
      out_ += (i == 0 ? " " : ", ") + QuoteName(e.fields[i].text, false) + ": ";
      Print(*e.children[i]);
    }
    out_ += e.children.empty() ? "}" : " }";
  }

  std::string out_;
};

void PrintType(const TypeExpr& type, std::string& out);

void PrintFields(const std::vector<FieldDecl>& fields, std::string& out) {
  out += '{';
  for (size_t i = 0; i < fields.size(); ++i) {
    out += (i == 0 ? " " : ", ") + QuoteName(fields[i].name.text, false) + ": ";
    PrintType(*fields[i].type, out);
  }
  out += fields.empty() ? "}" : " }";
}

void PrintType(const TypeExpr& type, std::string& out) {
  switch (type.kind) {
    case TypeExprKind::kName:
      out += QuoteDottedName(type.name);
      return;
    case TypeExprKind::kGeneric:
      out += type.name;
      for (size_t i = 0; i < type.arguments.size(); ++i) {
        out += i == 0 ? "<" : ", ";
        PrintType(*type.arguments[i], out);
      }
      out += '>';
      return;
    case TypeExprKind::kRecord:
      PrintFields(type.fields, out);
      return;
    case TypeExprKind::kOptional:
      PrintType(*type.arguments[0], out);
      out += '?';
      return;
  }
}

}  // namespace

std::string ToSource(const Expr& expr) {
  Printer printer;
  printer.Print(expr);
  return printer.Take();
}

std::string ToSource(const TypeExpr& type) {
  std::string out;
  PrintType(type, out);
  return out;
}

std::string_view OperatorText(Operator op) {
  constexpr std::string_view kTexts[] = {
      "", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"};
  return kTexts[static_cast<size_t>(op)];
}

bool IsReserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

}  // namespace writ::lang
