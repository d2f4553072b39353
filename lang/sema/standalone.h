// Checks one expression that stands alone, without packages and without a call: over
// variables that whoever evaluates it will give.
#ifndef WRIT_LANG_SEMA_STANDALONE_H_
#define WRIT_LANG_SEMA_STANDALONE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/dialect.h"
#include "lang/sema/model.h"
#include "lang/source/source.h"

namespace writ::lang {

class Standalone {
 public:
  // The arguments must outlive it.
  Standalone(const SourceSet& sources, const Dialect& dialect, Diagnostics& diagnostics);
  ~Standalone();
  Standalone(const Standalone&) = delete;
  Standalone& operator=(const Standalone&) = delete;

  // Where the types of variables are made.
  TypeTable& types();
  // Variable number 0, 1, ...; `name` may be dotted, and hides roots of its name.
  void Declare(std::string name, const Type* type);
  uint32_t variables() const;
  // One that is not given: its calls check and do not run.
  void DeclareFunction(std::string name, std::vector<const Type*> params, const Type* result);

  // Never null; an error term when something was reported.
  const Term* Check(const Expr& expr);
  const Model& model() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_STANDALONE_H_
