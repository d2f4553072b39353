// Rules: permit, forbid, ask and limit.
#ifndef WRIT_LANG_SEMA_RULES_H_
#define WRIT_LANG_SEMA_RULES_H_

#include <map>
#include <string>
#include <vector>

#include "lang/sema/actions.h"
#include "lang/sema/checker.h"
#include "lang/sema/model.h"
#include "lang/sema/packages.h"

namespace writ::lang {

// Seconds that a token may live, and lives when its permit does not say.
inline constexpr int64_t kMaxTokenSeconds = 60;
inline constexpr uint32_t kDefaultTokenSeconds = 30;
// Seconds that an approval may be waited for, and used.
inline constexpr int64_t kMaxAskSeconds = 7 * 86'400;
inline constexpr size_t kMaxAudienceBytes = 256;

class Rules {
 public:
  Rules(const SourceSet& sources, const Packages& packages, Types& types, Actions& actions,
        Checker& checker, Model& model)
      : sources_(sources),
        packages_(packages),
        types_(types),
        actions_(actions),
        checker_(checker),
        model_(model) {}

  // Fills the rules of the model.
  void CheckAll();

 private:
  void CheckRule(const RuleDecl& decl, const FileScope& scope);
  void CheckPlainRule(const RuleDecl& decl, const FileScope& scope, Rule& rule);
  bool SetTasks(const RuleDecl& decl, const FileScope& scope, Rule& rule);
  void SetLife(const RuleDecl& decl, const FileScope& scope, Rule& rule);
  void SetAsk(const RuleDecl& decl, const Env& env, Rule& rule);
  void SetToken(const RuleDecl& decl, const Env& env, Rule& rule);
  // limits.cc
  void CheckLimit(const RuleDecl& decl, const FileScope& scope, Rule& rule);
  const Fact* LimitedFact(const Expr& subject, const FileScope& scope);
  bool FindFittingTasks(const RuleDecl& decl, const Env& env, Rule& rule);
  void WarnOfUnlimitedTasks(const Rule& limit);
  // The qualified name; a made up one for a rule without a name.
  std::string NameOf(const RuleDecl& decl, const FileScope& scope);

  const SourceSet& sources_;
  const Packages& packages_;
  Types& types_;
  Actions& actions_;
  Checker& checker_;
  Model& model_;
  std::map<std::string, const RuleDecl*> names_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_RULES_H_
