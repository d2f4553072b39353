// The macros over collections: `xs.all(x, e)` and its kin. One row for each
// form of each.
#ifndef WRIT_LANG_SEMA_MACRO_H_
#define WRIT_LANG_SEMA_MACRO_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace writ::lang {

enum class Macro : uint8_t {
  kAll,
  kExists,
  kExistsOne,
  kFilter,
  kMap,
  kMapWhere,
  kMapValues,
  kMapValuesWhere,
  kMapEntries,
  kMapEntriesWhere,
};

struct MacroRow {
  Macro macro;
  std::string_view name;
  // Names for what each element is: itself; or where it is, and what is there.
  size_t variables;
  // Expressions after the names.
  size_t bodies;
  // Whether the first expression is a condition on the element.
  bool tests;

  size_t arguments() const { return variables + bodies; }
};

// The first row of a macro names it in terms.
inline constexpr MacroRow kMacros[] = {
    {Macro::kAll, "all", 1, 1, true},
    {Macro::kAll, "all", 2, 1, true},
    {Macro::kExists, "exists", 1, 1, true},
    {Macro::kExists, "exists", 2, 1, true},
    {Macro::kExistsOne, "exists_one", 1, 1, true},
    {Macro::kExistsOne, "exists_one", 2, 1, true},
    {Macro::kExistsOne, "existsOne", 1, 1, true},
    {Macro::kExistsOne, "existsOne", 2, 1, true},
    {Macro::kFilter, "filter", 1, 1, true},
    {Macro::kMap, "map", 1, 1, false},
    {Macro::kMapWhere, "map", 1, 2, true},
    {Macro::kMap, "transformList", 2, 1, false},
    {Macro::kMapWhere, "transformList", 2, 2, true},
    {Macro::kMapValues, "transformMap", 2, 1, false},
    {Macro::kMapValuesWhere, "transformMap", 2, 2, true},
    {Macro::kMapEntries, "transformMapEntry", 2, 1, false},
    {Macro::kMapEntriesWhere, "transformMapEntry", 2, 2, true},
};

inline const MacroRow& RowOf(Macro macro) {
  const MacroRow* row = kMacros;
  while (row->macro != macro) ++row;
  return *row;
}

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_MACRO_H_
