// The type of what stands before a point, as far as the syntax tells: enough to offer the
// methods and fields that it has, and to say which function a method is. Empty: not known.
#include <algorithm>

#include "lang/ast/print.h"
#include "lang/index/walker.h"

namespace writ::lang {
namespace {

std::string_view BaseOf(std::string_view type) { return type.substr(0, type.find('<')); }

std::string_view WithoutOptional(std::string_view type) {
  return type.ends_with('?') ? type.substr(0, type.size() - 1) : type;
}

// Of a list or a set its elements, of a map its keys.
std::string ElementOf(std::string_view collection) {
  const size_t open = collection.find('<');
  if (open == std::string_view::npos || !collection.ends_with('>')) return "";
  std::string_view inside = collection.substr(open + 1, collection.size() - open - 2);
  if (BaseOf(collection) == "map") inside = inside.substr(0, inside.find(','));
  return std::string(inside);
}

// "T" of a function for any type says nothing.
std::string Known(std::string_view type) {
  const bool any = type == "T" || type == "T?" || type.find("<T") != std::string_view::npos;
  return any ? "" : std::string(type);
}

}  // namespace

bool TakesReceiver(std::string_view param, std::string_view type) {
  if (type.empty() || type == "dyn" || param == "T") return true;
  if (param == "T?") return type.ends_with('?');
  type = WithoutOptional(type);
  if (BaseOf(param) != BaseOf(type)) return false;
  // Of a list of numbers, not of one of texts; `T` is any element.
  const std::string wanted = ElementOf(param), given = ElementOf(type);
  return wanted.empty() || given.empty() || wanted.starts_with("T") || wanted == given;
}

std::string Walker::TypeOf(const Expr& expr) const {
  switch (expr.kind) {
    case ExprKind::kBool:
    case ExprKind::kHas:
    case ExprKind::kNot:
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kCompare:
      return "bool";
    case ExprKind::kInt:
      return "int";
    case ExprKind::kUint:
      return "uint";
    case ExprKind::kDouble:
      return "decimal";
    case ExprKind::kString:
      return "string";
    case ExprKind::kBytes:
      return "bytes";
    case ExprKind::kMoney:
      return "money";
    case ExprKind::kDuration:
      return "duration";
    case ExprKind::kList:
      return "list<" + (expr.children.empty() ? "" : TypeOf(*expr.children[0])) + ">";
    case ExprKind::kIdent: {
      const int local = FindLocal(expr.name);
      auto known = local_types_.find(local);
      return known == local_types_.end() ? "" : known->second;
    }
    case ExprKind::kSelect:
      return TypeOfField(FieldAt(expr));
    case ExprKind::kCall:
      return ResultOf(expr.name, "", /*method=*/false);
    case ExprKind::kMethod:
      return ResultOf(expr.name, TypeOf(*expr.children[0]), /*method=*/true);
    default:
      return "";
  }
}

std::string Walker::ElementTypeOf(const Expr& collection) const {
  return ElementOf(WithoutOptional(TypeOf(collection)));
}

std::string Walker::ResultOf(std::string_view name, std::string_view receiver, bool method) const {
  for (const BuiltinInfo& info : Builtins()) {
    const BuiltinStyle other = method ? BuiltinStyle::kFunction : BuiltinStyle::kMethod;
    if (info.source != name || info.style == other) continue;
    if (method && !TakesReceiver(info.params[0], receiver)) continue;
    const bool value = info.result == "T" && info.params[0] == "T?";
    return value ? std::string(WithoutOptional(receiver)) : Known(info.result);
  }
  return "";
}

// The entry of a field; -1 when its owner is not known.
int Walker::FieldAt(const Expr& select) const {
  const Expr& receiver = *select.children[0];
  const std::string root =
      receiver.kind == ExprKind::kIdent && FindLocal(receiver.name) < 0 ? receiver.name : "";
  if (root == "args" || root == "result" || root == "task") {
    for (int owner : root == "task" ? here_tasks_ : here_actions_) {
      const int field = FieldOf(owner, select.name, root == "result");
      if (field >= 0) return field;
    }
    return -1;
  }
  const std::string type = root == "user" ? "User" : root == "agent" ? "Agent" : TypeOf(receiver);
  return FieldOf(EntryOfType(type), select.name);
}

std::string Walker::TypeOfField(int field) const {
  if (field < 0) return "";
  const IndexedName& entry = index_.names[static_cast<size_t>(field)];
  return entry.detail.substr(std::min(entry.detail.size(), entry.name.size() + 2));
}

// Of an entity, a task or a named record; -1 for every other type.
int Walker::EntryOfType(std::string_view type) const {
  const Symbol* symbol = Packages::Find(*scope_, std::string(WithoutOptional(type)));
  return symbol == nullptr ? -1 : EntryOf(symbol->decl);
}

}  // namespace writ::lang
