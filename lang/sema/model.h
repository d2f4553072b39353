// A checked bundle: every name resolved, every expression typed, everything in the
// order in which it is written to the bundle. What code is generated from.
#ifndef WRIT_LANG_SEMA_MODEL_H_
#define WRIT_LANG_SEMA_MODEL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/arena.h"
#include "engine/bytecode/program.h"
#include "engine/value/type.h"
#include "lang/ast/ast.h"
#include "lang/sema/term.h"

namespace writ::lang {

struct Action {
  std::string name;
  const Type* args = nullptr;    // record
  const Type* result = nullptr;  // record
  const ActionDecl* decl = nullptr;
};

// for each ELEMENT in COLLECTION; the collection may read the elements before it.
struct FactEach {
  const Term* element = nullptr;
  const Term* collection = nullptr;
};

struct Fact {
  std::string name;  // qualified
  const FactDecl* decl = nullptr;
  std::vector<const Type*> keys;
  const Type* type = nullptr;
  Aggregate aggregate = Aggregate::kAsserted;
  Value initial;
  int64_t ttl = 0;  // microseconds; 0: for ever
  std::string identity;
  // Of a derived fact.
  std::vector<uint32_t> actions;  // sorted
  bool on_success = false;
  std::vector<FactEach> each;  // outermost first
  std::vector<const Term*> key_terms;
  const Term* element = nullptr;    // null for count and any
  const Term* condition = nullptr;  // null: every call
  const Term* settle = nullptr;     // null: none
  Window window;
  Micros release = 0;  // after how long an unreported call is taken out; 0: never
};

struct RuleClause {
  const Term* condition = nullptr;
  bool unless = false;
  Span span;
};

struct RuleLimit {
  const Term* subject = nullptr;  // kFact
  Op comparison{};
  const Term* bound = nullptr;
};

struct RuleAsk {
  const Term* approver = nullptr;
  uint32_t within_seconds = 0;
};

struct Rule {
  std::string name;  // qualified
  Effect effect = Effect::kForbid;
  const RuleDecl* decl = nullptr;
  std::vector<uint32_t> actions;  // sorted
  bool every_task = false;
  std::vector<const Type*> tasks;
  std::vector<RuleClause> clauses;
  std::optional<RuleLimit> limit;
  std::optional<TokenTerms> token;
  // Microseconds: from `from` to before `until`.
  int64_t from = INT64_MIN, until = INT64_MAX;
  std::optional<RuleAsk> ask;
};

// A step of a test; which members are set depends on the kind, as in TestStep.
struct ModelStep {
  const TestStep* decl = nullptr;
  uint32_t variable = 0;
  bool has_task = false;
  std::string name;               // the granted task type, the fact, or the rule; qualified
  const Term* params = nullptr;   // grant
  const Term* expires = nullptr;  // grant; may be null
  const Term* args = nullptr;     // call
  const Term* result = nullptr;   // call; may be null
  const Term* condition = nullptr;
  std::vector<const Term*> keys;  // set
  const Term* value = nullptr;    // set
  const Term* duration = nullptr;
  std::optional<uint32_t> parent;  // grant: the variable of the task above
  std::vector<Rule> scope;         // grant: its permits
  const Type* entity = nullptr;    // set: whose attributes or groups; null for a fact
};

struct Test {
  const TestDecl* decl = nullptr;
  uint32_t variables = 0;
  std::vector<ModelStep> steps;
};

struct Model {
  Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  TypeTable types;
  Arena arena;  // of the values in terms and facts
  TermPool terms;

  std::vector<Action> actions;     // sorted by name
  std::vector<const Type*> tasks;  // sorted by name
  std::vector<Fact> facts;         // sorted by name
  std::vector<Rule> rules;         // in the order of sources and lines
  std::vector<Test> tests;         // the same
  const Type* user_type = nullptr;
  const Type* agent_type = nullptr;

  // Null when there is none.
  const Action* FindAction(std::string_view name) const;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_MODEL_H_
