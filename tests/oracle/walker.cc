#include "tests/oracle/walker.h"

#include <optional>
#include <utility>

#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/value/canonical.h"
#include "engine/vm/builtins.h"
#include "engine/vm/context.h"

namespace writ::oracle {
namespace {

using lang::Term;
using lang::TermKind;

Value Error(ErrorCode code) { return Value::Error(code); }

bool IsNothing(const Value& v) { return v.is(Kind::kAbsent) || v.is(Kind::kNull); }

// The fields that a value has; nothing for what cannot have any.
const MapRep* FieldsOf(const Value& owner) {
  if (owner.is(Kind::kMap)) return &owner.AsMap();
  if (owner.is(Kind::kEntity)) return owner.AsEntity().attributes;
  return nullptr;
}

Value FindField(const MapRep& map, const std::string& name) {
  for (uint32_t i = 0; i < map.size; ++i) {
    const Value& key = map.entries[i].key;
    if (key.is(Kind::kString) && key.AsText() == name) return map.entries[i].value;
  }
  return Value();
}

Value NewList(const std::vector<Value>& items, Arena& arena) {
  Value* copy = arena.NewArray<Value>(items.size());
  for (size_t i = 0; i < items.size(); ++i) copy[i] = items[i];
  return Value::List(copy, static_cast<uint32_t>(items.size()));
}

// Of two operands of `&&` (deciding: false) or `||` (deciding: true).
Value Connect(const Value& b, const Value& c, bool deciding) {
  for (const Value& v : {b, c}) {
    if (v.is(Kind::kBool) && v.AsBool() == deciding) return Value::Bool(deciding);
  }
  if (b.is(Kind::kBool) && c.is(Kind::kBool)) return Value::Bool(!deciding);
  if (b.is(Kind::kBool)) return Misuse({c});
  return c.is(Kind::kBool) ? Misuse({b}) : Misuse({b, c});
}

// A condition as `?:` and the macros read it: a bool, or the error that it is.
Value Condition(const Value& v) {
  if (v.is(Kind::kBool) || v.is_error()) return v;
  return Error(ErrorCode::kTypeMismatch);
}

bool CanBeKey(const Value& v) {
  for (Kind kind :
       {Kind::kNull, Kind::kDouble, Kind::kMoney, Kind::kList, Kind::kSet, Kind::kMap}) {
    if (v.is(kind)) return false;
  }
  return true;
}

}  // namespace

Value Misuse(const std::vector<Value>& operands) {
  for (const Value& v : operands) {
    if (v.is_error()) return v;
  }
  for (const Value& v : operands) {
    if (v.is(Kind::kAbsent)) return Error(ErrorCode::kAbsent);
  }
  return Error(ErrorCode::kTypeMismatch);
}

Value Walker::Unknown(const std::string& what) {
  unknown_.insert(what);
  return Error(ErrorCode::kTypeMismatch);
}

Value Walker::Evaluate(const Term& term) {
  if (term.is(TermKind::kConstant)) return term.value;
  if (term.is(TermKind::kRoot)) return world_.roots[static_cast<size_t>(term.root)];
  if (term.is(TermKind::kElement)) return elements_[term.index];
  if (term.is(TermKind::kField) || term.is(TermKind::kFieldOrAbsent) ||
      term.is(TermKind::kHasField)) {
    return Field(term);
  }
  if (term.is(TermKind::kUnary)) return Unary(term);
  if (term.is(TermKind::kBinary)) return Binary(term);
  if (term.is(TermKind::kAnd)) return Logic(term, false);
  if (term.is(TermKind::kOr)) return Logic(term, true);
  if (term.is(TermKind::kConditional)) return Conditional(term);
  if (term.is(TermKind::kCall)) return Call(term);
  if (term.is(TermKind::kList)) return List(term);
  if (term.is(TermKind::kMap)) return Map(term);
  if (term.is(TermKind::kFact)) return Fact(term);
  if (term.is(TermKind::kAttributes)) return Attributes(term);
  if (term.is(TermKind::kGroups)) return Groups(term);
  if (term.is(TermKind::kMacro)) return Macro(term);
  return Unknown("term kind " + std::to_string(static_cast<int>(term.kind)));
}

Value Walker::Field(const Term& term) {
  const Value owner = Evaluate(*term.children[0]);
  // What is not there has no fields, and asking whether it has one is no mistake.
  if (term.is(TermKind::kHasField) && owner.is(Kind::kAbsent)) return Value::Bool(false);
  const MapRep* fields = FieldsOf(owner);
  if (fields == nullptr) return Misuse({owner});
  const Value found = FindField(*fields, term.name);
  if (term.is(TermKind::kHasField)) return Value::Bool(!IsNothing(found));
  if (term.is(TermKind::kFieldOrAbsent)) return IsNothing(found) ? Value() : found;
  return found.is(Kind::kAbsent) ? Error(ErrorCode::kNoSuchField) : found;
}

Value Walker::Unary(const Term& term) {
  const Value operand = Evaluate(*term.children[0]);
  if (term.op == Op::kNegate) return Operate(Op::kNegate, operand, Value(), arena_);
  if (term.op != Op::kNot) return Unknown("operator");
  return operand.is(Kind::kBool) ? Value::Bool(!operand.AsBool()) : Misuse({operand});
}

Value Walker::Binary(const Term& term) {
  const Value b = Evaluate(*term.children[0]);
  const Value c = Evaluate(*term.children[1]);
  return Operate(term.op, b, c, arena_);
}

Value Walker::Logic(const Term& term, bool deciding) {
  Value result = Evaluate(*term.children[0]);
  for (size_t i = 1; i < term.children.size(); ++i) {
    result = Connect(result, Evaluate(*term.children[i]), deciding);
  }
  return result;
}

Value Walker::Conditional(const Term& term) {
  const Value condition = Condition(Evaluate(*term.children[0]));
  if (condition.is_error()) return condition;
  return Evaluate(*term.children[condition.AsBool() ? 1 : 2]);
}

// `x.orValue(y)` and `x.or(y)`: a default is computed when it is needed.
Value Walker::Default(const Term& call) {
  const Value first = Evaluate(*call.children[0]);
  const bool missing =
      call.builtin == Builtin::kOrValue ? IsNothing(first) : first.is(Kind::kAbsent);
  return missing ? Evaluate(*call.children[1]) : first;
}

Value Walker::Call(const Term& term) {
  const bool defaults = term.builtin == Builtin::kOrValue || term.builtin == Builtin::kOptionalOr;
  if (defaults && !term.any) return Default(term);
  const BuiltinInfo* info = FindBuiltin(static_cast<uint32_t>(term.builtin));
  std::vector<Value> args;
  for (const Term* child : term.children) args.push_back(Evaluate(*child));
  for (const Value& arg : args) {
    if (arg.is_error()) return arg;
  }
  Value result;
  if (!term.any && CallFunction(std::string(info->name), args, arena_, result)) return result;
  if (world_.patterns == nullptr) return Unknown(std::string(info->name));
  shared_.insert(std::string(info->name));
  return CallEngine(term, args);
}

Value Walker::CallEngine(const Term& term, const std::vector<Value>& args) {
  Budget budget(1'000'000);
  Context context{*world_.patterns, budget, arena_};
  const uint32_t number = static_cast<uint32_t>(term.builtin);
  return term.any ? CallAnyBuiltin(number, args.data(), context)
                  : CallBuiltin(number, args.data(), context);
}

Value Walker::List(const Term& term) {
  std::vector<Value> items;
  for (const Term* child : term.children) {
    const Value item = Evaluate(*child);
    if (item.is_error() || item.is(Kind::kAbsent)) return Misuse({item});
    items.push_back(item);
  }
  return NewList(items, arena_);
}

Value Walker::Map(const Term& term) {
  std::vector<MapEntry> entries;
  for (size_t i = 0; i + 1 < term.children.size(); i += 2) {
    const Value key = Evaluate(*term.children[i]);
    const Value value = Evaluate(*term.children[i + 1]);
    for (const Value& v : {key, value}) {
      if (v.is_error() || v.is(Kind::kAbsent)) return Misuse({key, value});
    }
    if (!CanBeKey(key)) return Error(ErrorCode::kTypeMismatch);
    for (const MapEntry& entry : entries) {
      if (Equal(entry.key, key).IsTrue()) return Error(ErrorCode::kBadArgument);
    }
    entries.push_back({key, value});
  }
  return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena_);
}

