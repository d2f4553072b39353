// Who uses whom, by name: found in the syntax, since checked terms have functions and
// constants written out.
//
// Where a name could mean two things it counts as a use of both, so what is not reached
// is surely unused.
#ifndef WRIT_LANG_LINT_USES_H_
#define WRIT_LANG_LINT_USES_H_

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/sema/packages.h"

namespace writ::lang {

// A declaration, or one of the two that stand for what is needed by itself.
using Node = const void*;

class Uses {
 public:
  // Rules, tasks, actions and the entities `User` and `Agent`.
  static Node Policy() { return &policy_; }
  static Node Tests() { return &tests_; }

  explicit Uses(const Packages& packages);

  // Everything that `roots` use, directly or not.
  std::set<Node> Reached(std::vector<Node> roots) const;
  bool IsImported(const UseDecl& use) const { return imports_.count(&use) != 0; }

 private:
  void AddFile(const FileScope& scope);
  void AddDefinitions(const File& file);
  void AddFact(const FactDecl& fact);
  void AddRule(const RuleDecl& rule);
  void AddTest(const TestDecl& test);
  void AddStep(const TestStep& step);
  void AddCall(const CallStep& call);

  void Add(const ExprPtr& expr);
  void Add(const TypeExprPtr& type);
  void Add(const std::vector<FieldDecl>& fields);
  void Add(const std::vector<Name>& names);
  // A name, dotted or not, as it is written.
  void AddName(std::string_view name);
  void AddPrefix(std::string_view prefix);
  bool IsLocal(std::string_view dotted) const;

  static inline const char policy_ = 0;
  static inline const char tests_ = 0;

  std::map<Node, std::set<Node>> edges_;
  std::set<const UseDecl*> imports_;
  // Of what is being walked.
  const FileScope* scope_ = nullptr;
  Node owner_ = nullptr;
  std::set<std::string, std::less<>> locals_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_LINT_USES_H_
