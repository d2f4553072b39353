#include "lang/sema/types.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "engine/bytecode/program.h"
#include "lang/ast/print.h"
#include "lang/sema/type_names.h"

namespace writ::lang {
namespace {

std::optional<TypeKind> KindOf(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kEntity:
      return TypeKind::kEntity;
    case SymbolKind::kTask:
      return TypeKind::kTask;
    case SymbolKind::kEnum:
      return TypeKind::kEnum;
    case SymbolKind::kAlias:
    case SymbolKind::kConst:
    case SymbolKind::kFn:
    case SymbolKind::kFact:
    case SymbolKind::kGroup:
      break;
  }
  return std::nullopt;
}

bool IsKey(const Type& type) {
  constexpr TypeKind kKeys[] = {TypeKind::kString, TypeKind::kInt,  TypeKind::kUint,
                                TypeKind::kBool,   TypeKind::kEnum, TypeKind::kError};
  return std::find(std::begin(kKeys), std::end(kKeys), type.kind) != std::end(kKeys);
}

}  // namespace

void Types::DeclareAll() {
  for (const auto& [name, package] : packages_.packages()) {
    for (const auto& [symbol_name, symbol] : package.symbols) {
      if (auto kind = KindOf(symbol.kind)) Declare(symbol, *kind);
    }
  }
  model_.user_type = DeclarePrincipal("User");
  model_.agent_type = DeclarePrincipal("Agent");
  for (const auto& [name, package] : packages_.packages()) {
    for (const auto& [symbol_name, symbol] : package.symbols) Fill(symbol);
  }
  std::sort(model_.tasks.begin(), model_.tasks.end(),
            [](const Type* a, const Type* b) { return a->name < b->name; });
}

void Types::Declare(const Symbol& symbol, TypeKind kind) {
  Type* type = model_.types.DeclareNamed(kind, symbol.qualified);
  // Null only when a package is named like another one's declaration: `a.b` with `c`,
  // and `a` with `b.c`, which the grammar of names does not allow.
  if (type == nullptr) return;
  named_.emplace(symbol.decl, type);
  if (kind == TypeKind::kTask) model_.tasks.push_back(type);
  const std::string& name = symbol.head->name.text;
  if (kind != TypeKind::kEntity || (name != "User" && name != "Agent")) return;
  auto [at, added] = principals_.emplace(name, &symbol);
  if (added) return;
  diagnostics_.Report(DiagnosticId::kDuplicatePrincipal, symbol.head->name.span, {name})
      .notes.push_back({at->second->head->name.span, "declared here first"});
}

const Type* Types::DeclarePrincipal(const std::string& name) {
  auto found = principals_.find(name);
  return found == principals_.end() ? model_.types.DeclareNamed(TypeKind::kEntity, name)
                                    : TypeOf(*found->second);
}

const Type* Types::Principal(std::string_view name) const {
  if (name == "User") return model_.user_type;
  if (name == "Agent") return model_.agent_type;
  return nullptr;
}

void Types::Fill(const Symbol& symbol) {
  auto found = named_.find(symbol.decl);
  if (found == named_.end()) return;
  Type* type = found->second;
  if (symbol.kind == SymbolKind::kTask) {
    const auto& decl = *static_cast<const TaskDecl*>(symbol.decl);
    TypeTable::SetFields(type, ResolveFields(decl.params, *symbol.scope));
  } else if (symbol.kind == SymbolKind::kEntity) {
    const auto& decl = *static_cast<const EntityDecl*>(symbol.decl);
    if (decl.parent) SetGroup(*decl.parent, *symbol.scope, type);
    TypeTable::SetFields(type, ResolveFields(decl.fields, *symbol.scope));
  } else {
    FillValues(*static_cast<const EnumDecl*>(symbol.decl), *type);
  }
}

void Types::FillValues(const EnumDecl& decl, Type& type) {
  std::set<std::string_view> seen;
  for (const Name& value : decl.values) {
    if (!seen.insert(value.text).second) {
      diagnostics_.Report(DiagnosticId::kDuplicateField, value.span, {value.text});
    } else if (type.values.size() == kMaxTypeNodes) {
      diagnostics_.Report(DiagnosticId::kTooLarge, value.span, {"this enum"});
      return;
    } else {
      type.values.push_back(value.text);
    }
  }
}

