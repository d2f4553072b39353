// Optional values by CEL's operators: `a.?b`, `a[?i]`, `[?e]`, `{?k: e}`, `optMap`.
//
// An optional field that is declared must be tested (rule R2), and reading on behind one is
// a mistake until it is. These operators are the other way: who writes `.?` has said that
// there may be nothing, so what is read on behind it is optional too, and only a default or
// a test turns it into a value.
#include <algorithm>

#include "engine/bytecode/codes.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

const Type* Element(const Type* type) {
  return type->is(TypeKind::kOptional) ? type->element : type;
}

}  // namespace

bool Checker::Chains(const Term& term) {
  return term.type->is(TypeKind::kOptional) && !term.is(TermKind::kFieldOrAbsent);
}

const Term* Checker::Builtin1(Builtin builtin, const Type* type, std::vector<const Term*> arguments,
                              Span span) {
  Term term;
  term.kind = TermKind::kCall;
  term.builtin = builtin;
  term.type = type;
  term.children = std::move(arguments);
  for (const Term* child : term.children) term.levels = std::max(term.levels, child->levels);
  return Finish(std::move(term), span);
}

const Term* Checker::None() {
  return Constant(Value(), model_.types.Optional(Simple(TypeKind::kDyn)));
}

const Term* Checker::HasValueOf(const Term* optional, Span span) {
  return Builtin1(Builtin::kHasValue, Simple(TypeKind::kBool), {optional}, span);
}

// ---- reading ----

const Term* Checker::CheckOptionalSelect(const Expr& expr, const Env& env) {
  const Member member = FindMember(expr, env);
  if (member.value != nullptr) {
    const Type* type = member.value->type;
    if (type->is(TypeKind::kOptional)) return member.value;
    return TryCoerce(member.value, model_.types.Optional(type));
  }
  if (member.base == nullptr) return error_;
  const Type* type = model_.types.Optional(member.type);
  return Builtin1(Builtin::kOptionalIndex, type, {member.base, TextConstant(expr.name)}, expr.span);
}

const Term* Checker::CheckOptionalIndex(const Expr& expr, const Env& env) {
  const Term* owner = CheckLoose(*expr.children[0], env);
  const Term* key = Check(*expr.children[1], env);
  if (!Chains(*owner)) owner = Use(owner, expr.children[0]->span);
  if (owner->is_error() || key->is_error()) return error_;
  return OptionalPart(owner, key, expr);
}

const Term* Checker::OptionalPart(const Term* owner, const Term* key, const Expr& expr) {
  const Type* type = PartType(*Element(owner->type), key, expr);
  if (type == nullptr || key->is_error()) return error_;
  return Builtin1(Builtin::kOptionalIndex, model_.types.Optional(type), {owner, key}, expr.span);
}

// What `key`, which takes the type that the owner wants, names in an owner; null, reported,
// when it can name nothing.
const Type* Checker::PartType(const Type& owner, const Term*& key, const Expr& expr) {
  const Span span = expr.children[0]->span;
  if (owner.is(TypeKind::kDyn)) return &owner;
  if (owner.is(TypeKind::kMap)) {
    key = Coerce(key, owner.key, expr.span);
    return owner.element;
  }
  if (owner.is(TypeKind::kList)) {
    const bool number = key->type->is(TypeKind::kUint) || key->type->is(TypeKind::kDouble);
    if (!number) key = Coerce(key, Simple(TypeKind::kInt), expr.span);
    return owner.element;
  }
  const bool named = key->is_constant() && key->value.is(Kind::kString);
  const bool record = owner.is(TypeKind::kRecord) || owner.is(TypeKind::kTask);
  if (!named || !record) {
    Report(DiagnosticId::kTypeMismatch, span, {"a record, a list or a map", owner.ToString()});
    return nullptr;
  }
  const Field* field = owner.FindField(key->value.AsText());
  if (field == nullptr) {
    UnknownField(expr, owner.ToString(), owner.fields);
    return nullptr;
  }
  return Element(field->type);
}

// ---- comparing ----

// Two that may be missing; null when it is not about such.
const Term* Checker::CompareOptionals(const Expr& expr, const Term* left, const Term* right) {
  const bool equality = expr.op == Operator::kEqual || expr.op == Operator::kNotEqual;
  if (!equality || !Chains(*left) || !Chains(*right)) return nullptr;
  if (TryCoerce(right, left->type) == nullptr && TryCoerce(left, right->type) == nullptr) {
    return nullptr;
  }
  const Term* equal =
      Builtin1(Builtin::kOptionalEqual, Simple(TypeKind::kBool), {left, right}, expr.span);
  if (expr.op == Operator::kEqual || equal->is_error()) return equal;
  Term term;
  term.kind = TermKind::kUnary;
  term.op = Op::kNot;
  term.type = Simple(TypeKind::kBool);
  term.children = {equal};
  return Finish(std::move(term), expr.span);
}

// ---- building ----

// What stands behind `?`; an error, reported, when it is always there.
const Term* Checker::OptionalEntryOf(const Expr& entry, const Env& env, const Type* hint) {
  const Type* want = hint == nullptr ? nullptr : model_.types.Optional(hint);
  const Term* term = CheckLoose(entry, env, want);
  if (term->is_error() || term->type->is(TypeKind::kOptional)) return term;
  Report(DiagnosticId::kTypeMismatch, entry.span, {"what may be missing", term->type->ToString()})
      .help = "leave the `?` before it out";
  return error_;
}

