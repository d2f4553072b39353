// The one syntax tree of Writ: what the parser builds and the checker annotates.
//
// Every node has a span. Depth is at most kMaxDepth everywhere, so walking a tree by
// recursion is safe; `&&` and `||` are flat lists, so a long conjunction is not deep.
// Plain data: owned by unique_ptr, no behaviour but ToSource in print.h.
#ifndef WRIT_LANG_AST_AST_H_
#define WRIT_LANG_AST_AST_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/value/type.h"
#include "lang/source/source.h"

namespace writ::lang {

inline constexpr int kMaxDepth = 200;  // of nested expressions and types
inline constexpr size_t kMaxNameBytes = 256;
inline constexpr size_t kMaxLiteralBytes = 64 << 10;  // of a text or bytes in an expression

struct Name {
  std::string text;  // dotted names whole: "flights.purchase", "std.time"
  Span span;
};

// ---- expressions ----

enum class ExprKind : uint8_t {
  kNull,
  kBool,         // bool_value
  kInt,          // text: decimal or 0x digits, without sign
  kUint,         // text: without the final u
  kDouble,       // text; a literal with a point or an exponent: decimal where one is expected
  kString,       // text: unescaped
  kBytes,        // text: unescaped
  kMoney,        // text: the number; name: the currency. 600 USD, 389.50 USD
  kDuration,     // text: as written: 30s, 15m, 2h, 1d, 1h30m
  kIdent,        // name
  kSelect,       // children[0] . name
  kIndex,        // children[0] [ children[1] ]
  kCall,         // name ( children )
  kMethod,       // children[0] . name ( children[1..] )
  kHas,          // has( children[0] ), which is a kSelect
  kNot,          // ! children[0]
  kNegate,       // - children[0]
  kAnd,          // two children or more
  kOr,           // two children or more
  kCompare,      // children[0] op children[1]; op: == != < <= > >= in
  kArithmetic,   // children[0] op children[1]; op: + - * / %
  kConditional,  // children[0] ? children[1] : children[2]
  kList,         // [ children ]
  kMap,          // { children[0]: children[1], ... }
  kRecord,       // name { fields[i]: children[i], ... }; name is empty for a bare { hold: "H1" }
};

enum class Operator : uint8_t {
  kNone,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
};

struct Expr {
  ExprKind kind = ExprKind::kNull;
  Operator op = Operator::kNone;
  bool bool_value = false;
  Span span;
  Span name_span;  // of `name`
  std::string text;
  std::string name;
  std::vector<Name> fields;  // kRecord
  std::vector<std::unique_ptr<Expr>> children;
  int depth = 1;  // 1 + the deepest child
  // Of a kSelect or kIndex: `a.?b`, `a[?i]`.
  bool optional = false;
  // Stands behind `?` in a list, or is the key behind `?` in a map.
  bool optional_entry = false;

