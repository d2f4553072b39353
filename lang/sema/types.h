// Type expressions to types, and the declarations that make named types.
#ifndef WRIT_LANG_SEMA_TYPES_H_
#define WRIT_LANG_SEMA_TYPES_H_

#include <map>
#include <string>
#include <vector>

#include "engine/value/type.h"
#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/sema/packages.h"

namespace writ::lang {

// Parts of one type when it is written out, names counted as one.
inline constexpr uint64_t kMaxTypeNodes = 2'000;

// Declares entities, tasks and enums, then resolves types by name. What does not
// resolve is reported once and is the type `error`, which nothing is reported about.
class Types {
 public:
  Types(const Packages& packages, Model& model, Diagnostics& diagnostics)
      : packages_(packages), model_(model), diagnostics_(diagnostics) {}

  // Fills the named types, the tasks, user_type and agent_type of the model. Once,
  // before anything else.
  void DeclareAll();

  // Every alias, used or not.
  void ResolveAliases();

  const Type* Resolve(const TypeExpr& type, const FileScope& scope);
  // Sorted; a field that is declared twice is reported and kept once.
  std::vector<Field> ResolveFields(const std::vector<FieldDecl>& fields, const FileScope& scope);
  // Of an entity, a task or an enum.
  const Type* TypeOf(const Symbol& symbol) const;
  // The task type that `name` names; null, reported, when it names none.
  const Type* ResolveTask(const Name& name, const FileScope& scope);
  // The type under an alias; an error, reported, when it leads back to itself.
  const Type* ResolveAlias(const Symbol& symbol);

  // `user` and `agent` in any package: the entities `User` and `Agent`, wherever they
  // are declared. Null when `name` is neither.
  const Type* Principal(std::string_view name) const;

  // `type`, or an error, reported at `span`, when it is larger than a bundle can hold.
  const Type* Limited(const Type* type, Span span);

  const Type* error() const { return model_.types.Simple(TypeKind::kError); }

 private:
  const Type* DeclarePrincipal(const std::string& name);
  void Declare(const Symbol& symbol, TypeKind kind);
  void Fill(const Symbol& symbol);
  void FillValues(const EnumDecl& decl, Type& type);
  void SetGroup(const Name& name, const FileScope& scope, Type* type);
  const Type* ResolveName(const TypeExpr& type, const FileScope& scope);
  const Type* ResolveGeneric(const TypeExpr& type, const FileScope& scope);
  const Type* FromSymbol(const Symbol& symbol, const TypeExpr& type);
  const Type* Unknown(const TypeExpr& type, const FileScope& scope);

  struct Extent {
    int depth = 1;
    uint64_t nodes = 1;
  };
  Extent ExtentOf(const Type& type);

  const Packages& packages_;
  Model& model_;
  Diagnostics& diagnostics_;
  std::map<const void*, Type*> named_;          // by declaration
  std::map<const void*, const Type*> aliases_;  // null while it is being resolved
  int alias_depth_ = 0;
  std::map<const Type*, Extent> extents_;
  std::map<std::string, const Symbol*> principals_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_TYPES_H_
