// Comparison and arithmetic: which types they are defined on.
#include <algorithm>
#include <iterator>

#include "engine/bytecode/codes.h"
#include "engine/value/identity.h"
#include "lang/ast/print.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

struct OperatorRow {
  Operator op;
  Op code;
};
constexpr OperatorRow kOperators[] = {
    {Operator::kEqual, Op::kEqual},
    {Operator::kNotEqual, Op::kNotEqual},
    {Operator::kLess, Op::kLess},
    {Operator::kLessEqual, Op::kLessEqual},
    {Operator::kGreater, Op::kGreater},
    {Operator::kGreaterEqual, Op::kGreaterEqual},
    {Operator::kIn, Op::kIn},
    {Operator::kAdd, Op::kAdd},
    {Operator::kSubtract, Op::kSubtract},
    {Operator::kMultiply, Op::kMultiply},
    {Operator::kDivide, Op::kDivide},
    {Operator::kModulo, Op::kModulo},
};

Op CodeOf(Operator op) {
  for (const OperatorRow& row : kOperators) {
    if (row.op == op) return row.code;
  }
  return Op::kEqual;
}

// left op right = result, on simple types. Any of + - * / where `ops` names it.
struct ArithmeticRow {
  std::string_view ops;
  TypeKind left, right, result;
};
constexpr ArithmeticRow kArithmetic[] = {
    {"+-*/%", TypeKind::kInt, TypeKind::kInt, TypeKind::kInt},
    {"+-*/%", TypeKind::kUint, TypeKind::kUint, TypeKind::kUint},
    {"+-*/", TypeKind::kDouble, TypeKind::kDouble, TypeKind::kDouble},
    {"+-*/", TypeKind::kDecimal, TypeKind::kDecimal, TypeKind::kDecimal},
    {"+-*/", TypeKind::kInt, TypeKind::kDecimal, TypeKind::kDecimal},
    {"+-*/", TypeKind::kDecimal, TypeKind::kInt, TypeKind::kDecimal},
    {"+-", TypeKind::kMoney, TypeKind::kMoney, TypeKind::kMoney},
    {"*/", TypeKind::kMoney, TypeKind::kInt, TypeKind::kMoney},
    {"*/", TypeKind::kMoney, TypeKind::kDecimal, TypeKind::kMoney},
    {"*", TypeKind::kInt, TypeKind::kMoney, TypeKind::kMoney},
    {"*", TypeKind::kDecimal, TypeKind::kMoney, TypeKind::kMoney},
    {"/", TypeKind::kMoney, TypeKind::kMoney, TypeKind::kDecimal},
    {"+", TypeKind::kString, TypeKind::kString, TypeKind::kString},
    {"+", TypeKind::kBytes, TypeKind::kBytes, TypeKind::kBytes},
    {"+-", TypeKind::kTimestamp, TypeKind::kDuration, TypeKind::kTimestamp},
    {"+", TypeKind::kDuration, TypeKind::kTimestamp, TypeKind::kTimestamp},
    {"-", TypeKind::kTimestamp, TypeKind::kTimestamp, TypeKind::kDuration},
    {"+-", TypeKind::kDuration, TypeKind::kDuration, TypeKind::kDuration},
    {"+-", TypeKind::kDate, TypeKind::kDuration, TypeKind::kDate},
    {"+", TypeKind::kDuration, TypeKind::kDate, TypeKind::kDate},
    {"-", TypeKind::kDate, TypeKind::kDate, TypeKind::kDuration},
};

constexpr TypeKind kOrdered[] = {TypeKind::kBool,   TypeKind::kMoney,     TypeKind::kString,
                                 TypeKind::kBytes,  TypeKind::kTimestamp, TypeKind::kDuration,
                                 TypeKind::kDate,   TypeKind::kInt,       TypeKind::kUint,
                                 TypeKind::kDouble, TypeKind::kDecimal};

bool IsNumber(const Type& type) {
  return type.is(TypeKind::kInt) || type.is(TypeKind::kUint) || type.is(TypeKind::kDouble) ||
         type.is(TypeKind::kDecimal);
}

