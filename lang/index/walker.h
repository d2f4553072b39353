// Walks syntax trees and tells what each name is: the inside of index.cc.
#ifndef WRIT_LANG_INDEX_WALKER_H_
#define WRIT_LANG_INDEX_WALKER_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/bytecode/builtin_info.h"
#include "lang/ast/ast.h"
#include "lang/index/index.h"
#include "lang/sema/packages.h"

namespace writ::lang {

// Stands where completion is asked for.
inline constexpr char kPlaceholder[] = "completion__here";

inline constexpr std::string_view kElementMacros[] = {"all", "exists", "exists_one", "filter",
                                                      "map"};

// "a.b.c" of names with points between; empty for anything else.
std::string Dotted(const Expr& expr);

class Walker {
 public:
  Walker(const std::vector<File>& files, const Packages& packages, Index& index)
      : files_(files), packages_(packages), index_(index) {}

  void Walk();
  std::vector<Completion>& completions() { return completions_; }
  // Whether the placeholder was met.
  bool completed() const { return completed_; }

 private:
  // ---- declarations ----
  template <typename Decl>
  int Declare(NameKind kind, const Decl& decl);
  void DeclareFields(const std::vector<FieldDecl>& fields, int parent, bool of_result = false);
  void DeclareMember(IndexedName entry);
  void DeclareFile(const File& file);
  void DeclareRules(const File& file);

  // ---- uses ----
  void WalkFile(const FileScope& scope);
  void WalkTypes(const File& file);
  void WalkFact(const FactDecl& fact);
  void WalkRule(const RuleDecl& rule);
  void WalkTest(const TestDecl& test);
  void WalkStep(const TestStep& step);
  void WalkCall(const CallStep& call);

  void Type(const TypeExprPtr& type);
  void Fields(const std::vector<FieldDecl>& fields);
  void Expression(const ExprPtr& expr);
  void Ident(const Expr& expr);
  void Select(const Expr& expr);
  void Call(const Expr& expr);
  void Record(const Expr& expr);
  void MacroOrMethod(const Expr& expr);
  bool Member(std::string_view root, const Expr& select);
  void Actions(const std::vector<Name>& names);
  void Tasks(const std::vector<Name>& names);
  std::vector<int> SelectedActions(const std::vector<Name>& names, int depth = 0) const;

  // A use of what `name` means here, at the end of `span`. False when it means nothing.
  bool UseSymbol(std::string_view name, Span span);
  void Use(int entry, Span span);
  int AddLocal(const Name& name, const std::string& detail, std::string type = "");
  int FindLocal(std::string_view name) const;
  int FieldOf(int parent, std::string_view name, bool of_result = false) const;
  int EntryOf(const void* decl) const;

  // ---- types, as far as the syntax tells (receiver.cc) ----
  std::string TypeOf(const Expr& expr) const;
  std::string ElementTypeOf(const Expr& collection) const;
  std::string ResultOf(std::string_view name, std::string_view receiver, bool method) const;
  int FieldAt(const Expr& select) const;
  std::string TypeOfField(int field) const;
  int EntryOfType(std::string_view type) const;

  // ---- completion (offers.cc) ----
  bool IsPlaceholder(std::string_view name) const { return name == kPlaceholder; }
  void Offer(std::string label, std::string detail, NameKind kind);
  void OfferEntry(int entry, std::string label);
  void OfferFields(int parent, bool of_result = false);
  void OfferNames();
  void OfferSymbols(const std::vector<SymbolKind>& kinds);
  void OfferMembers(const Expr& receiver);
  void OfferActions();
  void OfferOf(const std::string& type);
  void OfferMethods(const std::string& type);

  const std::vector<File>& files_;
  const Packages& packages_;
  Index& index_;
  std::map<const void*, int> entries_;  // by declaration
  std::map<std::string, int, std::less<>> actions_, rules_;
  std::map<std::pair<int, std::string>, int> fields_, results_;  // by owner and name
  // Where the walk is.
  const FileScope* scope_ = nullptr;
  std::vector<std::pair<std::string, int>> locals_;
  std::map<int, std::string> local_types_;      // of those that are known
  std::vector<int> here_actions_, here_tasks_;  // whose arguments and parameters are seen
  bool here_result_ = false;
  std::vector<Completion> completions_;
  bool completed_ = false;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_INDEX_WALKER_H_
