// The rows of builtins.def as data: the checker resolves calls by them, the verifier
// counts arguments, the machine pays costs, the docs list them.
#ifndef WRIT_ENGINE_BYTECODE_BUILTIN_INFO_H_
#define WRIT_ENGINE_BYTECODE_BUILTIN_INFO_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/bytecode/program.h"

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

std::string_view StyleName(BuiltinStyle style);  // "function", "method", "both"

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_BUILTIN_INFO_H_
