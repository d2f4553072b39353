// Builds types and lists of fields from the events of the grammar.
#ifndef WRIT_LANG_SYNTAX_TYPE_BUILDER_H_
#define WRIT_LANG_SYNTAX_TYPE_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include "lang/ast/ast.h"
#include "lang/syntax/scratch.h"

namespace writ::lang {

class TypeBuilder {
 public:
  // `a.B`, perhaps with arguments behind it.
  void Named(Name name);
  void BeginArguments() { bases_.push_back(types_.size()); }
  void EndArguments(Span close);
  void Optional(Span mark);

  // A list of fields; they nest.
  void BeginFields(Span open);
  void FieldName(Name name, std::string doc);
  void EndField();
  // What comes out is a record type …
  void EndRecord(Span close);
  // … or the fields of a declaration.
  std::vector<FieldDecl> TakeFields() { return std::move(Pop(lists_).fields); }

  TypeExprPtr Take() { return Pop(types_); }
  void Clear();

 private:
  struct FieldList {
    Span open;
    std::vector<FieldDecl> fields;
  };
  std::vector<TypeExprPtr> types_;
  std::vector<size_t> bases_;
  std::vector<FieldList> lists_;
};

}  // namespace writ::lang

#endif  // WRIT_LANG_SYNTAX_TYPE_BUILDER_H_
