#include "lang/sema/overload.h"

#include "lang/sema/type_names.h"

namespace writ::lang {
namespace {

bool IsVariable(std::string_view pattern) {
  return pattern.size() == 1 && pattern[0] >= 'A' && pattern[0] <= 'Z';
}

// The inside of "list<T>" when `pattern` is a `name` of something.
std::string_view Inside(std::string_view pattern, std::string_view name) {
  if (!pattern.starts_with(name) || pattern.size() < name.size() + 2) return {};
  if (pattern[name.size()] != '<' || pattern.back() != '>') return {};
  return pattern.substr(name.size() + 1, pattern.size() - name.size() - 2);
}

struct Pair {
  std::string_view first, second;
};
// "T, U": the parts of the table's maps are simple.
Pair Split(std::string_view inside) {
  const size_t comma = inside.find(',');
  if (comma == std::string_view::npos) return {inside, {}};
  std::string_view second = inside.substr(comma + 1);
  while (second.starts_with(' ')) second.remove_prefix(1);
  return {inside.substr(0, comma), second};
}

}  // namespace

bool TakesOptional(std::string_view pattern) { return pattern.ends_with('?'); }

bool Matches(std::string_view pattern, const Type& type, Bindings& bindings) {
  if (TakesOptional(pattern)) {
    pattern.remove_suffix(1);
    return type.is(TypeKind::kOptional) && Matches(pattern, *type.element, bindings);
  }
  if (type.is(TypeKind::kOptional)) return false;
  if (IsVariable(pattern)) {
    auto [at, added] = bindings.try_emplace(pattern[0], &type);
    return at->second == &type;
  }
  if (type.is(TypeKind::kDyn)) return true;
  if (pattern == "entity") return type.is(TypeKind::kEntity) || type.is(TypeKind::kTask);
  if (pattern == "type") return type.is(TypeKind::kType);
  if (auto simple = SimpleTypeNamed(pattern)) return type.is(*simple);
  if (auto inside = Inside(pattern, "list"); !inside.empty()) {
    return type.is(TypeKind::kList) && Matches(inside, *type.element, bindings);
  }
  if (auto inside = Inside(pattern, "set"); !inside.empty()) {
    return type.is(TypeKind::kSet) && Matches(inside, *type.element, bindings);
  }
  if (auto inside = Inside(pattern, "map"); !inside.empty()) {
    const Pair parts = Split(inside);
    return type.is(TypeKind::kMap) && Matches(parts.first, *type.key, bindings) &&
           Matches(parts.second, *type.element, bindings);
  }
  return false;
}

const Type* Instantiate(std::string_view pattern, const Bindings& bindings, TypeTable& types) {
  if (TakesOptional(pattern)) {
    pattern.remove_suffix(1);
    const Type* element = Instantiate(pattern, bindings, types);
    return element == nullptr ? nullptr : types.Optional(element);
  }
  if (IsVariable(pattern)) {
    auto found = bindings.find(pattern[0]);
    return found == bindings.end() ? nullptr : found->second;
  }
  if (pattern == "type") return types.Simple(TypeKind::kType);
  if (auto simple = SimpleTypeNamed(pattern)) return types.Simple(*simple);
  if (auto inside = Inside(pattern, "list"); !inside.empty()) {
    const Type* element = Instantiate(inside, bindings, types);
    return element == nullptr ? nullptr : types.List(element);
  }
  if (auto inside = Inside(pattern, "set"); !inside.empty()) {
    const Type* element = Instantiate(inside, bindings, types);
    return element == nullptr ? nullptr : types.Set(element);
  }
  return nullptr;
}

}  // namespace writ::lang
