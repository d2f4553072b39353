// Conversions that need no word in the source: they never lose anything.
//   int to decimal; a number literal to decimal, uint or double
//   a text literal to an enum that has it, or to an ip, cidr, url, email or path that it means
//   T to T?, `null` to a T? that is not there, and anything to and from dyn, which is checked when
//   it runs a task to `any task`; a literal list or record part by part
#include <algorithm>
#include <cstdlib>

#include "engine/bytecode/codes.h"
#include "engine/value/identity.h"
#include "engine/value/text.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

Term Relabelled(const Term& term, const Type* type) {
  Term copy = term;
  copy.type = type;
  return copy;
}

bool IsEmptyLiteral(const Term& term) {
  return term.is_constant() && (term.value.is(Kind::kList) || term.value.is(Kind::kSet))
             ? term.value.size() == 0
             : term.is_constant() && term.value.is(Kind::kMap) && term.value.AsMap().size == 0;
}

std::optional<Value> ConvertNumber(const Value& value, const Type& want, Arena& arena) {
  if (value.is(Kind::kInt) && want.is(TypeKind::kDecimal)) {
    return Value::Decimal(Decimal::FromInt(value.AsInt()), arena);
  }
  if (value.is(Kind::kInt) && want.is(TypeKind::kUint) && value.AsInt() >= 0) {
    return Value::Uint(static_cast<uint64_t>(value.AsInt()));
  }
  if (value.is(Kind::kInt) && want.is(TypeKind::kDouble)) {
    return Value::Double(static_cast<double>(value.AsInt()));
  }
  if (value.is(Kind::kDecimal) && want.is(TypeKind::kDouble)) {
    return Value::Double(std::strtod(value.AsDecimal().ToString().c_str(), nullptr));
  }
  return std::nullopt;
}

}  // namespace

const Term* Checker::Relabel(const Term* term, const Type* type) {
  return model_.terms.Add(Relabelled(*term, type));
}

const Term* Checker::TryCoerce(const Term* term, const Type* want) {
  const Type* type = term->type;
  if (term->is_error() || want->is(TypeKind::kError)) return error_;
  if (type == want) return term;
  if (want->is(TypeKind::kOptional)) {
    if (type->is(TypeKind::kNull) && term->is_constant()) return Constant(Value(), want);
    if (type->is(TypeKind::kOptional)) {
      const bool open = type->element->is(TypeKind::kDyn) || want->element->is(TypeKind::kDyn);
      return open ? Relabel(term, want) : nullptr;
    }
    const Term* element = TryCoerce(term, want->element);
    return element == nullptr ? nullptr : model_.terms.Add(Relabelled(*element, want));
  }
  if (type->is(TypeKind::kOptional)) return nullptr;
  const bool any_task = want == any_task_ && type->is(TypeKind::kTask);
  if (any_task || want->is(TypeKind::kDyn) || type->is(TypeKind::kDyn)) {
    return model_.terms.Add(Relabelled(*term, want));
  }
  if (IsEmptyLiteral(*term) && type->kind == want->kind) {
    return model_.terms.Add(Relabelled(*term, want));
  }
  if (term->is_constant()) {
    if (auto number = ConvertNumber(term->value, *want, model_.arena)) {
      return Constant(*number, want);
    }
    if (want->is(TypeKind::kEnum) && type->is(TypeKind::kString)) {
      const std::string_view text = term->value.AsText();
      const bool known =
          std::find(want->values.begin(), want->values.end(), text) != want->values.end();
      return known ? Constant(term->value, want) : nullptr;
    }
    if (const auto kind = IdentityOfType(want->kind); kind && type->is(TypeKind::kString)) {
      const bool means = ReadIdentity(*kind, term->value.AsText()).ok();
      return means ? IdentityConstant(term->value.AsText(), want, Span{}) : nullptr;
    }
  }
  if (type->is(TypeKind::kInt) && want->is(TypeKind::kDecimal)) {
    Term call;
    call.kind = TermKind::kCall;
    call.builtin = Builtin::kIntToDecimal;
    call.type = want;
    call.children = {term};
    return model_.terms.Add(std::move(call));
  }
  return nullptr;
}

const Term* Checker::AsDyn(const Term* term) {
  if (term->is_error() || term->type->is(TypeKind::kDyn)) return term;
  return model_.terms.Add(Relabelled(*term, Simple(TypeKind::kDyn)));
}

const Term* Checker::Coerce(const Term* term, const Type* want, Span span) {
  if (const Term* coerced = TryCoerce(term, want)) return coerced;
  if (term->type->is(TypeKind::kOptional) && !want->is(TypeKind::kOptional)) return Use(term, span);
  if (want->is(TypeKind::kEnum) && term->is_constant() && term->value.is(Kind::kString)) {
    return BadEnumValue(*term, *want, span);
  }
  const bool identity = IdentityOfType(want->kind).has_value();
  if (identity && term->is_constant() && term->value.is(Kind::kString)) {
    return IdentityConstant(term->value.AsText(), want, span);
  }
  Diagnostic& diagnostic =
      Report(DiagnosticId::kTypeMismatch, span, {want->ToString(), term->type->ToString()});
  if (want->is(TypeKind::kMoney) && term->is_constant()) {
    diagnostic.help = "say the currency: `" + Text(span) + " USD`";
  } else if (want->is(TypeKind::kDate) && term->is_constant() && term->value.is(Kind::kString)) {
    diagnostic.help = "write `date(" + Text(span) + ")`";
  } else if (identity && term->type->is(TypeKind::kString)) {
    diagnostic.help = "write `" + want->ToString() + "(" + Text(span) + ")`";
  } else if (want->is(TypeKind::kString) && IdentityOfType(term->type->kind)) {
    diagnostic.help = "write `string(" + Text(span) + ")`";
  }
  return error_;
}

const Term* Checker::BadEnumValue(const Term& text, const Type& type, Span span) {
  const std::string value(text.value.AsText());
  Diagnostic& diagnostic = Report(DiagnosticId::kBadEnumValue, span, {value, type.ToString()});
  const std::string quoted = '"' + value + '"';
  Suggest(diagnostic, quoted, [&](NearestName& nearest) {
    for (const std::string& one : type.values) nearest.Consider('"' + one + '"');
  });
  return error_;
}

const Type* Checker::Join(const Term*& a, const Term*& b) {
  if (const Term* converted = TryCoerce(b, a->type)) {
    b = converted;
    return a->type;
  }
  if (const Term* converted = TryCoerce(a, b->type)) {
    a = converted;
    return b->type;
  }
  return nullptr;
}

}  // namespace writ::lang
