#include "lang/sema/standalone.h"

#include <optional>
#include <utility>

#include "lang/sema/actions.h"
#include "lang/sema/checker.h"
#include "lang/sema/packages.h"
#include "lang/sema/types.h"

namespace writ::lang {

struct Standalone::State {
  State(const SourceSet& sources, const Dialect& dialect, Diagnostics& diagnostics)
      : packages(Packages::Make({}, {}, diagnostics)),
        types(packages, model, diagnostics),
        actions(packages, types, model, diagnostics) {
    types.DeclareAll();
    checker.emplace(sources, packages, types, actions, model, diagnostics, dialect);
    scope.package = &package;
    env.scope = &scope;
    env.place = "an expression on its own";
  }

  Model model;
  const Package package;
  FileScope scope;
  const Packages packages;
  Types types;
  Actions actions;
  // Needs the types declared.
  std::optional<Checker> checker;
  Env env;
  uint32_t variables = 0;
};

Standalone::Standalone(const SourceSet& sources, const Dialect& dialect, Diagnostics& diagnostics)
    : state_(std::make_unique<State>(sources, dialect, diagnostics)) {}

Standalone::~Standalone() = default;

TypeTable& Standalone::types() { return state_->model.types; }

void Standalone::Declare(std::string name, const Type* type) {
  Term term;
  term.kind = TermKind::kVariable;
  term.index = state_->variables++;
  term.type = type;
  state_->env.locals.push_back({std::move(name), state_->model.terms.Add(std::move(term))});
}

uint32_t Standalone::variables() const { return state_->variables; }

void Standalone::DeclareFunction(std::string name, std::vector<const Type*> params,
                                 const Type* result) {
  state_->env.functions.push_back({std::move(name), std::move(params), result});
}

const Term* Standalone::Check(const Expr& expr) {
  return state_->checker->CheckLoose(expr, state_->env);
}

const Model& Standalone::model() const { return state_->model; }

}  // namespace writ::lang
