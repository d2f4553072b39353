#include "engine/bytecode/builtin_info.h"

#include <algorithm>

#include "engine/bytecode/codes.h"

namespace writ {
namespace {

// The types between commas, where a comma inside <> separates nothing.
std::vector<std::string_view> SplitParams(std::string_view text) {
  std::vector<std::string_view> params;
  int open = 0;
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    open += (text[i] == '<') - (text[i] == '>');
    if (text[i] != ',' || open > 0) continue;
    params.push_back(text.substr(start, i - start));
    start = i + 2;
  }
  if (!text.empty()) params.push_back(text.substr(start));
  return params;
}

std::vector<BuiltinInfo> MakeTable() {
  using enum BuiltinStyle;
  return {
#define WRIT_BUILTIN(number, name, source, style, params, result, cost, meaning) \
  {Builtin::k##name, #name, source, style, SplitParams(params), params, result, cost, meaning},
#include "engine/bytecode/builtins.def"
#undef WRIT_BUILTIN
  };
}

// Where each number stands in the table, or null.
std::vector<const BuiltinInfo*> MakeIndex() {
  std::vector<const BuiltinInfo*> index;
  for (const BuiltinInfo& info : Builtins()) {
    const size_t number = static_cast<size_t>(info.builtin);
    if (index.size() <= number) index.resize(number + 1);
    index[number] = &info;
  }
  return index;
}

bool Meet(BuiltinStyle a, BuiltinStyle b) {
  return a == b || a == BuiltinStyle::kBoth || b == BuiltinStyle::kBoth;
}

using Families = std::vector<std::vector<const BuiltinInfo*>>;

// By the place in the table.
Families MakeFamilies() {
  Families families;
  for (const BuiltinInfo& info : Builtins()) {
    families.emplace_back();
    for (const BuiltinInfo& other : Builtins()) {
      const bool kin = other.source == info.source && other.arity() == info.arity();
      if (kin && Meet(other.style, info.style)) families.back().push_back(&other);
    }
  }
  return families;
}

}  // namespace

const std::vector<const BuiltinInfo*>& FamilyOf(const BuiltinInfo& info) {
  static const auto* const families = new Families(MakeFamilies());
  return (*families)[static_cast<size_t>(&info - Builtins().data())];
}

uint32_t FamilyCost(const BuiltinInfo& info) {
  uint32_t cost = 0;
  for (const BuiltinInfo* row : FamilyOf(info)) cost = std::max(cost, row->cost);
  return cost;
}

std::optional<PreparedArgument> PreparedArgumentOf(const BuiltinInfo& info) {
  constexpr Builtin kPatterns[] = {Builtin::kMatches, Builtin::kFindAll, Builtin::kCaptures};
  for (Builtin builtin : kPatterns) {
    if (info.builtin == builtin) return PreparedArgument{1, Prepared::kPattern};
  }
  const bool zoned = info.params_text == "timestamp, string" && info.source.starts_with("get");
  if (zoned) return PreparedArgument{1, Prepared::kTimeZone};
  return std::nullopt;
}

const std::vector<BuiltinInfo>& Builtins() {
  static const auto* const table = new std::vector<BuiltinInfo>(MakeTable());
  return *table;
}

const BuiltinInfo* FindBuiltin(uint32_t number) {
  static const auto* const index = new std::vector<const BuiltinInfo*>(MakeIndex());
  return number < index->size() ? (*index)[number] : nullptr;
}

std::string_view StyleName(BuiltinStyle style) {
  switch (style) {
    case BuiltinStyle::kFunction:
      return "function";
    case BuiltinStyle::kMethod:
      return "method";
    case BuiltinStyle::kBoth:
      return "both";
  }
  return "";
}

}  // namespace writ