// Nothing when the operator is not defined on them.
std::optional<TypeKind> ResultOf(Operator op, const Type& left, const Type& right) {
  const std::string_view symbol = OperatorText(op);
  for (const ArithmeticRow& row : kArithmetic) {
    if (row.left == left.kind && row.right == right.kind &&
        row.ops.find(symbol) != std::string_view::npos) {
      return row.result;
    }
  }
  return std::nullopt;
}

bool IsEquality(Operator op) { return op == Operator::kEqual || op == Operator::kNotEqual; }

// Whether values of the two may be equal: numbers of any kind; lists, sets and maps of
// what may be.
bool MayBeEqual(const Type& a, const Type& b) {
  if (&a == &b || a.is(TypeKind::kDyn) || b.is(TypeKind::kDyn)) return true;
  if (IsNumber(a) && IsNumber(b)) return true;
  if (a.kind != b.kind) return false;
  const bool list = a.is(TypeKind::kList) || a.is(TypeKind::kSet);
  if (list) return MayBeEqual(*a.element, *b.element);
  return a.is(TypeKind::kMap) && MayBeEqual(*a.key, *b.key) && MayBeEqual(*a.element, *b.element);
}

bool Comparable(Operator op, const Type& left, const Type& right) {
  if (IsEquality(op) && MayBeEqual(left, right)) return true;
  if (left.is(TypeKind::kDyn) || right.is(TypeKind::kDyn)) return true;
  if (IsNumber(left) && IsNumber(right)) return true;
  const bool tasks = left.is(TypeKind::kTask) && right.is(TypeKind::kTask) &&
                     (left.name == "task" || right.name == "task");
  if (&left != &right && !tasks) return false;
  return IsEquality(op) ||
         std::find(std::begin(kOrdered), std::end(kOrdered), left.kind) != std::end(kOrdered);
}

bool IsText(const Term& term) { return term.is_constant() && term.value.is(Kind::kString); }

bool IsMoneyAndNumber(const Type& a, const Type& b) {
  return (a.is(TypeKind::kMoney) && IsNumber(b)) || (b.is(TypeKind::kMoney) && IsNumber(a));
}

std::string HelpFor(const Term& left, const Term& right) {
  if (IsMoneyAndNumber(*left.type, *right.type)) {
    return "say the currency of the number, as in `500 USD`, or take `.amount()` of the money";
  }
  for (const Term* side : {&left, &right}) {
    const Term& other = side == &left ? right : left;
    if (IdentityOfType(side->type->kind) && other.type->is(TypeKind::kString)) {
      return "make it one first: `" + side->type->ToString() + "(...)`";
    }
  }
  if (left.type->is(TypeKind::kDate) || right.type->is(TypeKind::kDate)) {
    return "a day is written `date(\"2026-12-01\")`; `date(t)` is the day of a timestamp";
  }
  if (left.type->is(TypeKind::kEntity) || right.type->is(TypeKind::kEntity)) {
    return "the identity of an entity is the text `.id()`";
  }
  return "";
}

Term Binary(Op op, const Term* left, const Term* right, const Type* type) {
  Term term;
  term.kind = TermKind::kBinary;
  term.op = op;
  term.type = type;
  term.children = {left, right};
  return term;
}

}  // namespace

