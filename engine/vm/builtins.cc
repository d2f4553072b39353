#include "engine/vm/builtins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/bytecode/builtin_info.h"

namespace writ {
namespace {

constexpr size_t kMaxArity = 4;

// What a declared parameter lets in.
struct Param {
  enum Rule : uint8_t { kOfKind, kAny, kOptional };
  Rule rule = kAny;
  Kind kind = Kind::kAbsent;
};

struct KindOfType {
  std::string_view type;
  Kind kind;
};
constexpr KindOfType kKinds[] = {
    {"string", Kind::kString},   {"bytes", Kind::kBytes},         {"int", Kind::kInt},
    {"uint", Kind::kUint},       {"double", Kind::kDouble},       {"type", Kind::kType},
    {"decimal", Kind::kDecimal}, {"money", Kind::kMoney},         {"bool", Kind::kBool},
    {"date", Kind::kDate},       {"timestamp", Kind::kTimestamp}, {"duration", Kind::kDuration},
    {"entity", Kind::kEntity},   {"list", Kind::kList},           {"set", Kind::kSet},
    {"map", Kind::kMap},         {"uint", Kind::kUint},           {"double", Kind::kDouble},
    {"ip", Kind::kIp},           {"cidr", Kind::kCidr},           {"url", Kind::kUrl},
    {"email", Kind::kEmail},     {"path", Kind::kPath},
};

// Fails to compile for a type that is not above: there is no constant `throw`.
constexpr Param ParseParam(std::string_view type) {
  const bool variable = type[0] >= 'A' && type[0] <= 'Z';
  if (variable && type.size() == 1) return {Param::kAny, Kind::kAbsent};
  if (variable && type.substr(1) == "?") return {Param::kOptional, Kind::kAbsent};
  const std::string_view head = type.substr(0, type.find('<'));
  for (const KindOfType& row : kKinds) {
    if (row.type == head) return {Param::kOfKind, row.kind};
  }
  throw "builtins.def names a type that the machine does not know";
}

struct Row {
  Value (*function)(const Value* args, Context& context) = nullptr;
  size_t arity = 0;
  std::array<Param, kMaxArity> params{};
};

constexpr Row MakeRow(Value (*function)(const Value*, Context&), std::string_view text) {
  Row row{function, 0, {}};
  int open = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size()) open += (text[i] == '<') - (text[i] == '>');
    if (i < text.size() && (text[i] != ',' || open > 0)) continue;
    row.params[row.arity++] = ParseParam(text.substr(start, i - start));
    start = i + 2;
  }
  return row;
}

constexpr uint32_t LastNumber() {
  uint32_t last = 0;
#define WRIT_BUILTIN(number, name, source, style, params, result, cost, meaning) \
  last = std::max<uint32_t>(last, number);
#include "engine/bytecode/builtins.def"
#undef WRIT_BUILTIN
  return last;
}

constexpr std::array<Row, LastNumber() + 1> MakeTable() {
  std::array<Row, LastNumber() + 1> table{};
#define WRIT_BUILTIN(number, name, source, style, params, result, cost, meaning) \
  table[number] = MakeRow(&builtins::name, params);
#include "engine/bytecode/builtins.def"
#undef WRIT_BUILTIN
  return table;
}
constexpr auto kTable = MakeTable();

bool Accepts(const Param& param, const Value& arg) {
  switch (param.rule) {
    case Param::kOfKind:
      return arg.is(param.kind);
    case Param::kAny:
      return IsPresent(arg);
    case Param::kOptional:
      return !arg.is_error();
  }
  return false;
}

// The first error among the arguments, else the first misfit; nothing when all fit.
std::optional<Value> FindMisuse(const Row& row, const Value* args) {
  std::optional<Value> misuse;
  for (size_t i = 0; i < row.arity; ++i) {
    if (args[i].is_error()) return args[i];
    if (!misuse.has_value() && !Accepts(row.params[i], args[i])) misuse = Misuse(args[i]);
  }
  return misuse;
}

size_t BytesOfText(const Row& row, const Value* args) {
  size_t bytes = 0;
  for (size_t i = 0; i < row.arity; ++i) {
    if (args[i].is(Kind::kString)) bytes += args[i].size();
  }
  return bytes;
}

}  // namespace

Value CallBuiltin(uint32_t number, const Value* args, Context& context) {
  if (number >= kTable.size() || kTable[number].function == nullptr) {
    return Failure(ErrorCode::kTypeMismatch);
  }
  const Row& row = kTable[number];
  if (const std::optional<Value> misuse = FindMisuse(row, args)) return *misuse;
  if (!context.PayText(BytesOfText(row, args))) return OutOfFuel();
  return row.function(args, context);
}

Value CallAnyBuiltin(uint32_t number, const Value* args, Context& context) {
  const BuiltinInfo* named = FindBuiltin(number);
  if (named == nullptr) return Failure(ErrorCode::kTypeMismatch);
  std::optional<Value> misuse;
  for (const BuiltinInfo* info : FamilyOf(*named)) {
    const Row& row = kTable[static_cast<size_t>(info->builtin)];
    misuse = FindMisuse(row, args);
    if (misuse.has_value()) continue;
    return CallBuiltin(static_cast<uint32_t>(info->builtin), args, context);
  }
  return *misuse;
}

}  // namespace writ