// `[a, ?b, c]` is [a] + (b or nothing) + [c].
const Term* Checker::CheckOptionalList(const Expr& expr, const Env& env, const Type* hint) {
  hint = hint == nullptr ? nullptr : Element(hint);
  const bool hinted = hint != nullptr && (hint->is(TypeKind::kList) || hint->is(TypeKind::kSet));
  const Type* element = hinted ? hint->element : nullptr;
  std::vector<const Term*> items;
  bool mixed = false;
  for (const ExprPtr& child : expr.children) {
    const Term* item = child->optional_entry ? OptionalEntryOf(*child, env, element)
                                             : Use(CheckLoose(*child, env, element), child->span);
    if (item->is_error()) return error_;
    items.push_back(item);
    if (element == nullptr) element = Element(item->type);
    const Type* want = child->optional_entry ? model_.types.Optional(element) : element;
    if (TryCoerce(item, want) == nullptr && dialect_.cel) mixed = true;
  }
  if (mixed || element == nullptr) element = Simple(TypeKind::kDyn);
  const Type* type = model_.types.List(element);
  const Term* result = nullptr;
  for (size_t i = 0; i < items.size(); ++i) {
    const Expr& child = *expr.children[i];
    const Type* want = child.optional_entry ? model_.types.Optional(element) : element;
    const Term* item = Coerce(items[i], want, child.span);
    if (item->is_error()) return error_;
    Term one;
    one.kind = TermKind::kList;
    one.type = type;
    one.children = {item};
    const Term* part = child.optional_entry
                           ? Builtin1(Builtin::kOptionalToList, type, {item}, child.span)
                           : Finish(std::move(one), child.span);
    if (result != nullptr && !part->is_error() && !result->is_error()) {
      Term both;
      both.kind = TermKind::kBinary;
      both.op = Op::kAdd;
      both.type = type;
      both.levels = std::max(result->levels, part->levels);
      both.children = {result, part};
      part = Finish(std::move(both), expr.span);
    }
    result = part;
  }
  return result == nullptr ? error_ : result;
}

// The entries that are always there first, as a map of their own.
const Term* Checker::CheckOptionalMap(const Expr& expr, const Env& env, const Type* hint) {
  hint = hint == nullptr ? nullptr : Element(hint);
  const bool hinted = hint != nullptr && hint->is(TypeKind::kMap);
  const Type* key_type = hinted ? hint->key : nullptr;
  const Type* value_type = hinted ? hint->element : nullptr;
  struct Entry {
    const Term *key, *value;
    bool optional;
  };
  std::vector<Entry> entries;
  bool mixed = false;
  for (size_t i = 0; i + 1 < expr.children.size(); i += 2) {
    const Expr &k = *expr.children[i], &v = *expr.children[i + 1];
    const Term* key = Check(k, env, key_type);
    const Term* value = k.optional_entry ? OptionalEntryOf(v, env, value_type)
                                         : Use(CheckLoose(v, env, value_type), v.span);
    if (key->is_error() || value->is_error()) return error_;
    if (key_type == nullptr) key_type = key->type;
    if (value_type == nullptr) value_type = Element(value->type);
    const Type* want = k.optional_entry ? model_.types.Optional(value_type) : value_type;
    if (const Term* fitting = TryCoerce(value, want)) {
      value = fitting;
    } else if (dialect_.cel) {
      mixed = true;
    } else {
      return Coerce(value, want, v.span);
    }
    entries.push_back({key, value, k.optional_entry});
  }
  const Type* dyn = Simple(TypeKind::kDyn);
  const Type* type = model_.types.Map(key_type, mixed ? dyn : value_type);
  Term plain;
  plain.kind = TermKind::kMap;
  plain.type = type;
  for (const Entry& entry : entries) {
    if (!entry.optional) plain.children.insert(plain.children.end(), {entry.key, entry.value});
  }
  const Term* map = Finish(std::move(plain), expr.span);
  for (const Entry& entry : entries) {
    if (!entry.optional || map->is_error()) continue;
    map = Builtin1(Builtin::kPutOptional, type, {map, entry.key, entry.value}, expr.span);
  }
  return map;
}

// ---- mapping ----

// x.optMap(v, e): e of the value, if there is one; optFlatMap: where e may be missing too.
const Term* Checker::CheckOptMap(const Expr& expr, const Env& env) {
  const bool flat = expr.name == "optFlatMap";
  if (expr.children.size() != 3 || expr.children[1]->kind != ExprKind::kIdent) {
    Report(DiagnosticId::kWrongArgumentCount, expr.span,
           {expr.name, "2 arguments", std::to_string(expr.children.size() - 1)})
        .help = "write `" + Text(expr.children[0]->span) + "." + expr.name +
                "(x, ...)`, with a name for the value";
    return error_;
  }
  const Term* optional = CheckLoose(*expr.children[0], env);
  if (optional->is_error()) return error_;
  if (!optional->type->is(TypeKind::kOptional)) return NoOverload(expr, true, {optional});
  const Term* has = HasValueOf(optional, expr.span);
  if (has->is_constant() && has->value.IsFalse()) return None();
  const Type* element = optional->type->element;
  const Term* value = Builtin1(Builtin::kOptionalValue, element, {optional}, expr.span);
  Env inner = env;
  if (!BindLocal(*expr.children[1], value, inner)) return error_;
  const Term* body = CheckLoose(*expr.children[2], inner);
  if (!flat) body = Use(body, expr.children[2]->span);
  if (body->is_error()) return error_;
  const Type* type = model_.types.Optional(body->type);
  body = TryCoerce(body, type);
  if (has->is_constant()) return body;
  Term term;
  term.kind = TermKind::kConditional;
  term.type = type;
  term.children = {has, body, Constant(Value(), type)};
  return Finish(std::move(term), expr.span);
}

}  // namespace writ::lang
