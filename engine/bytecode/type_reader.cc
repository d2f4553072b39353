#include "engine/bytecode/type_reader.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/bytecode/program.h"

namespace writ {
namespace {

class TypeReader {
 public:
  TypeReader(const bundle::Bundle& bundle, TypeTable& table) : bundle_(bundle), table_(table) {}

  absl::Status Read() {
    if (static_cast<size_t>(bundle_.types_size()) > kMaxTypes) return Refuse("too many types");
    const size_t simple = table_.types().size();
    if (static_cast<size_t>(bundle_.types_size()) < simple) return Refuse("simple types missing");
    for (at_ = 0; at_ < simple; ++at_) WRIT_RETURN_IF_ERROR(ReadSimple());
    for (; at_ < static_cast<size_t>(bundle_.types_size()); ++at_) {
      WRIT_RETURN_IF_ERROR(ReadCompound());
    }
    for (const auto& [type, index] : named_) WRIT_RETURN_IF_ERROR(Fill(type, index));
    for (const auto& [type, index] : named_) WRIT_RETURN_IF_ERROR(CheckGroup(*type, index));
    return absl::OkStatus();
  }

 private:
  const bundle::TypeNode& node() const { return bundle_.types(static_cast<int>(at_)); }

  absl::Status Refuse(const std::string& what) const {
    return absl::InvalidArgumentError(absl::StrCat("type ", at_, ": ", what));
  }

  absl::Status ReadSimple() {
    depths_.push_back(1);
    if (node().kind() == static_cast<uint32_t>(table_.types()[at_]->kind)) return absl::OkStatus();
    return Refuse("not the simple type that belongs here");
  }

  // A type that is written with others, or declared by name. It must be new and get
  // the next index.
  absl::Status ReadCompound() {
    const Type* type = nullptr;
    WRIT_ASSIGN_OR_RETURN(type, Make());
    if (type == nullptr || type->index != at_ || table_.types().size() != at_ + 1 ||
        static_cast<uint32_t>(type->kind) != node().kind()) {
      return Refuse("repeats an earlier type");
    }
    if (depths_.back() > kMaxTypeDepth) return Refuse("nests too deep");
    return absl::OkStatus();
  }

  absl::StatusOr<const Type*> Make() {
    switch (static_cast<TypeKind>(std::min<uint32_t>(node().kind(), 0xff))) {
      case TypeKind::kList:
        return MakeOver([this](const Type* element) { return table_.List(element); });
      case TypeKind::kSet:
        return MakeOver([this](const Type* element) { return table_.Set(element); });
      case TypeKind::kOptional:
        return MakeOver([this](const Type* element) { return table_.Optional(element); });
      case TypeKind::kMap:
        return MakeMap();
      case TypeKind::kRecord:
        return MakeRecord();
      case TypeKind::kEntity:
      case TypeKind::kTask:
      case TypeKind::kEnum:
        return MakeNamed();
      case TypeKind::kError:
      case TypeKind::kDyn:
      case TypeKind::kNull:
      case TypeKind::kBool:
      case TypeKind::kInt:
      case TypeKind::kUint:
      case TypeKind::kDouble:
      case TypeKind::kString:
      case TypeKind::kBytes:
      case TypeKind::kDecimal:
      case TypeKind::kMoney:
      case TypeKind::kTimestamp:
      case TypeKind::kDuration:
      case TypeKind::kDate:
      case TypeKind::kType:
      case TypeKind::kIp:
      case TypeKind::kCidr:
      case TypeKind::kUrl:
      case TypeKind::kEmail:
      case TypeKind::kPath:
        break;
    }
    return Refuse("not a kind of type that is made of others");
  }

  template <typename Maker>
  absl::StatusOr<const Type*> MakeOver(Maker maker) {
    WRIT_ASSIGN_OR_RETURN(const Type* element, Earlier(node().element()));
    depths_.push_back(depths_[element->index] + 1);
    return maker(element);
  }

  absl::StatusOr<const Type*> MakeMap() {
    WRIT_ASSIGN_OR_RETURN(const Type* key, Earlier(node().key()));
    WRIT_ASSIGN_OR_RETURN(const Type* element, Earlier(node().element()));
    depths_.push_back(std::max(depths_[key->index], depths_[element->index]) + 1);
    return table_.Map(key, element);
  }

  absl::StatusOr<const Type*> MakeRecord() {
    int depth = 0;
    for (const bundle::TypeField& field : node().fields()) {
      WRIT_ASSIGN_OR_RETURN(const Type* type, Earlier(field.type()));
      depth = std::max(depth, depths_[type->index]);
    }
    depths_.push_back(depth + 1);
    WRIT_ASSIGN_OR_RETURN(std::vector<Field> fields, Fields());
    return table_.Record(std::move(fields));
  }

  absl::StatusOr<const Type*> MakeNamed() {
    if (node().name().empty()) return Refuse("has no name");
    depths_.push_back(1);
    Type* type = table_.DeclareNamed(static_cast<TypeKind>(node().kind()), node().name());
    if (type == nullptr) return Refuse(absl::StrCat("the name `", node().name(), "` is taken"));
    if (type->is(TypeKind::kEnum)) return MakeEnum(type);
    if (type->is(TypeKind::kEntity)) type->group = node().group();
    named_.emplace_back(type, at_);
    return type;
  }

  absl::StatusOr<const Type*> MakeEnum(Type* type) {
    type->values.assign(node().values().begin(), node().values().end());
    const std::set<std::string> distinct(type->values.begin(), type->values.end());
    if (distinct.size() != type->values.size()) return Refuse("an enum names a value twice");
    return type;
  }

  absl::Status CheckGroup(const Type& type, size_t index) {
    at_ = index;
    if (type.group.empty()) return absl::OkStatus();
    const Type* group = table_.FindNamed(type.group);
    if (group != nullptr && group->is(TypeKind::kEntity)) return absl::OkStatus();
    return Refuse(absl::StrCat("its groups, `", type.group, "`, are no entities"));
  }

  // The fields of an entity or a task may have types that come later.
  absl::Status Fill(Type* type, size_t index) {
    at_ = index;
    WRIT_ASSIGN_OR_RETURN(std::vector<Field> fields, Fields());
    TypeTable::SetFields(type, std::move(fields));
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Field>> Fields() const {
    std::vector<Field> fields;
    for (const bundle::TypeField& field : node().fields()) {
      if (!fields.empty() && fields.back().name >= field.name()) {
        return Refuse("its fields are not sorted by name");
      }
      if (field.type() >= table_.types().size()) return Refuse("a field has no type");
      fields.push_back({field.name(), table_.types()[field.type()].get()});
    }
    return fields;
  }

  absl::StatusOr<const Type*> Earlier(uint32_t index) const {
    if (index >= at_) return Refuse("is made of a type that does not stand before it");
    return table_.types()[index].get();
  }

  const bundle::Bundle& bundle_;
  TypeTable& table_;
  size_t at_ = 0;
  // Levels of each type read so far.
  std::vector<int> depths_;
  // Entities and tasks, whose fields are filled at the end.
  std::vector<std::pair<Type*, size_t>> named_;
};

}  // namespace

absl::Status ReadTypes(const bundle::Bundle& bundle, TypeTable& table) {
  return TypeReader(bundle, table).Read();
}

}  // namespace writ
