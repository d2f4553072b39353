// Packages and what they declare, before anything is typed.
//
// The files of one package share one namespace. A file sees its own package, and what
// it uses, by `p.Name`, by its alias, or by the last segment of the package's name.
// Actions are the exception: their dotted names are global.
#ifndef WRIT_LANG_SEMA_PACKAGES_H_
#define WRIT_LANG_SEMA_PACKAGES_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"

namespace writ::lang {

enum class SymbolKind : uint8_t { kEntity, kTask, kEnum, kAlias, kConst, kFn, kFact, kGroup };
std::string_view SymbolKindName(SymbolKind kind);  // "a task", for people

struct FileScope;

struct Symbol {
  SymbolKind kind;
  const void* decl = nullptr;  // EntityDecl, TaskDecl ... by kind
  const DeclHead* head = nullptr;
  const FileScope* scope = nullptr;
  std::string qualified;  // "travel.BookTrip"
};

struct Package {
  std::string name;
  // By name. One namespace for all kinds; rules, tests and actions stand outside it.
  std::map<std::string, Symbol, std::less<>> symbols;
  std::vector<const FileScope*> files;
};

// What the names of one file mean.
struct FileScope {
  const File* file = nullptr;
  const Package* package = nullptr;
  std::map<std::string, const Package*, std::less<>> prefixes;
};

class Packages {
 public:
  // Reports unknown packages, imports in a circle, names declared twice or reserved.
  // `files` must outlive it.
  // `library` names what could be used too.
  static Packages Make(const std::vector<File>& files, const std::vector<std::string>& library,
                       Diagnostics& diagnostics);

  // In the order of the files.
  const std::vector<std::unique_ptr<FileScope>>& files() const { return files_; }
  const std::map<std::string, Package, std::less<>>& packages() const { return packages_; }

  // `name` may be dotted: its last segment in the package that the rest names. Null
  // when there is none.
  static const Symbol* Find(const FileScope& scope, std::string_view name);
  // The package that `prefix` means in `scope`; null when there is none.
  static const Package* FindPrefix(const FileScope& scope, std::string_view prefix);

 private:
  std::map<std::string, Package, std::less<>> packages_;
  std::vector<std::unique_ptr<FileScope>> files_;
};

// The last segment of a dotted name.
std::string_view LastSegment(std::string_view name);

// Names that mean something already: types, roots, functions of the language.
bool IsBuiltinName(std::string_view name);

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_PACKAGES_H_
