#include "lang/sema/fold.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/bytecode/builder.h"
#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"
#include "engine/value/lookup.h"
#include "engine/vm/vm.h"

namespace writ::lang {
namespace {

Value RunBlock(const Program& program, Arena& arena) {
  auto patterns = PatternSet::Compile(program);
  if (!patterns.ok()) return Value::Error(ErrorCode::kBadArgument);
  const Roots roots{};
  Budget budget(kFoldFuel);
  Arena scratch;
  const Value value =
      Run(program, program.test_blocks[0], Frame{roots, {}, *patterns}, budget, scratch);
  return CopyInto(value, arena);
}

// A program of one block, which runs the operation on the constants.
Value RunOperation(const Term& term, Arena& arena) {
  TypeTable types;
  const Type* entity = types.DeclareNamed(TypeKind::kEntity, "nobody");
  ProgramBuilder program(types);
  program.bundle().set_user_type(entity->index);
  program.bundle().set_agent_type(entity->index);
  CodeBuilder code(program);
  const Reg first = code.Mark();
  const uint32_t count = static_cast<uint32_t>(term.children.size());
  for (const Term* child : term.children) {
    code.Emit(Op::kLoadConst, code.New(), 0, 0, program.Constant(child->value));
  }
  const Reg result = code.New();
  if (term.is(TermKind::kCall)) {
    term.any ? code.CallAny(result, term.builtin, first, count)
             : code.Call(result, term.builtin, first, count);
  } else {
    code.Emit(term.op, result, first, count > 1 ? first + 1 : 0);
  }
  code.Emit(Op::kReturn, result);
  auto block = code.Finish();
  if (!block) return Value::Error(ErrorCode::kTooLarge);
  *program.bundle().add_test_blocks() = *block;
  auto loaded = Program::Load(std::move(program).Finish(), /*for_tests=*/true);
  return loaded.ok() ? RunBlock(**loaded, arena) : Value::Error(ErrorCode::kTooLarge);
}

Value FoldLogic(const Term& term, bool neutral) {
  Value result = Value::Bool(neutral);
  for (const Term* child : term.children) {
    const Value& value = child->value;
    if (value.is(Kind::kBool) && value.AsBool() != neutral) return value;
    if (value.is(Kind::kBool) || result.is_error()) continue;
    result = value.is_error() ? value : Value::Error(ErrorCode::kTypeMismatch);
  }
  return result;
}

bool CanBeKey(const Value& v) {
  constexpr Kind kNone[] = {Kind::kNull, Kind::kDouble, Kind::kMoney, Kind::kList,
                            Kind::kSet,  Kind::kMap,    Kind::kError, Kind::kAbsent};
  return std::find(std::begin(kNone), std::end(kNone), v.kind()) == std::end(kNone);
}

// Keys that are equal numbers of two kinds; MakeMap sees only those of one.
bool HasEqualNumbers(const MapRep& map) {
  for (uint32_t i = 0; i < map.size; ++i) {
    const Value& key = map.entries[i].key;
    if (!key.is(Kind::kUint)) continue;
    const bool fits = key.AsUint() <= INT64_MAX;
    if (!fits) continue;
    const MapEntry* same = FindEntry(map, Value::Int(static_cast<int64_t>(key.AsUint())));
    if (same != nullptr && same->key.is(Kind::kInt)) return true;
  }
  return false;
}

Value FoldMap(const Term& term, Arena& arena) {
  std::vector<MapEntry> entries;
  for (const Term* child : term.children) {
    if (child->value.is_error()) return child->value;
  }
  for (size_t i = 0; i + 1 < term.children.size(); i += 2) {
    entries.push_back({term.children[i]->value, term.children[i + 1]->value});
  }
  for (const MapEntry& entry : entries) {
    if (!CanBeKey(entry.key)) return Value::Error(ErrorCode::kTypeMismatch);
  }
  const Value map = MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena);
  const bool repeated = map.is(Kind::kAbsent) || HasEqualNumbers(map.AsMap());
  return repeated ? Value::Error(ErrorCode::kBadArgument) : map;
}

Value FoldList(const Term& term, Arena& arena) {
  const uint32_t size = static_cast<uint32_t>(term.children.size());
  for (const Term* child : term.children) {
    if (child->value.is_error()) return child->value;
    if (child->value.is(Kind::kAbsent)) return Value::Error(ErrorCode::kAbsent);
  }
  Value* items = arena.NewArray<Value>(size);
  for (uint32_t i = 0; i < size; ++i) items[i] = term.children[i]->value;
  return Value::List(items, size);
}

}  // namespace

bool IsFoldable(const Term& term) {
  switch (term.kind) {
    case TermKind::kUnary:
    case TermKind::kBinary:
    case TermKind::kAnd:
    case TermKind::kOr:
    case TermKind::kCall:
    case TermKind::kList:
    case TermKind::kMap:
      return std::all_of(term.children.begin(), term.children.end(),
                         [](const Term* child) { return child->is_constant(); });
    case TermKind::kError:
    case TermKind::kConstant:
    case TermKind::kRoot:
    case TermKind::kParameter:
    case TermKind::kVariable:
    case TermKind::kElement:
    case TermKind::kMacro:
    case TermKind::kField:
    case TermKind::kFieldOrAbsent:
    case TermKind::kHasField:
    case TermKind::kConditional:
    case TermKind::kFact:
    case TermKind::kAttributes:
    case TermKind::kGroups:
      break;
  }
  return false;
}

Value Fold(const Term& term, Arena& arena) {
  if (term.is(TermKind::kAnd)) return FoldLogic(term, true);
  if (term.is(TermKind::kOr)) return FoldLogic(term, false);
  if (term.is(TermKind::kList)) return FoldList(term, arena);
  if (term.is(TermKind::kMap)) return FoldMap(term, arena);
  return RunOperation(term, arena);
}

}  // namespace writ::lang
