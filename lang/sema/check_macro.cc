// Macros: an expression for each element of a collection.
//
// The element is a variable of the macro alone. It hides nothing, so that a name means
// one thing throughout an expression. Facts are read before any element is known; no
// fact's key, and no attribute, comes from one.
#include <algorithm>

#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

const MacroRow* FindRow(std::string_view name, size_t arguments) {
  for (const MacroRow& row : kMacros) {
    if (row.name == name && row.arguments == arguments) return &row;
  }
  return nullptr;
}

// What each element is; null for what has none.
const Type* ElementType(const Type& collection) {
  if (collection.is(TypeKind::kList) || collection.is(TypeKind::kSet)) return collection.element;
  if (collection.is(TypeKind::kMap)) return collection.key;
  return collection.is(TypeKind::kDyn) ? &collection : nullptr;
}

}  // namespace

bool Checker::IsMacro(std::string_view name) {
  return std::any_of(std::begin(kMacros), std::end(kMacros),
                     [name](const MacroRow& row) { return row.name == name; });
}

const Term* Checker::CheckMacro(const Expr& expr, const Env& env) {
  const size_t given = expr.children.size() - 1;
  const MacroRow* row = FindRow(expr.name, given);
  if (row == nullptr) {
    const std::string takes = expr.name == "map" ? "2 or 3 arguments" : "2 arguments";
    Report(DiagnosticId::kWrongArgumentCount, expr.span, {expr.name, takes, std::to_string(given)})
        .help = "write `" + Text(expr.children[0]->span) + "." + expr.name +
                "(x, ...)`, with a name for the element";
    return error_;
  }
  const Term* collection = Check(*expr.children[0], env);
  if (collection->is_error()) return error_;
  const Term* element = NewElement(expr, *collection, env);
  if (element->is_error()) return error_;
  Term term;
  term.kind = TermKind::kMacro;
  term.macro = row->macro;
  term.index = element->index;
  term.children = {collection};
  Env inner = env;
  inner.locals.push_back({element->name, element});
  for (size_t i = 2; i < expr.children.size(); ++i) {
    const bool test = row->tests && i == 2;
    const Expr& child = *expr.children[i];
    const Term* body = test ? CheckBool(child, inner) : Check(child, inner);
    if (test) Narrow(*body, true, inner.present);
    term.children.push_back(body);
  }
  return FinishMacro(std::move(term), *element, expr.span);
}

const Term* Checker::FinishMacro(Term term, const Term& element, Span span) {
  const Term& last = *term.children.back();
  switch (term.macro) {
    case Macro::kAll:
    case Macro::kExists:
    case Macro::kExistsOne:
      term.type = Simple(TypeKind::kBool);
      break;
    case Macro::kFilter:
      term.type = model_.types.List(element.type);
      term.levels = element.levels + 1;
      break;
    case Macro::kMap:
    case Macro::kMapWhere:
      term.type = model_.types.List(last.type);
      term.levels = last.levels + 1;
      break;
  }
  return Finish(std::move(term), span);
}

// The variable that stands for each element of `collection`.
const Term* Checker::NewElement(const Expr& expr, const Term& collection, const Env& env) {
  const Type* type = ElementType(*collection.type);
  if (type == nullptr) {
    Report(DiagnosticId::kTypeMismatch, expr.children[0]->span,
           {"a list, a set or a map", collection.type->ToString()});
    return error_;
  }
  const Expr& name = *expr.children[1];
  if (name.kind != ExprKind::kIdent) {
    Report(DiagnosticId::kBadElementName, name.span, {expr.name, Text(name.span)}).help =
        "write `" + Text(expr.children[0]->span) + "." + expr.name + "(x, ...)`";
    return error_;
  }
  if (IsHidden(name.name, env)) {
    const bool local = FindLocal(name.name, env) != nullptr;
    Report(DiagnosticId::kHidesName, name.span,
           {name.name, local ? "a variable" : "a root of the language"})
        .help = "give the element a name of its own";
    return error_;
  }
  Term element;
  element.kind = TermKind::kElement;
  element.index = ++elements_;
  element.name = name.name;
  element.type = type;
  element.levels = collection.levels > 0 ? collection.levels - 1 : 0;
  return model_.terms.Add(std::move(element));
}

// False, reported, when `read`, a fact or attributes, depends on an element.
bool Checker::IsKnownBefore(const Term& read, const Expr& expr) {
  const Term* element = FreeElement(read);
  if (element == nullptr) return true;
  Report(DiagnosticId::kReadForEach, expr.span, {Text(expr.span), element->name}).help =
      read.is(TermKind::kFact) ? "give the fact a key that does not come from `" + element->name +
                                     "`, or keep a fact that is a set and ask with `in`"
                               : "attributes are read once, too: compare who it is, as in `" +
                                     element->name + " == user`";
  return false;
}

}  // namespace writ::lang
