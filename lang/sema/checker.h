// Expressions to terms: names, types, inlining.
//
// A mistake is reported where it is and gives an error term; whatever contains one is
// an error term itself and says nothing more, so that one slip is one diagnostic.
//
// One class over several files, one for each construct: check_literal.cc, check_name.cc,
// check_operator.cc, check_logic.cc, check_call.cc, check_builtin.cc,
// check_collection.cc, check_macro.cc, check_optional.cc, check_identity.cc, check_dotted.cc,
// coerce.cc, functions.cc (functions and constants), facts.cc.
#ifndef WRIT_LANG_SEMA_CHECKER_H_
#define WRIT_LANG_SEMA_CHECKER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytecode/builtin_info.h"
#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/actions.h"
#include "lang/sema/dialect.h"
#include "lang/sema/model.h"
#include "lang/sema/packages.h"
#include "lang/sema/term.h"
#include "lang/sema/types.h"

namespace writ::lang {

// How many definitions may stand on one another: functions that call functions,
// constants and facts made of others.
inline constexpr int kMaxReferenceDepth = 64;
// Nodes of syntax visited to inline one call, with the calls in its function.
inline constexpr uint32_t kMaxInlinedNodes = 50'000;
// Parts of all functions and constants of a bundle, each as often as it is used.
inline constexpr uint64_t kMaxWrittenOut = 1'000'000;

struct Local {
  std::string name;
  const Term* term = nullptr;
};

// A function that is declared and not given: its calls check and do not run.
struct DeclaredFunction {
  std::string name;
  std::vector<const Type*> params;
  const Type* result = nullptr;
};

// What an expression can see where it stands.
struct Env {
  const FileScope* scope = nullptr;
  std::string_view place;          // "a rule", for diagnostics
  uint32_t roots = 0;              // a bit for each Root
  std::vector<const Type*> tasks;  // that `task` may have
  std::vector<uint32_t> actions;   // that `args` and `result` may be of
  std::vector<Local> locals;
  std::vector<DeclaredFunction> functions;  // of an expression that stands alone
  // Paths of optional fields that are known to be there.
  std::vector<std::string> present;

  void Allow(Root root) { roots |= 1u << static_cast<uint32_t>(root); }
  bool Allows(Root root) const { return (roots >> static_cast<uint32_t>(root) & 1) != 0; }
};

class Checker {
 public:
  Checker(const SourceSet& sources, const Packages& packages, Types& types, Actions& actions,
          Model& model, Diagnostics& diagnostics, const Dialect& dialect = {});

  // The term of `expr` as a `want`; of any type when `want` is null. Never null.
  const Term* Check(const Expr& expr, const Env& env, const Type* want = nullptr);
  // A condition: a bool.
  const Term* CheckBool(const Expr& expr, const Env& env);
  // A term that may be optional; literals take the form of `hint` where they can.
  const Term* CheckLoose(const Expr& expr, const Env& env, const Type* hint = nullptr);
  // A map of text keys with the fields of `type`, all given and none too many. `what`
  // names the owner for diagnostics.
  const Term* CheckRecord(const Expr& record, const Env& env, const Type& type,
                          const std::string& what);
  // A map of text keys in which a value takes the type that `type`, which may be null,
  // has for it only where it can. For calls of tests, which may be wrong on purpose.
  const Term* CheckLooseRecord(const Expr& record, const Env& env, const Type* type);

  // What is known after `condition` held, or did not hold: adds paths to `present`.
  static void Narrow(const Term& condition, bool held, std::vector<std::string>& present);

  // Checks everything that is defined once: constants, functions, facts.
  void CheckDefinitions();
  // Finished on first use. Null when it leads back to itself or did not check.
  const Fact* FactOf(const Symbol& symbol, Span use);
  // A constant date or timestamp in microseconds; nothing, reported, when it is none.
  std::optional<int64_t> CheckMoment(const Expr& expr, const FileScope& scope,
                                     const std::string& what);
  // The environment of rules and facts over the given tasks and actions.
  Env RuleEnv(const FileScope& scope, std::string_view place, std::vector<const Type*> tasks,
              std::vector<uint32_t> actions) const;

  // While it lives, diagnostics of `checker` go to `to`.
  class Redirect {
   public:
    Redirect(Checker& checker, Diagnostics& to) : checker_(checker), before_(checker.diagnostics_) {
      checker.diagnostics_ = &to;
    }
    ~Redirect() { checker_.diagnostics_ = before_; }
    Redirect(const Redirect&) = delete;
    Redirect& operator=(const Redirect&) = delete;

   private:
    Checker& checker_;
    Diagnostics* before_;
  };