  // Set by the checker.
  const Type* type = nullptr;
};
using ExprPtr = std::unique_ptr<Expr>;

// ---- types ----

enum class TypeExprKind : uint8_t {
  kName,      // name: string, money, User, ...
  kGeneric,   // name < arguments >: list, set, map
  kRecord,    // { fields }
  kOptional,  // arguments[0] ?
};

struct TypeExpr;
struct FieldDecl {
  Name name;
  std::unique_ptr<TypeExpr> type;
  std::string doc;
};
struct TypeExpr {
  TypeExprKind kind = TypeExprKind::kName;
  Span span;
  std::string name;
  std::vector<std::unique_ptr<TypeExpr>> arguments;
  std::vector<FieldDecl> fields;
};
using TypeExprPtr = std::unique_ptr<TypeExpr>;

// ---- declarations ----

struct AnnotationDecl {
  Name name;
  std::string value;  // @name("value"); empty for @name
};

// What stands before and around every declaration.
struct DeclHead {
  Span span;  // from the keyword to the last token
  Name name;
  std::string doc;  // the /// lines, joined with line feeds
  std::vector<AnnotationDecl> annotations;
};

struct EntityDecl {
  DeclHead head;
  std::optional<Name> parent;
  std::vector<FieldDecl> fields;
};
struct TaskDecl {
  DeclHead head;
  std::vector<FieldDecl> params;
};
struct ActionDecl {
  DeclHead head;
  std::vector<FieldDecl> args;
  std::vector<FieldDecl> result;
};
struct GroupDecl {
  DeclHead head;
  std::vector<Name> actions;
};  // a.b, c.*, any, group
struct EnumDecl {
  DeclHead head;
  std::vector<Name> values;
};
struct TypeDecl {
  DeclHead head;
  TypeExprPtr type;
};  // type N = T
struct ConstDecl {
  DeclHead head;
  TypeExprPtr type;
  ExprPtr value;
};  // type may be null
struct FnDecl {
  DeclHead head;
  std::vector<FieldDecl> params;
  TypeExprPtr result;
  ExprPtr body;
};

enum class AggregateKind : uint8_t { kCount, kSum, kAny, kMin, kMax, kLast, kSet };

// for each x in e
struct ForEachDecl {
  Name variable;
  ExprPtr collection;
  Span span;  // of the keywords
};

// within 24h, or each day in "Europe/Madrid"
struct WindowDecl {
  ExprPtr length;    // of `within`
  std::string unit;  // of `each`: hour, day, week, month
  std::string zone;
  Span unit_span, zone_span;
};

// on unknown count, or on unknown release [after 10m]
struct OnUnknownDecl {
  bool release = false;
  ExprPtr after;  // may be null: the default
  Span span;
};

// fact f(keys): type = default, or fact f(keys) = aggregate of actions ...
struct FactDecl {
  DeclHead head;
  bool derived = false;
  // Asserted: each key is a type. Derived: each key is an expression.
  std::vector<TypeExprPtr> key_types;
  std::vector<ExprPtr> keys;
  TypeExprPtr type;  // asserted
  ExprPtr initial;   // asserted
  ExprPtr ttl;       // asserted: a duration; may be null
  AggregateKind aggregate = AggregateKind::kCount;
  ExprPtr element;  // of sum, min, max, last, set
  bool succeeded = false;
  std::vector<Name> actions;
  std::vector<ForEachDecl> each;  // outermost first
  ExprPtr condition;              // when; may be null
  ExprPtr settle;                 // may be null
  std::optional<WindowDecl> window;
  std::optional<OnUnknownDecl> on_unknown;
};

enum class RuleEffect : uint8_t { kForbid, kPermit, kLimit, kAsk };

struct ClauseDecl {
  bool unless = false;
  ExprPtr condition;
  Span span;  // with the keyword
};

struct TokenDecl {
  Span span;
  ExprPtr ttl;
  bool once = false;
  std::optional<Name> audience;  // the text and where it stands
};                               // token { ttl: 30s, once, audience: "crm" }

struct RuleDecl {
  DeclHead head;  // the name may be empty: the checker names it "permit_12" after its line
  RuleEffect effect = RuleEffect::kForbid;
  std::vector<Name> actions;  // empty for a limit
  std::vector<Name> tasks;    // empty: every task
  std::vector<ClauseDecl> clauses;
  ExprPtr limit;                       // of a limit: a kCompare
  std::optional<std::string> message;  // else "..."
  Span message_span;
  std::optional<TokenDecl> token;
  ExprPtr from, until;  // of a permit; may be null
  ExprPtr approver;     // of an ask: `of e`
  ExprPtr within;       // of an ask: `within 15m`
};

// ---- tests ----

enum class TestVerdict : uint8_t { kPermit, kDeny, kAsk };

// task trip = BookTrip { ... } by agent "travel-1" for user "ana" [expires 2h] [under t]
//   [only a.b when ...] ...
struct GrantStep {
  Name variable;
  ExprPtr task;         // kRecord
  ExprPtr agent, user;  // kString
  ExprPtr expires;      // a duration; may be null: the default of one day
  std::optional<Name> parent;
  std::vector<RuleDecl> scope;  // permits; empty: it has none
};
// flights.search(from: "JFK", ...) [in trip] -> permit by lookup, succeeds { ... }
struct CallStep {
  Name action;
  ExprPtr args;              // a kRecord without a name
  std::optional<Name> task;  // default: the task granted last
  TestVerdict verdict = TestVerdict::kDeny;
  std::optional<Name> rule;           // by RULE
  std::optional<std::string> reason;  // deny unknown action: the words after the verdict
  Span expectation_span;
  bool has_outcome = false;
  bool succeeds = false;
  ExprPtr result;  // a kRecord without a name; may be null
  // `with approval`: presents the ticket that the test was given last.
  bool with_approval = false;
};
// approve by user "bo" [, fails], and the same with refuse; of the ticket given last
struct AnswerStep {
  bool refuse = false;
  ExprPtr user;  // kString
  bool fails = false;
};
struct ExpectStep {
  ExprPtr condition;
};
struct SetFactStep {
  Name fact;
  std::vector<ExprPtr> keys;
  ExprPtr value;
};  // set suspended(Agent("a")) = true
struct WaitStep {
  ExprPtr duration;
};  // wait 25h
struct CloseStep {
  Name task;
};  // close trip

// revoke trip, revoke agent "travel-1", restore agent "travel-1"
struct RevokeStep {
  bool restores = false;
  std::string principal;  // agent, user, tool, server; empty: a task
  Name task;
  ExprPtr id;  // kString, of a principal
};

enum class StepKind : uint8_t { kGrant, kCall, kExpect, kSetFact, kWait, kClose, kRevoke, kAnswer };

struct TestStep {
  StepKind kind = StepKind::kCall;
  Span span;
  GrantStep grant;
  CallStep call;
  ExpectStep expect;
  SetFactStep set_fact;
  WaitStep wait;
  CloseStep close;
  RevokeStep revoke;
  AnswerStep answer;
};

struct TestDecl {
  DeclHead head;  // name.text is the title
  std::vector<TestStep> steps;
};

// ---- a file ----

struct UseDecl {
  Name package;
  std::optional<Name> alias;
  Span span;
};

struct File {
  uint32_t file = 0;  // in the SourceSet
  Name package;
  std::vector<UseDecl> uses;
  std::vector<EntityDecl> entities;
  std::vector<TaskDecl> tasks;
  std::vector<ActionDecl> actions;
  std::vector<GroupDecl> groups;
  std::vector<EnumDecl> enums;
  std::vector<TypeDecl> types;
  std::vector<ConstDecl> consts;
  std::vector<FnDecl> fns;
  std::vector<FactDecl> facts;
  std::vector<RuleDecl> rules;
  std::vector<RuleDecl> scopes;  // `only ...`: of the text of a scope alone
  std::vector<TestDecl> tests;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_AST_AST_H_
