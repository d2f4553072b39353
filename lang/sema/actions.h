// Actions, and the patterns that select them: `a.b`, `a.*`, `any`, names of groups.
#ifndef WRIT_LANG_SEMA_ACTIONS_H_
#define WRIT_LANG_SEMA_ACTIONS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/sema/packages.h"
#include "lang/sema/types.h"

namespace writ::lang {

// Actions that the rules, facts and groups of a bundle select together, each as often as
// it is selected.
inline constexpr size_t kMaxSelected = 2'000'000;

class Actions {
 public:
  Actions(const Packages& packages, Types& types, Model& model, Diagnostics& diagnostics)
      : packages_(packages), types_(types), model_(model), diagnostics_(diagnostics) {}

  // Fills the actions of the model and checks every group.
  void DeclareAll();

  // Indexes of the selected actions, sorted. What names no action is reported.
  std::vector<uint32_t> Select(const std::vector<Name>& patterns, const FileScope& scope);

 private:
  void Declare(const ActionDecl& decl, const FileScope& scope);
  void AddAll(const std::vector<Name>& patterns, const FileScope& scope,
              std::vector<uint32_t>& selected);
  void AddPattern(const Name& pattern, const FileScope& scope, std::vector<uint32_t>& selected);
  void AddWildcard(const Name& pattern, std::vector<uint32_t>& selected);
  const std::vector<uint32_t>& SelectGroup(const Symbol& group);
  void ReportUnknown(const Name& pattern, const FileScope& scope);

  struct Group {
    bool done = false;
    std::vector<uint32_t> actions;
  };

  const Packages& packages_;
  Types& types_;
  Model& model_;
  Diagnostics& diagnostics_;
  std::map<const void*, Group> groups_;  // by declaration
  int group_depth_ = 0;
  size_t selected_ = 0;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_ACTIONS_H_