  Diagnostic& Report(DiagnosticId id, Span span, const std::vector<std::string>& arguments = {}) {
    return diagnostics_->Report(id, span, arguments);
  }
  bool Suggest(Diagnostic& reported, std::string_view word,
               absl::FunctionRef<void(NearestName&)> names) const {
    return diagnostics_->Suggest(reported, word, names);
  }
  std::string Text(Span span) const { return std::string(sources_.Text(span)); }
  const Type* Simple(TypeKind kind) const { return model_.types.Simple(kind); }
  const Term* ErrorTerm() const { return error_; }
  const Term* Constant(Value value, const Type* type, uint32_t levels = 0);
  // What the checker computed `from` to be.
  const Term* Computed(Value value, const Term& from);
  // False, reported at `span`, when one call, or the whole bundle, is written out to too
  // many parts.
  bool FitsInCall(Span span);
  bool WriteOut(uint64_t parts, Span span);
  bool IsShort(const Expr& literal);
  const Term* TextConstant(std::string_view text);
  // The same value, of which nothing is known before it runs.
  const Term* AsDyn(const Term* term);
  // Null, silently, when `term` cannot be a `want`.
  const Term* TryCoerce(const Term* term, const Type* want);
  const Term* Coerce(const Term* term, const Type* want, Span span);
  // Reports an optional that was not tested; then, and for an error, an error term.
  const Term* Use(const Term* term, Span span);
  const Type* AnyTask();

 private:
  struct Fn {
    const Symbol* symbol = nullptr;
    const FnDecl* decl = nullptr;
    std::vector<const Type*> params;
    const Type* result = nullptr;
    bool running = false, done = false, broken = false;
  };
  struct Const {
    const Term* term = nullptr;  // null while it is being checked
    uint64_t parts = 1;          // what each use of it costs of kMaxWrittenOut
  };
  struct FactState {
    uint32_t index = 0;
    bool running = false, done = false, broken = false;
  };

  // One construct each; CheckLoose is these and what the dialect asks for.
  const Term* CheckConstruct(const Expr& expr, const Env& env, const Type* hint);
  const Term* CheckUnchecked(const Expr& expr, const Env& env);

  // ---- literals ----
  const Term* CheckInt(const Expr& expr, bool negative, const Type* hint);
  const Term* CheckUint(const Expr& expr);
  const Term* CheckDouble(const Expr& expr, bool negative, const Type* hint);
  const Term* CheckMoney(const Expr& expr);
  const Term* CheckDuration(const Expr& expr);
  const Term* BadLiteral(const Expr& expr, const std::string& what);

  // ---- names, fields ----
  const Term* CheckIdent(const Expr& expr, const Env& env);
  const Term* CheckSelect(const Expr& expr, const Env& env);
  const Term* CheckHas(const Expr& expr, const Env& env);
  const Term* OptionalFact(const Expr& expr, const Env& env);
  const Term* CheckRoot(Root root, const Env& env, Span span);
  const Term* UnknownName(const Expr& expr, const Env& env);
  // Null when `expr` is no dotted name of something declared.
  const Term* CheckQualified(const Expr& expr, const Env& env);
  const Term* CheckSymbol(const Symbol& symbol, Span span);
  const Term* TypeValue(std::string_view name);
  struct Member {
    const Term* base = nullptr;  // null: reported
    const Type* type = nullptr;
    uint32_t hint = 0;
    // The whole, where it is no field: a part of a url, a field of what may be missing.
    const Term* value = nullptr;
  };
  Member FindMember(const Expr& select, const Env& env);
  Member FindUnionMember(const Expr& select, const Env& env, Root root);
  std::string OwnerOf(Root root, const Type& type, const Env& env) const;
  Member FindMemberOf(const Term* base, const Expr& select);
  const Term* UnknownField(const Expr& select, const std::string& owner,
                           const std::vector<Field>& fields);
  std::vector<const Type*> RootTypes(Root root, const Env& env) const;
  // A local or a root hides packages and enums of its name.
  bool IsHidden(std::string_view name, const Env& env) const;
  static const Term* FindLocal(std::string_view name, const Env& env);
  // The variable with a dotted name that `select` is; null when it is none.
  static const Term* FindDotted(const Expr& select, const Env& env);

