// The rows of builtins.def as data: the checker resolves calls by them, the verifier
// counts arguments, the machine pays costs, the docs list them.
#ifndef WRIT_ENGINE_BYTECODE_BUILTIN_INFO_H_
#define WRIT_ENGINE_BYTECODE_BUILTIN_INFO_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/bytecode/codes.h"

namespace writ {

// How an author calls it: `name(x, y)`, `x.name(y)`, or either.
enum class BuiltinStyle : uint8_t { kFunction, kMethod, kBoth };

struct BuiltinInfo {
  Builtin builtin;
  std::string_view name;    // of the row: "SizeString"
  std::string_view source;  // as authors write it: "size"; several rows may share it
  BuiltinStyle style;
  std::vector<std::string_view> params;  // types as written: "list<T>", "T?"
  std::string_view params_text;          // "string, int"
  std::string_view result;
  uint32_t cost;
  std::string_view meaning;

  uint32_t arity() const { return static_cast<uint32_t>(params.size()); }
};

// Null for a number that is no builtin.
const BuiltinInfo* FindBuiltin(uint32_t number);
// In the order of the table, which is by number.
const std::vector<BuiltinInfo>& Builtins();

// The rows that CallAny chooses from where `info` is named: its own and those with the
// same source name, as many parameters, and a style in common. In the order of the table.
const std::vector<const BuiltinInfo*>& FamilyOf(const BuiltinInfo& info);
// The cost of the dearest of them.
uint32_t FamilyCost(const BuiltinInfo& info);

// An argument that must be a constant text which the machine has prepared: the pattern of
// `matches`, the time zone of an accessor. Nothing for other builtins.
enum class Prepared : uint8_t { kPattern, kTimeZone };
struct PreparedArgument {
  uint32_t index = 0;
  Prepared what = Prepared::kPattern;
};
std::optional<PreparedArgument> PreparedArgumentOf(const BuiltinInfo& info);
// Whether the result may nest a level deeper than the deepest argument, or than a list
// of texts.
inline bool AddsLevel(Builtin builtin) {
  return builtin == Builtin::kOptionalToList || builtin == Builtin::kPutOptional ||
         builtin == Builtin::kCaptures;
}

std::string_view StyleName(BuiltinStyle style);  // "function", "method", "both"

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_BUILTIN_INFO_H_
