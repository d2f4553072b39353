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
    if (row.name == name && row.arguments() == arguments) return &row;
  }
  return nullptr;
}

// "2 or 3 arguments"
std::string ArgumentsOf(std::string_view name) {
  std::string counts;
  for (const MacroRow& row : kMacros) {
    if (row.name != name) continue;
    counts += (counts.empty() ? "" : " or ") + std::to_string(row.arguments());
  }
  return counts + " arguments";
}

// What each element is; null for what has none.
const Type* ElementType(const Type& collection) {
  if (collection.is(TypeKind::kList) || collection.is(TypeKind::kSet)) return collection.element;
  if (collection.is(TypeKind::kMap)) return collection.key;
  return collection.is(TypeKind::kDyn) ? &collection : nullptr;
}

// What stands at each place of a collection that has elements.
const Type* ValueType(const Type& collection) {
  return collection.is(TypeKind::kDyn) ? &collection : collection.element;
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
    const std::string takes = ArgumentsOf(expr.name);
    Report(DiagnosticId::kWrongArgumentCount, expr.span, {expr.name, takes, std::to_string(given)})
        .help = "write `" + Text(expr.children[0]->span) + "." + expr.name +
                "(x, ...)`, with a name for the element";
    return error_;
  }
  const Term* collection = Check(*expr.children[0], env);
  if (collection->is_error()) return error_;
  const std::vector<const Term*> elements = NewElements(expr, *row, *collection, env);
  if (elements.empty()) return error_;
  Term term;
  term.kind = TermKind::kMacro;
  term.macro = row->macro;
  term.index = elements[0]->index;
  if (elements.size() > 1) term.second = elements[1]->index;
  term.children = {collection};
  Env inner = env;
  for (const Term* element : elements) inner.locals.push_back({element->name, element});
  const size_t first = 1 + row->variables;
  for (size_t i = first; i < expr.children.size(); ++i) {
    const bool test = row->tests && i == first;
    const Expr& child = *expr.children[i];
    const Term* body = test ? CheckBool(child, inner) : Check(child, inner);
    if (test) Narrow(*body, true, inner.present);
    term.children.push_back(body);
  }
  return FinishMacro(std::move(term), elements, expr);
}

const Term* Checker::FinishMacro(Term term, const std::vector<const Term*>& elements,
                                 const Expr& expr) {
  const Term& last = *term.children.back();
  switch (term.macro) {
    case Macro::kAll:
    case Macro::kExists:
    case Macro::kExistsOne:
      term.type = Simple(TypeKind::kBool);
      break;
    case Macro::kFilter:
      term.type = model_.types.List(elements[0]->type);
      term.levels = elements[0]->levels + 1;
      break;
    case Macro::kMap:
    case Macro::kMapWhere:
      term.type = model_.types.List(last.type);
      term.levels = last.levels + 1;
      break;
    case Macro::kMapValues:
    case Macro::kMapValuesWhere:
      term.type = model_.types.Map(elements[0]->type, last.type);
      term.levels = last.levels + 1;
      break;
    case Macro::kMapEntries:
    case Macro::kMapEntriesWhere:
      term.type = last.type;
      term.levels = last.levels;
      if (last.is_error() || last.type->is(TypeKind::kMap) || last.type->is(TypeKind::kDyn)) break;
      Report(DiagnosticId::kTypeMismatch, expr.children.back()->span,
             {"a map", last.type->ToString()});
      return error_;
  }
  return Finish(std::move(term), expr.span);
}

// The variables that stand for each element of `collection`: with one, the element or the
// key; with two, the index or the key, and what is there. Empty, reported, when there can
// be none.
std::vector<const Term*> Checker::NewElements(const Expr& expr, const MacroRow& row,
                                              const Term& collection, const Env& env) {
  const Type& type = *collection.type;
  const Type* element = ElementType(type);
  if (element == nullptr) {
    Report(DiagnosticId::kTypeMismatch, expr.children[0]->span,
           {"a list, a set or a map", type.ToString()});
    return {};
  }
  const uint32_t levels = collection.levels > 0 ? collection.levels - 1 : 0;
  std::vector<const Term*> elements;
  if (row.variables == 1) {
    elements = {NewElement(expr, 1, element, levels, env)};
  } else {
    const bool indexed = type.is(TypeKind::kList) || type.is(TypeKind::kSet);
    const Type* key = indexed ? Simple(TypeKind::kInt) : element;
    elements = {NewElement(expr, 1, key, 0, env),
                NewElement(expr, 2, ValueType(type), levels, env)};
    if (!elements[0]->is_error() && elements[0]->name == elements[1]->name) {
      Report(DiagnosticId::kHidesName, expr.children[2]->span, {elements[1]->name, "a variable"})
          .help = "give each of the two a name of its own";
      return {};
    }
  }
  for (const Term* variable : elements) {
    if (variable->is_error()) return {};
  }
  return elements;
}

// The variable that argument number `which` of a macro names.
const Term* Checker::NewElement(const Expr& expr, size_t which, const Type* type, uint32_t levels,
                                const Env& env) {
  const Expr& name = *expr.children[which];
  const std::string text = NameOfVariable(name);
  if (text.empty()) {
    Report(DiagnosticId::kBadElementName, name.span, {expr.name, Text(name.span)}).help =
        "write `" + Text(expr.children[0]->span) + "." + expr.name + "(x, ...)`";
    return error_;
  }
  return NewElement(Name{text, name.span}, type, levels, env);
}

// The variable of a fact's `for each`.
const Term* Checker::NewElement(const Name& name, const Term& collection, Span span,
                                const Env& env) {
  const Type* type = ElementType(*collection.type);
  if (type == nullptr) {
    Report(DiagnosticId::kTypeMismatch, span,
           {"a list, a set or a map", collection.type->ToString()});
    return error_;
  }
  return NewElement(name, type, collection.levels > 0 ? collection.levels - 1 : 0, env);
}

const Term* Checker::NewElement(const Name& name, const Type* type, uint32_t levels,
                                const Env& env) {
  if (!dialect_.cel && IsHidden(name.text, env)) {
    const bool local = FindLocal(name.text, env) != nullptr;
    Report(DiagnosticId::kHidesName, name.span,
           {name.text, local ? "a variable" : "a root of the language"})
        .help = "give the element a name of its own";
    return error_;
  }
  Term element;
  element.kind = TermKind::kElement;
  element.index = ++elements_;
  element.name = name.text;
  element.type = type;
  element.levels = levels;
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