  // ---- operators, logic ----
  const Term* CheckCompare(const Expr& expr, const Env& env);
  const Term* CelOrder(const Term* left, const Term* right, Span span);
  const Term* CheckIn(const Expr& expr, const Env& env);
  const Term* CheckInGroup(const Expr& expr, const Term* member, const Term* group);
  bool CanBeIn(const Type* type, const Type* group) const;
  const Term* CheckArithmetic(const Expr& expr, const Env& env, const Type* hint);
  const Term* CheckNegate(const Expr& expr, const Env& env, const Type* hint);
  const Term* CheckNot(const Expr& expr, const Env& env);
  const Term* CheckLogic(const Expr& expr, const Env& env);
  const Term* CheckConditional(const Expr& expr, const Env& env, const Type* hint);
  const Term* BadEnumValue(const Term& text, const Type& type, Span span);
  const Term* CheckIndex(const Expr& expr, const Env& env);
  // Common type of two terms, which are converted to it; null when there is none.
  const Type* Join(const Term*& a, const Term*& b);

  // ---- collections ----
  const Term* CheckList(const Expr& expr, const Env& env, const Type* hint);
  bool ConvertAll(std::vector<const Term*>& terms, const Type* type);
  // As in CEL: the one type that all of the terms from `first` on have, taking every
  // `step`th, or dyn.
  const Type* CommonType(std::vector<const Term*>& terms, size_t first, size_t step);
  const Term* CheckMixedList(const Expr& expr, const Env& env);
  const Term* CheckMixedMap(const Expr& expr, const Env& env);
  const Term* CheckMap(const Expr& expr, const Env& env, const Type* hint);
  const Term* CheckNamedRecord(const Expr& expr, const Env& env, const Type* hint);

  // ---- macros ----
  static bool IsMacro(std::string_view name);
  const Term* CheckMacro(const Expr& expr, const Env& env);
  const Term* FinishMacro(Term term, const std::vector<const Term*>& elements, const Expr& expr);
  const Term* NewElement(const Expr& expr, size_t which, const Type* type, uint32_t levels,
                         const Env& env);
  std::vector<const Term*> NewElements(const Expr& expr, const MacroRow& row,
                                       const Term& collection, const Env& env);
  const Term* NewElement(const Name& name, const Term& collection, Span span, const Env& env);
  const Term* NewElement(const Name& name, const Type* type, uint32_t levels, const Env& env);
  bool IsKnownBefore(const Term& read, const Expr& expr);

  // ---- places and people ----
  // The value that a text means; an error, reported, when it means none.
  const Term* IdentityConstant(std::string_view text, const Type* type, Span span);
  // `url.host` and the like: a method without arguments. Null, silently, when there is none.
  const Term* FindProperty(const Term* owner, const Expr& select);
  bool CanBePart(const Term& part, const Term& text, Span span);
  std::vector<Field> PropertiesOf(const Type& type) const;

  // ---- optional values ----
  const Term* CheckOptionalSelect(const Expr& expr, const Env& env);
  const Term* CheckOptionalIndex(const Expr& expr, const Env& env);
  const Term* CheckOptionalList(const Expr& expr, const Env& env, const Type* hint);
  const Term* CheckOptionalMap(const Expr& expr, const Env& env, const Type* hint);
  const Term* CheckOptMap(const Expr& expr, const Env& env);
  // The part of what may be missing, or of `owner` where that has no such part.
  const Term* OptionalPart(const Term* owner, const Term* key, const Expr& expr);
  const Type* PartType(const Type& owner, const Term*& key, const Expr& expr);
  const Term* OptionalEntryOf(const Expr& entry, const Env& env, const Type* hint);
  const Term* CompareOptionals(const Expr& expr, const Term* left, const Term* right);
  const Term* Builtin1(Builtin builtin, const Type* type, std::vector<const Term*> arguments,
                       Span span);
  const Term* HasValueOf(const Term* optional, Span span);
  const Term* None();
  // Whether what is read on behind it may be missing too, without a test.
  static bool Chains(const Term& term);

  // ---- functions with a dotted name: math.abs, optional.of, cel.bind ----
  // Null, silently, when the call is none of them.
  const Term* CheckDottedCall(const Expr& expr, const std::string& prefix, const Env& env);
  const Term* CheckExtreme(const Expr& expr, const std::string& name, const Env& env);
  const Term* CheckOptionalCall(const Expr& expr, const Env& env);
  const Term* CheckBind(const Expr& expr, const Env& env);
  const Term* CheckBlock(const Expr& expr, const Env& env);
  const Term* CheckDottedBuiltin(const Expr& expr, const std::string& name, const Env& env);
  const Term* NoOverloadOf(const std::string& name, const std::string& takes,
                           const std::vector<const Term*>& terms, Span span);
  // The name that a macro gives to its variable; empty when it is none.
  static std::string NameOfVariable(const Expr& expr);
  // False, reported, when the name means something already.
  bool BindLocal(const Expr& name, const Term* term, Env& env);
  const Term* Relabel(const Term* term, const Type* type);
  const Term* ReadLocal(const std::string& name, const Expr& expr, const Env& env);