const Term* Checker::CheckCompare(const Expr& expr, const Env& env) {
  const Expr &l = *expr.children[0], &r = *expr.children[1];
  const Term* left = CheckLoose(l, env);
  const Term* right = CheckLoose(r, env, left->type);
  if (const Term* compared = CompareOptionals(expr, left, right)) return compared;
  left = Use(left, l.span);
  right = Use(right, r.span);
  if (left->is_error() || right->is_error()) return error_;
  // A literal takes the form of what it is compared with.
  if (right->is_constant()) {
    if (const Term* same = TryCoerce(right, left->type)) right = same;
  } else if (left->is_constant()) {
    if (const Term* same = TryCoerce(left, right->type)) left = same;
  }
  if (!Comparable(expr.op, *left->type, *right->type)) {
    if (left->type->is(TypeKind::kEnum) && right->is_constant() && right->value.is(Kind::kString)) {
      return BadEnumValue(*right, *left->type, r.span);
    }
    if (right->type->is(TypeKind::kEnum) && left->is_constant() && left->value.is(Kind::kString)) {
      return BadEnumValue(*left, *right->type, l.span);
    }
    if (IdentityOfType(left->type->kind) && IsText(*right)) {
      return IdentityConstant(right->value.AsText(), left->type, r.span);
    }
    if (IdentityOfType(right->type->kind) && IsText(*left)) {
      return IdentityConstant(left->value.AsText(), right->type, l.span);
    }
    Report(DiagnosticId::kIncomparable, expr.span,
           {std::string(OperatorText(expr.op)), left->type->ToString(), right->type->ToString()})
        .help = HelpFor(*left, *right);
    return error_;
  }
  if (!CanBePart(*left, *right, r.span) || !CanBePart(*right, *left, l.span)) return error_;
  const bool as_cel = dialect_.cel && !IsEquality(expr.op) &&
                      (left->type != right->type || left->type->is(TypeKind::kDyn));
  if (as_cel) left = CelOrder(left, right, expr.span);
  if (as_cel) right = Constant(Value::Int(0), Simple(TypeKind::kInt));
  return Finish(Binary(CodeOf(expr.op), left, right, Simple(TypeKind::kBool)), expr.span);
}

// How two values that may be numbers of two types are ordered.
const Term* Checker::CelOrder(const Term* left, const Term* right, Span span) {
  Term call;
  call.kind = TermKind::kCall;
  call.builtin = Builtin::kCelOrder;
  call.type = Simple(TypeKind::kInt);
  call.children = {left, right};
  return Finish(std::move(call), span);
}

const Term* Checker::CheckIn(const Expr& expr, const Env& env) {
  const Expr &l = *expr.children[0], &r = *expr.children[1];
  const Term* left = Use(CheckLoose(l, env), l.span);
  const bool literal = r.kind == ExprKind::kList && !left->is_error();
  const Term* right =
      Use(CheckLoose(r, env, literal ? model_.types.List(left->type) : nullptr), r.span);
  if (left->is_error() || right->is_error()) return error_;
  const Type* type = right->type;
  if (type->is(TypeKind::kEntity)) return CheckInGroup(expr, left, right);
  const Type* element = type->is(TypeKind::kMap) ? type->key : type->element;
  const bool collection = type->is(TypeKind::kList) || type->is(TypeKind::kSet) ||
                          type->is(TypeKind::kMap) || type->is(TypeKind::kDyn);
  if (!collection) {
    Report(DiagnosticId::kTypeMismatch, r.span, {"a list, a set or a map", type->ToString()});
    return error_;
  }
  if (element != nullptr && left->is_constant()) {
    if (const Term* same = TryCoerce(left, element)) left = same;
  }
  if (element != nullptr && !Comparable(Operator::kEqual, *left->type, *element)) {
    if (element->is(TypeKind::kEnum) && left->is_constant() && left->value.is(Kind::kString)) {
      return BadEnumValue(*left, *element, l.span);
    }
    if (IdentityOfType(element->kind) && IsText(*left)) {
      return IdentityConstant(left->value.AsText(), element, l.span);
    }
    Report(DiagnosticId::kIncomparable, expr.span,
           {"in", left->type->ToString(), type->ToString()});
    return error_;
  }
  if (!CanBePart(*left, *right, r.span)) return error_;
  return Finish(Binary(Op::kIn, left, right, Simple(TypeKind::kBool)), expr.span);
}

// Whether entities of `type` can be in one of `group`: its type is declared `in` it, or in
// one that is, or is the same. A chain of declarations is as long as there are types.
bool Checker::CanBeIn(const Type* type, const Type* group) const {
  for (size_t left = model_.types.types().size(); type != nullptr && left > 0; --left) {
    if (type == group) return true;
    type = type->group.empty() ? nullptr : model_.types.FindNamed(type->group);
  }
  return false;
}