void Types::SetGroup(const Name& name, const FileScope& scope, Type* type) {
  const Symbol* symbol = Packages::Find(scope, name.text);
  const Type* group = symbol == nullptr                     ? Principal(name.text)
                      : symbol->kind == SymbolKind::kEntity ? TypeOf(*symbol)
                                                            : nullptr;
  if (group != nullptr) {
    type->group = group->name;
    return;
  }
  Diagnostic& diagnostic = diagnostics_.Report(DiagnosticId::kUnknownType, name.span, {name.text});
  diagnostic.help = "a group is an entity: `entity " + std::string(LastSegment(name.text)) + " {}`";
}

void Types::ResolveAliases() {
  for (const auto& [name, package] : packages_.packages()) {
    for (const auto& [symbol_name, symbol] : package.symbols) {
      if (symbol.kind == SymbolKind::kAlias) ResolveAlias(symbol);
    }
  }
}

std::vector<Field> Types::ResolveFields(const std::vector<FieldDecl>& decls,
                                        const FileScope& scope) {
  std::vector<Field> fields;
  std::map<std::string_view, Span> given;
  for (const FieldDecl& decl : decls) {
    const Type* type = decl.type ? Resolve(*decl.type, scope) : error();
    auto [first, added] = given.try_emplace(decl.name.text, decl.name.span);
    if (!added) {
      diagnostics_.Report(DiagnosticId::kDuplicateField, decl.name.span, {decl.name.text})
          .notes.push_back({first->second, "given here first"});
    } else if (fields.size() + 1 == kMaxTypeNodes) {
      diagnostics_.Report(DiagnosticId::kTooLarge, decl.name.span, {"this list of fields"});
      break;
    } else {
      fields.push_back({decl.name.text, type});
    }
  }
  return fields;
}

const Type* Types::TypeOf(const Symbol& symbol) const {
  auto found = named_.find(symbol.decl);
  return found == named_.end() ? error() : found->second;
}

const Type* Types::Resolve(const TypeExpr& type, const FileScope& scope) {
  switch (type.kind) {
    case TypeExprKind::kName:
      return ResolveName(type, scope);
    case TypeExprKind::kGeneric:
      return Limited(ResolveGeneric(type, scope), type.span);
    case TypeExprKind::kRecord:
      return Limited(model_.types.Record(ResolveFields(type.fields, scope)), type.span);
    case TypeExprKind::kOptional: {
      const Type* element = Resolve(*type.arguments[0], scope);
      return element->is(TypeKind::kError) ? element
                                           : Limited(model_.types.Optional(element), type.span);
    }
  }
  return error();
}

const Type* Types::ResolveName(const TypeExpr& type, const FileScope& scope) {
  if (const Symbol* symbol = Packages::Find(scope, type.name)) return FromSymbol(*symbol, type);
  if (auto simple = SimpleTypeNamed(type.name)) return model_.types.Simple(*simple);
  if (const Type* principal = Principal(type.name)) return principal;
  return Unknown(type, scope);
}

const Type* Types::FromSymbol(const Symbol& symbol, const TypeExpr& type) {
  if (KindOf(symbol.kind)) return TypeOf(symbol);
  if (symbol.kind == SymbolKind::kAlias) return ResolveAlias(symbol);
  diagnostics_
      .Report(DiagnosticId::kNotAType, type.span,
              {type.name, std::string(SymbolKindName(symbol.kind))})
      .notes.push_back({symbol.head->name.span, "declared here"});
  return error();
}

const Type* Types::ResolveAlias(const Symbol& symbol) {
  auto [at, added] = aliases_.try_emplace(symbol.decl, nullptr);
  if (!added && at->second == nullptr) {
    diagnostics_.Report(DiagnosticId::kRecursiveType, symbol.head->name.span,
                        {symbol.head->name.text});
    return at->second = error();
  }
  if (!added) return at->second;
  const auto& decl = *static_cast<const TypeDecl*>(symbol.decl);
  if (alias_depth_ == kMaxDepth) {
    diagnostics_.Report(DiagnosticId::kTooDeep, symbol.head->name.span,
                        {std::to_string(kMaxDepth)});
    return at->second = error();
  }
  ++alias_depth_;
  const Type* type = decl.type ? Resolve(*decl.type, *symbol.scope) : error();
  --alias_depth_;
  // What was found to lead back to itself stays an error.
  if (at->second == nullptr) at->second = type;
  return at->second;
}