  // ---- calls ----
  using Arguments = std::vector<const Expr*>;
  const Term* CheckCall(const Expr& expr, const Env& env);
  const Term* CheckMethod(const Expr& expr, const Env& env);
  const Term* CallSymbol(const Symbol& symbol, const Expr& expr, const Arguments& arguments,
                         const Env& env);
  const Term* CallFact(const Symbol& symbol, const Expr& expr, const Arguments& arguments,
                       const Env& env);
  const Term* CallFn(const Symbol& symbol, const Expr& expr, const Arguments& arguments,
                     const Env& env);
  const Term* Inline(const Fn& fn, const Env& inner, const Expr& call);
  const Term* CallEntity(const Type* entity, const Expr& expr, const Arguments& arguments);
  const Term* CallBuiltin(const Expr& expr, const Arguments& arguments, bool method,
                          const Env& env);
  const Term* Now(const Expr& expr, const Env& env);
  // Null when no function is declared that is called so.
  const Term* CallDeclared(const Expr& expr, const Arguments& arguments, const Env& env);
  const Term* CallDyn(const Expr& expr, const Arguments& arguments, const Env& env);
  bool ReportPrepared(const Expr& expr, const BuiltinInfo& info,
                      const std::vector<const Term*>& terms);
  const Term* UnknownFunction(const Expr& expr, bool method, const Env& env);
  const Term* NoOverload(const Expr& expr, bool method, const std::vector<const Term*>& terms);
  // `any`: which of the functions called so it is depends on the values.
  const Term* FinishBuiltin(const Expr& expr, const BuiltinInfo& info, const Type* result,
                            std::vector<const Term*> terms, bool any = false);
  // Reports the text that means nothing where a method wants a place; null when there is none.
  const Term* BadIdentityArgument(const std::vector<const BuiltinInfo*>& rows,
                                  const std::vector<const Term*>& terms,
                                  const Arguments& arguments);
  const Type* ArgumentHint(const Expr& call, const Expr& argument);
  const Type* CapturesType(std::string_view pattern);
  bool CheckArity(const Expr& expr, const std::string& name, size_t expected, size_t given,
                  Span declared);

  // ---- definitions ----
  Fn& FnOf(const Symbol& symbol);
  void CheckFn(Fn& fn);
  const Term* ConstOf(const Symbol& symbol, Span use);
  bool Enter(Span use);
  void Leave() { --reference_depth_; }
  std::string CircleFrom(const Symbol& symbol) const;

  // ---- facts ----
  void DeclareFacts();
  bool CheckFact(const Symbol& symbol, Fact& fact);
  bool CheckAsserted(const FactDecl& decl, const FileScope& scope, Fact& fact);
  bool CheckTtl(const Expr& ttl, const Env& env, Fact& fact);
  bool CheckDerived(const FactDecl& decl, const FileScope& scope, Fact& fact);
  bool CheckForEach(const FactDecl& decl, Env& env, Fact& fact);
  bool CheckWindow(const FactDecl& decl, const FileScope& scope, Fact& fact);
  bool CheckOnUnknown(const FactDecl& decl, const FileScope& scope, Fact& fact);
  std::optional<Micros> CheckLength(const Expr& expr, const FileScope& scope,
                                    std::string_view place);
  const Type* AggregateType(const FactDecl& decl, const Term& element);
  void SetIdentity(Fact& fact) const;

  // Folds it when it stands on constants; reports a constant that is always an error.
  const Term* Finish(Term term, Span span);

  const SourceSet& sources_;
  const Packages& packages_;
  Types& types_;
  Actions& actions_;
  Model& model_;
  Diagnostics* diagnostics_;
  const Dialect dialect_;
  const Term* error_ = nullptr;
  const Type* any_task_ = nullptr;
  const Type* call_type_ = nullptr;
  const Type* tool_type_ = nullptr;
  std::map<const void*, Fn> fns_;           // by declaration
  std::map<const void*, Const> consts_;     // by declaration
  std::map<const void*, FactState> facts_;  // by declaration
  // Definitions being checked, outermost first.
  std::vector<const Symbol*> running_;
  int reference_depth_ = 0;
  // Of the outermost call that is being inlined.
  int inline_depth_ = 0;
  uint32_t inlined_nodes_ = 0;
  uint64_t written_out_ = 0;
  // Macros so far: each has its own element.
  uint32_t elements_ = 0;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_CHECKER_H_
