// Builds expressions from the events of the grammar, in the order of the text.
//
// A stack machine: operands wait on one stack, operators on another until one that
// binds less tightly comes (or the operation ends), and a frame remembers where the
// content of an open bracket begins.
#ifndef WRIT_LANG_SYNTAX_EXPRESSION_BUILDER_H_
#define WRIT_LANG_SYNTAX_EXPRESSION_BUILDER_H_

#include <string_view>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/syntax/scratch.h"

namespace writ::lang {

class ExpressionBuilder {
 public:
  explicit ExpressionBuilder(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  // Operands.
  void Word(Span span, std::string_view text);    // true, false, null
  void String(Span span, std::string_view text);  // with quotes and prefix
  void Number(Span span, std::string_view text);
  void Currency(Span span, std::string_view text);  // behind a number
  void Variable(Name name);
  void Select(Name name, bool optional = false);  // behind an operand
  void OptionalEntry();                           // behind `?`

  // Operators of one operation.
  void BeginOperation();
  void Prefix(Span span, char c);
  void Binary(Span span, std::string_view text);
  void EndOperation();
  void EndConditional();

  // Brackets. Begin takes the opening one's place, End the closing one's.
  void Begin(Span open);
  void BeginNamedRecord(Span open);  // behind a name
  void Field(Name name);
  void EndCall(Span close);
  void EndParenthesis(Span close);
  void EndIndex(Span close, bool optional = false);
  void EndList(Span close);
  void EndMap(Span close);
  void EndRecord(Span close);

  // The finished expression.
  ExprPtr Take() { return Pop(operands_); }
  void Clear();

 private:
  struct Frame {
    size_t base = 0;  // operands below it
    Span open;
    Name name;  // of a record
    std::vector<Name> fields;
  };
  struct Pending {
    const struct OperatorRow* row;  // null: where the operation began
    Span span;
  };

  void Literal(ExprKind kind, Span span, std::string text);
  ExprPtr Node(ExprKind kind, Span span);
  void Push(ExprPtr e);
  void CheckDepth(const Expr& e);
  void Append(Expr& list, ExprPtr operand);
  void TakeChildren(Expr& parent, size_t from);
  void Collect(ExprKind kind, Span close);
  void Reduce();
  void Join(ExprKind kind, ExprPtr left, ExprPtr right);
  void Has(ExprPtr call);

  Diagnostics& diagnostics_;
  std::vector<ExprPtr> operands_;
  std::vector<Pending> operators_;
  std::vector<Frame> frames_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_EXPRESSION_BUILDER_H_
