// The macros over collections: `xs.all(x, e)` and its kin. One row each.
#ifndef WRIT_LANG_SEMA_MACRO_H_
#define WRIT_LANG_SEMA_MACRO_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace writ::lang {

enum class Macro : uint8_t { kAll, kExists, kExistsOne, kFilter, kMap, kMapWhere };

struct MacroRow {
  Macro macro;
  std::string_view name;
  // Those of the call: the name of the element, then expressions.
  size_t arguments;
  // Whether the first expression is a condition on the element.
  bool tests;
};

inline constexpr MacroRow kMacros[] = {
    {Macro::kAll, "all", 2, true},
    {Macro::kExists, "exists", 2, true},
    {Macro::kExistsOne, "exists_one", 2, true},
    {Macro::kFilter, "filter", 2, true},
    {Macro::kMap, "map", 2, false},
    {Macro::kMapWhere, "map", 3, true},
};

inline const MacroRow& RowOf(Macro macro) { return kMacros[static_cast<size_t>(macro)]; }

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_MACRO_H_
