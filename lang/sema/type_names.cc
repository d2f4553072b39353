#include "lang/sema/type_names.h"

#include <algorithm>
#include <iterator>

namespace writ::lang {
namespace {

struct TypeName {
  std::string_view name;
  TypeKind kind;
};
constexpr TypeName kSimpleNames[] = {
    {"dyn", TypeKind::kDyn},
    {"null_type", TypeKind::kNull},
    {"bool", TypeKind::kBool},
    {"int", TypeKind::kInt},
    {"uint", TypeKind::kUint},
    {"double", TypeKind::kDouble},
    {"string", TypeKind::kString},
    {"email", TypeKind::kEmail},
    {"bytes", TypeKind::kBytes},
    {"decimal", TypeKind::kDecimal},
    {"money", TypeKind::kMoney},
    {"timestamp", TypeKind::kTimestamp},
    {"duration", TypeKind::kDuration},
    {"date", TypeKind::kDate},
    {"ip", TypeKind::kIp},
    {"cidr", TypeKind::kCidr},
    {"url", TypeKind::kUrl},
    {"path", TypeKind::kPath},
};
struct ValueName {
  std::string_view name, value;
};
// As the function `type` gives them.
constexpr ValueName kValueNames[] = {
    {"null_type", "null_type"},
    {"bool", "bool"},
    {"int", "int"},
    {"uint", "uint"},
    {"double", "double"},
    {"string", "string"},
    {"bytes", "bytes"},
    {"decimal", "decimal"},
    {"money", "money"},
    {"date", "date"},
    {"list", "list"},
    {"set", "set"},
    {"map", "map"},
    {"type", "type"},
    {"ip", "net.IP"},
    {"net.IP", "net.IP"},
    {"cidr", "net.CIDR"},
    {"net.CIDR", "net.CIDR"},
    {"url", "url"},
    {"email", "email"},
    {"path", "path"},
    {"timestamp", "google.protobuf.Timestamp"},
    {"duration", "google.protobuf.Duration"},
    {"google.protobuf.Timestamp", "google.protobuf.Timestamp"},
    {"google.protobuf.Duration", "google.protobuf.Duration"},
};
constexpr std::string_view kGenericNames[] = {"list", "set", "map"};

template <typename Names>
bool Holds(const Names& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

std::optional<TypeKind> SimpleTypeNamed(std::string_view name) {
  for (const TypeName& row : kSimpleNames) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

std::string_view TypeValueNamed(std::string_view name) {
  for (const ValueName& row : kValueNames) {
    if (row.name == name) return row.value;
  }
  return {};
}

bool IsTypeName(std::string_view name) {
  return SimpleTypeNamed(name).has_value() || Holds(kGenericNames, name);
}

std::vector<std::string> TypeNames() {
  std::vector<std::string> names(std::begin(kGenericNames), std::end(kGenericNames));
  for (const TypeName& row : kSimpleNames) names.emplace_back(row.name);
  return names;
}

}  // namespace writ::lang