// An entity is in itself and in every group of its own and of those. They are read
// before the rules run, as one set.
const Term* Checker::CheckInGroup(const Expr& expr, const Term* member, const Term* group) {
  if (!member->type->is(TypeKind::kEntity) || !CanBeIn(member->type, group->type)) {
    Report(DiagnosticId::kNotInGroup, expr.span,
           {member->type->ToString(), group->type->ToString()})
        .help = "declare the type of its groups: `entity ... in " + group->type->ToString() + "`";
    return error_;
  }
  Term groups;
  groups.kind = TermKind::kGroups;
  groups.type = model_.types.Set(group->type);
  groups.children = {member};
  const Term* read = model_.terms.Add(std::move(groups));
  if (!IsKnownBefore(*read, expr)) return error_;
  return Finish(Binary(Op::kIn, group, read, Simple(TypeKind::kBool)), expr.span);
}

const Term* Checker::CheckArithmetic(const Expr& expr, const Env& env, const Type* hint) {
  const Expr &l = *expr.children[0], &r = *expr.children[1];
  // Only a number is handed down: `1.5 + 2` where a double is wanted.
  const Type* number = hint != nullptr && IsNumber(*hint) ? hint : nullptr;
  const Term* left = Use(CheckLoose(l, env, number), l.span);
  const Type* like =
      IsNumber(*left->type) || left->type->is(TypeKind::kList) ? left->type : nullptr;
  const Term* right = Use(CheckLoose(r, env, like == nullptr ? number : like), r.span);
  if (left->is_error() || right->is_error()) return error_;
  if (left->is_constant() && IsNumber(*right->type)) {
    if (const Term* same = TryCoerce(left, right->type)) left = same;
  } else if (right->is_constant() && IsNumber(*left->type)) {
    if (const Term* same = TryCoerce(right, left->type)) right = same;
  }
  const Type* type = nullptr;
  if (left->type->is(TypeKind::kDyn) || right->type->is(TypeKind::kDyn)) {
    type = Simple(TypeKind::kDyn);
  } else if (auto result = ResultOf(expr.op, *left->type, *right->type)) {
    type = Simple(*result);
  } else if (expr.op == Operator::kAdd && left->type->is(TypeKind::kList)) {
    type = right->type->is(TypeKind::kList) ? Join(left, right) : nullptr;
  } else if (expr.op == Operator::kAdd && left->type->is(TypeKind::kSet)) {
    type = right->type->is(TypeKind::kSet) ? Join(left, right) : nullptr;
  }
  if (type != nullptr) return Finish(Binary(CodeOf(expr.op), left, right, type), expr.span);
  Report(DiagnosticId::kBadOperands, expr.span,
         {std::string(OperatorText(expr.op)), left->type->ToString(), right->type->ToString()})
      .help = HelpFor(*left, *right);
  return error_;
}

const Term* Checker::CheckNegate(const Expr& expr, const Env& env, const Type* hint) {
  const Expr& operand = *expr.children[0];
  if (operand.kind == ExprKind::kInt) return CheckInt(operand, /*negative=*/true, hint);
  if (operand.kind == ExprKind::kDouble) return CheckDouble(operand, /*negative=*/true, hint);
  const Term* value = Check(operand, env);
  if (value->is_error()) return error_;
  constexpr TypeKind kNegatable[] = {TypeKind::kInt,   TypeKind::kDouble,   TypeKind::kDecimal,
                                     TypeKind::kMoney, TypeKind::kDuration, TypeKind::kDyn};
  const TypeKind kind = value->type->kind;
  if (std::find(std::begin(kNegatable), std::end(kNegatable), kind) == std::end(kNegatable)) {
    Report(DiagnosticId::kBadOperand, expr.span, {"-", value->type->ToString()});
    return error_;
  }
  Term term;
  term.kind = TermKind::kUnary;
  term.op = Op::kNegate;
  term.type = value->type;
  term.children = {value};
  return Finish(std::move(term), expr.span);
}

}  // namespace writ::lang