Value Walker::Fact(const Term& term) {
  std::vector<Value> keys;
  for (const Term* child : term.children) {
    const Value key = Evaluate(*child);
    if (key.is_error() || key.is(Kind::kAbsent)) return Misuse({key});
    keys.push_back(key);
  }
  return world_.fact(term.index, keys);
}

Value Walker::Attributes(const Term& term) {
  const Value entity = Evaluate(*term.children[0]);
  if (entity.is_error() || entity.is(Kind::kAbsent)) return Misuse({entity});
  return world_.attributes(entity);
}

Value Walker::Groups(const Term& term) {
  const Value entity = Evaluate(*term.children[0]);
  if (entity.is_error() || entity.is(Kind::kAbsent)) return Misuse({entity});
  return world_.groups(entity);
}

std::optional<std::vector<Walker::Element>> Walker::ElementsOf(const Value& collection) {
  std::vector<Element> elements;
  if (collection.is(Kind::kList) || collection.is(Kind::kSet)) {
    for (uint32_t i = 0; i < collection.size(); ++i) {
      elements.push_back({Value::Int(i), collection.items()[i]});
    }
    return elements;
  }
  if (!collection.is(Kind::kMap)) return std::nullopt;
  for (uint32_t i = 0; i < collection.AsMap().size; ++i) {
    const MapEntry& entry = collection.AsMap().entries[i];
    elements.push_back({entry.key, entry.value});
  }
  return elements;
}

