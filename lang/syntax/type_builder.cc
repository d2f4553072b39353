#include "lang/syntax/type_builder.h"

#include <iterator>

namespace writ::lang {
namespace {

TypeExprPtr Node(TypeExprKind kind, Span span) {
  auto type = std::make_unique<TypeExpr>();
  type->kind = kind;
  type->span = span;
  return type;
}

}  // namespace

void TypeBuilder::Clear() {
  types_.clear();
  bases_.clear();
  lists_.clear();
}

void TypeBuilder::Named(Name name) {
  TypeExprPtr type = Node(TypeExprKind::kName, name.span);
  type->name = std::move(name.text);
  types_.push_back(std::move(type));
}

void TypeBuilder::EndArguments(Span close) {
  auto first = types_.begin() + static_cast<ptrdiff_t>(Pop(bases_));
  TypeExpr& generic = **(first - 1);
  generic.kind = TypeExprKind::kGeneric;
  generic.span = Cover(generic.span, close);
  std::move(first, types_.end(), std::back_inserter(generic.arguments));
  types_.erase(first, types_.end());
}

void TypeBuilder::Optional(Span mark) {
  TypeExprPtr element = Take();
  TypeExprPtr type = Node(TypeExprKind::kOptional, Cover(element->span, mark));
  type->arguments.push_back(std::move(element));
  types_.push_back(std::move(type));
}

void TypeBuilder::BeginFields(Span open) { lists_.push_back({open, {}}); }

void TypeBuilder::FieldName(Name name, std::string doc) {
  lists_.back().fields.push_back({std::move(name), nullptr, std::move(doc)});
}

void TypeBuilder::EndField() { lists_.back().fields.back().type = Take(); }

void TypeBuilder::EndRecord(Span close) {
  FieldList list = Pop(lists_);
  TypeExprPtr type = Node(TypeExprKind::kRecord, Cover(list.open, close));
  type->fields = std::move(list.fields);
  types_.push_back(std::move(type));
}

}  // namespace writ::lang