const Type* Types::ResolveGeneric(const TypeExpr& type, const FileScope& scope) {
  std::vector<const Type*> arguments;
  for (const auto& argument : type.arguments) arguments.push_back(Resolve(*argument, scope));
  const size_t expected = type.name == "map" ? 2 : 1;
  const bool known = type.name == "list" || type.name == "set" || type.name == "map";
  if (!known || arguments.size() != expected) {
    diagnostics_.Report(DiagnosticId::kUnknownType, type.span, {lang::ToSource(type)}).help =
        "types of several parts are `list<T>`, `set<T>` and `map<K, T>`";
    return error();
  }
  for (const Type* argument : arguments) {
    if (argument->is(TypeKind::kError)) return error();
  }
  if (type.name == "list") return model_.types.List(arguments[0]);
  if (type.name == "set") return model_.types.Set(arguments[0]);
  if (IsKey(*arguments[0])) return model_.types.Map(arguments[0], arguments[1]);
  diagnostics_.Report(DiagnosticId::kBadMapKey, type.arguments[0]->span, {arguments[0]->ToString()})
      .help = "keys are `string`, `int`, `uint`, `bool` or an enum";
  return error();
}

const Type* Types::Unknown(const TypeExpr& type, const FileScope& scope) {
  Diagnostic& diagnostic = diagnostics_.Report(DiagnosticId::kUnknownType, type.span, {type.name});
  diagnostics_.Suggest(diagnostic, type.name, [&](NearestName& nearest) {
    for (const std::string& name : TypeNames()) nearest.Consider(name);
    for (const auto& [name, symbol] : scope.package->symbols) {
      if (KindOf(symbol.kind) || symbol.kind == SymbolKind::kAlias) nearest.Consider(name);
    }
  });
  return error();
}

// Types deeper than a bundle can hold are refused where they are written.
const Type* Types::Limited(const Type* type, Span span) {
  const Extent extent = ExtentOf(*type);
  if (extent.depth > kMaxTypeDepth) {
    diagnostics_.Report(DiagnosticId::kTooDeep, span, {std::to_string(kMaxTypeDepth)});
  } else if (extent.nodes > kMaxTypeNodes) {
    diagnostics_.Report(DiagnosticId::kTooLarge, span, {"this type"});
  } else {
    return type;
  }
  return error();
}

// Parts are limited before the whole is made, so the recursion is bounded; types share
// parts, so each is looked at once.
Types::Extent Types::ExtentOf(const Type& type) {
  if (auto known = extents_.find(&type); known != extents_.end()) return known->second;
  Extent extent{0, 1};
  auto add = [&](const Type* part) {
    if (part == nullptr) return;
    const Extent e = ExtentOf(*part);
    extent.depth = std::max(extent.depth, e.depth);
    extent.nodes += e.nodes;
  };
  add(type.key);
  add(type.element);
  if (type.is(TypeKind::kRecord)) {
    for (const Field& field : type.fields) add(field.type);
  }
  ++extent.depth;
  return extents_[&type] = extent;
}

const Type* Types::ResolveTask(const Name& name, const FileScope& scope) {
  const Symbol* symbol = Packages::Find(scope, name.text);
  if (symbol != nullptr && symbol->kind == SymbolKind::kTask) return TypeOf(*symbol);
  Diagnostic& diagnostic = diagnostics_.Report(DiagnosticId::kUnknownTask, name.span, {name.text});
  if (symbol != nullptr) {
    diagnostic.notes.push_back(
        {symbol->head->name.span, "this is " + std::string(SymbolKindName(symbol->kind))});
    return nullptr;
  }
  diagnostics_.Suggest(diagnostic, name.text, [&](NearestName& nearest) {
    for (const Type* task : model_.tasks) {
      nearest.Consider(task->name);
      nearest.Consider(LastSegment(task->name));
    }
  });
  return nullptr;
}

}  // namespace writ::lang