// One variable is the element of a list, and the key of a map; with two, the first is
// where it is and the second what is there.
void Walker::SetElement(const Term& term, const Element& element, bool map) {
  const bool two = term.second != 0;
  elements_[term.index] = two || map ? element.key : element.value;
  if (two) elements_[term.second] = element.value;
}

Value Walker::Macro(const Term& term) {
  const Value collection = Evaluate(*term.children[0]);
  const std::optional<std::vector<Element>> elements = ElementsOf(collection);
  if (!elements) return Misuse({collection});
  const bool map = collection.is(Kind::kMap);
  int64_t count = 0;
  Value decided = Value::Bool(term.macro == lang::Macro::kAll);
  if (term.macro == lang::Macro::kFilter || term.macro == lang::Macro::kMap ||
      term.macro == lang::Macro::kMapWhere) {
    return Filter(term, *elements, map);
  }
  if (term.macro != lang::Macro::kAll && term.macro != lang::Macro::kExists &&
      term.macro != lang::Macro::kExistsOne) {
    return MakeMapOf(term, *elements, map);
  }
  for (const Element& element : *elements) {
    SetElement(term, element, map);
    const Value holds = Evaluate(*term.children[1]);
    if (term.macro == lang::Macro::kAll) decided = Connect(decided, holds, false);
    if (term.macro == lang::Macro::kExists) decided = Connect(decided, holds, true);
    if (term.macro != lang::Macro::kExistsOne) continue;
    if (Condition(holds).is_error()) return Condition(holds);
    count += holds.AsBool() ? 1 : 0;
  }
  return term.macro == lang::Macro::kExistsOne ? Value::Bool(count == 1) : decided;
}

Value Walker::Filter(const Term& term, const std::vector<Element>& elements, bool map) {
  std::vector<Value> taken;
  for (const Element& element : elements) {
    SetElement(term, element, map);
    if (term.macro != lang::Macro::kMap) {
      const Value holds = Condition(Evaluate(*term.children[1]));
      if (holds.is_error()) return holds;
      if (!holds.AsBool()) continue;
    }
    const Value item = term.macro == lang::Macro::kFilter
                           ? elements_[term.index]
                           : Evaluate(*term.children[term.children.size() - 1]);
    if (item.is_error() || item.is(Kind::kAbsent)) return Misuse({item});
    taken.push_back(item);
  }
  return NewList(taken, arena_);
}

// Values under the same keys, or the entries of one map for each element.
Value Walker::MakeMapOf(const Term& term, const std::vector<Element>& elements, bool map) {
  const bool values =
      term.macro == lang::Macro::kMapValues || term.macro == lang::Macro::kMapValuesWhere;
  std::vector<MapEntry> entries;
  for (const Element& element : elements) {
    SetElement(term, element, map);
    if (term.children.size() == 3) {
      const Value holds = Condition(Evaluate(*term.children[1]));
      if (holds.is_error()) return holds;
      if (!holds.AsBool()) continue;
    }
    const Value made = Evaluate(*term.children[term.children.size() - 1]);
    if (made.is_error() || made.is(Kind::kAbsent)) return Misuse({made});
    if (values) entries.push_back({element.key, made});
    if (values) continue;
    if (!made.is(Kind::kMap)) return Error(ErrorCode::kTypeMismatch);
    for (uint32_t i = 0; i < made.AsMap().size; ++i) {
      const MapEntry& entry = made.AsMap().entries[i];
      for (const MapEntry& other : entries) {
        if (Equal(other.key, entry.key).IsTrue()) return Error(ErrorCode::kBadArgument);
      }
      entries.push_back(entry);
    }
  }
  return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena_);
}

}  // namespace writ::oracle
