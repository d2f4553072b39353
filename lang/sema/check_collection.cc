// Lists, maps, records and their elements.
#include <algorithm>
#include <map>

#include "engine/bytecode/codes.h"
#include "engine/value/identity.h"
#include "lang/sema/checker.h"

namespace writ::lang {
namespace {

const Type* Stripped(const Type* hint) {
  return hint != nullptr && hint->is(TypeKind::kOptional) ? hint->element : hint;
}

// Types of elements that are tried before a literal is one of `dyn`.
constexpr size_t kMaxCandidates = 16;

// Whether every value of type `from` is one of type `to`, of which less is known.
bool IsWider(const Type& from, const Type& to) {
  if (&from == &to || to.is(TypeKind::kDyn)) return true;
  if (from.kind != to.kind) return false;
  if (from.is(TypeKind::kMap) && !IsWider(*from.key, *to.key)) return false;
  const bool made_of = from.is(TypeKind::kList) || from.is(TypeKind::kSet) ||
                       from.is(TypeKind::kMap) || from.is(TypeKind::kOptional);
  return made_of && IsWider(*from.element, *to.element);
}

// The same for a literal, of which more is known: all that is in it is of the type, and
// there is nothing in an empty one. `literal` is null for what is none.
bool FitsAs(const Value* literal, const Type& from, const Type& to) {
  if (literal == nullptr || IsWider(from, to)) return IsWider(from, to);
  if (to.is(TypeKind::kOptional)) {
    return from.is(TypeKind::kNull) || (from.is(TypeKind::kOptional) && literal->is(Kind::kAbsent));
  }
  if (from.kind != to.kind) return false;
  if (literal->is(Kind::kMap)) return literal->AsMap().size == 0;
  if (!literal->is(Kind::kList) || !from.is(TypeKind::kList)) return false;
  const Value* end = literal->items() + literal->size();
  return std::all_of(literal->items(), end, [&from, &to](const Value& item) {
    return FitsAs(&item, *from.element, *to.element);
  });
}

bool FitsAs(const Term& term, const Type& to) {
  return FitsAs(term.is_constant() ? &term.value : nullptr, *term.type, to);
}

}  // namespace

// Elements have one type: the hinted one if the first of them can take it.
const Term* Checker::CheckList(const Expr& expr, const Env& env, const Type* hint) {
  const bool optional = std::any_of(expr.children.begin(), expr.children.end(),
                                    [](const ExprPtr& child) { return child->optional_entry; });
  if (optional) return CheckOptionalList(expr, env, hint);
  if (dialect_.cel) return CheckMixedList(expr, env);
  hint = Stripped(hint);
  const bool hinted = hint != nullptr && (hint->is(TypeKind::kList) || hint->is(TypeKind::kSet));
  const Type* element = hinted ? hint->element : nullptr;
  Term term;
  term.kind = TermKind::kList;
  bool decided = false;
  for (const ExprPtr& child : expr.children) {
    const Term* item = Use(CheckLoose(*child, env, element), child->span);
    if (item->is_error()) {
      term.children.push_back(item);
      continue;
    }
    const Term* fitting = element == nullptr ? item : TryCoerce(item, element);
    const bool open =
        element == nullptr || (!element->is(TypeKind::kEnum) && !IdentityOfType(element->kind));
    if (fitting == nullptr && !decided && open) fitting = item;
    if (fitting == nullptr && ConvertAll(term.children, item->type))
      fitting = item, decided = false;
    if (fitting == nullptr) fitting = Coerce(item, element, child->span);
    if (!decided && !fitting->is_error()) element = fitting->type, decided = true;
    term.children.push_back(fitting);
  }
  term.type = model_.types.List(element == nullptr ? Simple(TypeKind::kDyn) : element);
  return Finish(std::move(term), expr.span);
}

const Term* Checker::CheckMixedList(const Expr& expr, const Env& env) {
  Term term;
  term.kind = TermKind::kList;
  // An optional may be an element; when it runs, one that is missing makes an error of the list.
  for (const ExprPtr& child : expr.children) term.children.push_back(CheckLoose(*child, env));
  term.type = model_.types.List(CommonType(term.children, 0, 1));
  return Finish(std::move(term), expr.span);
}

const Term* Checker::CheckMixedMap(const Expr& expr, const Env& env) {
  Term term;
  term.kind = TermKind::kMap;
  for (const ExprPtr& child : expr.children) term.children.push_back(Check(*child, env));
  const Type* key = CommonType(term.children, 0, 2);
  term.type = model_.types.Map(key, CommonType(term.children, 1, 2));
  return Finish(std::move(term), expr.span);
}

// The narrowest type that one of them has and all others can take: an empty list is a list of
// anything, a list of `dyn` takes every list.
const Type* Checker::CommonType(std::vector<const Term*>& terms, size_t first, size_t step) {
  const Type* dyn = Simple(TypeKind::kDyn);
  std::vector<const Type*> candidates;
  for (size_t i = first; i < terms.size(); i += step) {
    const Type* type = terms[i]->type;
    if (type->is(TypeKind::kDyn)) return dyn;
    const bool known = std::find(candidates.begin(), candidates.end(), type) != candidates.end();
    if (known || terms[i]->is_error()) continue;
    if (candidates.size() == kMaxCandidates) return dyn;
    candidates.push_back(type);
  }
  const Type* narrowest = nullptr;
  for (const Type* candidate : candidates) {
    bool all = narrowest == nullptr || IsWider(*candidate, *narrowest);
    for (size_t i = first; i < terms.size() && all; i += step) {
      all = terms[i]->is_error() || FitsAs(*terms[i], *candidate);
    }
    if (all) narrowest = candidate;
  }
  return narrowest == nullptr ? dyn : narrowest;
}

// Whether all `terms` become a `type`: [1, 2.5] is a list of decimals.
bool Checker::ConvertAll(std::vector<const Term*>& terms, const Type* type) {
  std::vector<const Term*> converted;
  for (const Term* term : terms) {
    converted.push_back(TryCoerce(term, type));
    if (converted.back() == nullptr) return false;
  }
  terms = std::move(converted);
  return true;
}

const Term* Checker::CheckMap(const Expr& expr, const Env& env, const Type* hint) {
  const bool optional = std::any_of(expr.children.begin(), expr.children.end(),
                                    [](const ExprPtr& child) { return child->optional_entry; });
  if (optional) return CheckOptionalMap(expr, env, hint);
  if (dialect_.cel) return CheckMixedMap(expr, env);
  hint = Stripped(hint);
  const bool hinted = hint != nullptr && hint->is(TypeKind::kMap);
  const Type* key_type = hinted ? hint->key : nullptr;
  const Type* value_type = hinted ? hint->element : nullptr;
  std::map<std::string, Span> seen;
  Term term;
  term.kind = TermKind::kMap;
  for (size_t i = 0; i + 1 < expr.children.size(); i += 2) {
    const Expr &k = *expr.children[i], &v = *expr.children[i + 1];
    const Term* key = Check(k, env, key_type);
    const Term* value = Check(v, env, value_type);
    if (key_type == nullptr && !key->is_error()) key_type = key->type;
    if (value_type == nullptr && !value->is_error()) value_type = value->type;
    if (key->is_constant() && !seen.emplace(ToSource(*key), k.span).second) {
      Report(DiagnosticId::kDuplicateKey, k.span, {Text(k.span)})
          .notes.push_back({seen[ToSource(*key)], "given here first"});
      key = error_;
    }
    term.children.push_back(key);
    term.children.push_back(value);
  }
  const Type* dyn = Simple(TypeKind::kDyn);
  term.type = model_.types.Map(key_type == nullptr ? dyn : key_type,
                               value_type == nullptr ? dyn : value_type);
  return Finish(std::move(term), expr.span);
}

const Term* Checker::CheckNamedRecord(const Expr& expr, const Env& env, const Type* hint) {
  hint = Stripped(hint);
  const Type* type = hint != nullptr && hint->is(TypeKind::kRecord) ? hint : nullptr;
  std::string what = "the record";
  if (!expr.name.empty()) {
    const Symbol* symbol = Packages::Find(*env.scope, expr.name);
    if (symbol == nullptr || symbol->kind != SymbolKind::kAlias) {
      Diagnostic& diagnostic = Report(DiagnosticId::kUnknownType, expr.name_span, {expr.name});
      if (symbol != nullptr && symbol->kind == SymbolKind::kTask) {
        diagnostic.help = "tasks are granted through the API, and in tests by a `task` step";
      }
      return error_;
    }
    type = types_.ResolveAlias(*symbol);
    what = "`" + expr.name + "`";
  }
  if (type != nullptr && type->is(TypeKind::kError)) return error_;
  if (type != nullptr && type->is(TypeKind::kRecord)) return CheckRecord(expr, env, *type, what);
  return CheckLooseRecord(expr, env, nullptr);
}

const Term* Checker::CheckRecord(const Expr& record, const Env& env, const Type& type,
                                 const std::string& what) {
  std::map<std::string, Span> given;
  Term term;
  term.kind = TermKind::kMap;
  term.type = model_.types.Record(type.fields);
  for (size_t i = 0; i < record.fields.size() && i < record.children.size(); ++i) {
    const Name& name = record.fields[i];
    const Field* field = type.FindField(name.text);
    const Term* value = Check(*record.children[i], env, field == nullptr ? nullptr : field->type);
    if (field == nullptr) {
      Diagnostic& diagnostic = Report(DiagnosticId::kUnknownField, name.span, {what, name.text});
      Suggest(diagnostic, name.text, [&](NearestName& nearest) {
        for (const Field& one : type.fields) nearest.Consider(one.name);
      });
      value = error_;
    } else if (!given.emplace(name.text, name.span).second) {
      Report(DiagnosticId::kDuplicateKey, name.span, {name.text})
          .notes.push_back({given[name.text], "given here first"});
      value = error_;
    }
    // `null` says that it is not there.
    if (value->is_constant() && value->value.is(Kind::kAbsent)) continue;
    term.children.push_back(TextConstant(name.text));
    term.children.push_back(value);
  }
  for (const Field& field : type.fields) {
    if (field.type->is(TypeKind::kOptional) || given.count(field.name) > 0) continue;
    Report(DiagnosticId::kMissingField, record.span, {what, field.name, field.type->ToString()});
    return error_;
  }
  return Finish(std::move(term), record.span);
}

const Term* Checker::CheckLooseRecord(const Expr& record, const Env& env, const Type* type) {
  std::map<std::string, Span> given;
  std::vector<Field> fields;
  Term term;
  term.kind = TermKind::kMap;
  for (size_t i = 0; i < record.fields.size() && i < record.children.size(); ++i) {
    const Name& name = record.fields[i];
    const Field* field = type == nullptr ? nullptr : type->FindField(name.text);
    const Type* hint = field == nullptr ? nullptr : field->type;
    const Expr& child = *record.children[i];
    const Term* value = Use(CheckLoose(child, env, hint), child.span);
    if (hint != nullptr && !value->is_error()) {
      if (const Term* fitting = TryCoerce(value, hint)) value = fitting;
    }
    if (!given.emplace(name.text, name.span).second) {
      Report(DiagnosticId::kDuplicateKey, name.span, {name.text})
          .notes.push_back({given[name.text], "given here first"});
      value = error_;
    } else {
      fields.push_back({name.text, value->type});
    }
    term.children.push_back(TextConstant(name.text));
    term.children.push_back(value);
  }
  term.type = model_.types.Record(std::move(fields));
  return Finish(std::move(term), record.span);
}

const Term* Checker::CheckIndex(const Expr& expr, const Env& env) {
  if (expr.optional) return CheckOptionalIndex(expr, env);
  const Term* owner = CheckLoose(*expr.children[0], env);
  if (Chains(*owner)) return CheckOptionalIndex(expr, env);
  owner = Use(owner, expr.children[0]->span);
  if (owner->is_error()) return error_;
  const Type* type = owner->type;
  const Type* key = type->is(TypeKind::kList)  ? Simple(TypeKind::kInt)
                    : type->is(TypeKind::kMap) ? type->key
                                               : nullptr;
  if (key == nullptr && !type->is(TypeKind::kDyn)) {
    Report(DiagnosticId::kTypeMismatch, expr.children[0]->span,
           {"a list or a map", type->ToString()})
        .help = type->is(TypeKind::kSet) ? "ask with `in` whether a set holds something" : "";
    return error_;
  }
  const Term* index = Check(*expr.children[1], env, key);
  Term term;
  term.kind = TermKind::kBinary;
  term.op = Op::kIndex;
  term.type = type->is(TypeKind::kDyn) ? type : type->element;
  term.children = {owner, index};
  return Finish(std::move(term), expr.span);
}

}  // namespace writ::lang
