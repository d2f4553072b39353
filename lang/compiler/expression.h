// One expression on its own: text to verified code. For conformance tests, and for tools
// that evaluate what a person types.
//
//   ExpressionCompiler compiler({.cel = true});
//   compiler.Declare("x", compiler.types().Simple(TypeKind::kInt));
//   if (compiler.Compile("x + 1")) Run(*compiler.program(), compiler.block(), ...);
#ifndef WRIT_LANG_COMPILER_EXPRESSION_H_
#define WRIT_LANG_COMPILER_EXPRESSION_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/value/type.h"
#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/standalone.h"
#include "lang/source/source.h"

namespace writ::lang {

class ExpressionCompiler {
 public:
  explicit ExpressionCompiler(const Dialect& dialect = {});
  ExpressionCompiler(const ExpressionCompiler&) = delete;
  ExpressionCompiler& operator=(const ExpressionCompiler&) = delete;

  // Where the types of variables are made.
  TypeTable& types() { return standalone_.types(); }
  // Variables are numbered from 0; a name may be dotted.
  void Declare(std::string name, const Type* type) { standalone_.Declare(std::move(name), type); }

  // Its calls check and do not compile.
  void DeclareFunction(std::string name, std::vector<const Type*> params, const Type* result) {
    standalone_.DeclareFunction(std::move(name), std::move(params), result);
  }

  // Either, once, after the declarations. Whether it is well typed; if not, `diagnostics`
  // say why.
  bool Check(std::string text);
  // Whether there is a program; if not, `diagnostics` say why.
  bool Compile(std::string text);

  // As diagnostics show it: a file named `expression`.
  const SourceSet& sources() const { return sources_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }
  // Of the expression's value; null when it did not check. Lives as long as the compiler.
  const Type* type() const { return type_; }
  // Loaded and verified. Variable number i is slot i.
  const std::shared_ptr<const Program>& program() const { return program_; }
  const Block& block() const { return program_->test_blocks[0]; }

 private:
  const Term* Parse(std::string text);
  void Generate(const Term& term, Span span);

  SourceSet sources_;
  Diagnostics diagnostics_;
  Standalone standalone_;
  const Type* type_ = nullptr;
  std::shared_ptr<const Program> program_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_COMPILER_EXPRESSION_H_
