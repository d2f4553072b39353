// Types of the policy language, as the compiler checks them and as the engine
// checks arguments by them.
//
// A type lives in a TypeTable and is interned: two types are the same exactly when
// their pointers are. Pointers live as long as the table.
#ifndef WRIT_ENGINE_VALUE_TYPE_H_
#define WRIT_ENGINE_VALUE_TYPE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace writ {

// The numbers stand in bundles: never renumber.
enum class TypeKind : uint8_t {
  kError = 0,  // of an expression that did not check; the compiler's own
  kDyn = 1,
  kNull = 2,
  kBool = 3,
  kInt = 4,
  kUint = 5,
  kDouble = 6,
  kString = 7,
  kBytes = 8,
  kDecimal = 9,
  kMoney = 10,
  kTimestamp = 11,
  kDuration = 12,
  kDate = 13,
  kType = 14,
  kList = 15,      // element
  kSet = 16,       // element
  kMap = 17,       // key, element
  kRecord = 18,    // fields, sorted by name
  kOptional = 19,  // element; never an optional of an optional
  kEntity = 20,    // name; attributes are in fields
  kTask = 21,      // name; parameters are in fields
  kEnum = 22,      // name, values
  // Simple again.
  kIp = 23,
  kCidr = 24,
  kUrl = 25,
  kEmail = 26,
  kPath = 27,
};

struct Type;

struct Field {
  std::string name;
  const Type* type = nullptr;  // kOptional when it may be left out
};

struct Type {
  TypeKind kind = TypeKind::kError;
  uint32_t index = 0;               // in its table
  std::string name;                 // entity, task, enum
  const Type* key = nullptr;        // map
  const Type* element = nullptr;    // list, set, map, optional
  std::vector<Field> fields;        // record, entity, task; sorted by name
  std::vector<std::string> values;  // enum, as declared
  std::string group;                // entity: the entity type of its groups; empty: none

  bool is(TypeKind k) const { return kind == k; }
  // Null when there is none. `hint`, when not null, receives the position.
  const Field* FindField(std::string_view name, uint32_t* hint = nullptr) const;
  // As an author writes it: "list<string>", "money?", "{ hold: string }".
  std::string ToString() const;
};

class TypeTable {
 public:
  TypeTable();
  TypeTable(const TypeTable&) = delete;
  TypeTable& operator=(const TypeTable&) = delete;

  // Of a kind that is made of no others and has no name: kError to kType, kIp to kPath.
  const Type* Simple(TypeKind kind) const;
  const Type* List(const Type* element);
  const Type* Set(const Type* element);
  const Type* Map(const Type* key, const Type* element);
  // Sorts the fields; their names must differ.
  const Type* Record(std::vector<Field> fields);
  // An optional of an optional is the optional.
  const Type* Optional(const Type* element);

  // Named types are declared first and filled later, since they may refer to each
  // other. Null when the name is taken; names are shared by the three kinds.
  Type* DeclareNamed(TypeKind kind, std::string name);
  // Null when there is none.
  const Type* FindNamed(std::string_view name) const;
  // Sorts and sets the fields of a declared entity or task.
  static void SetFields(Type* type, std::vector<Field> fields);

  // In order of index; the first ones are the simple types.
  const std::vector<std::unique_ptr<Type>>& types() const { return types_; }

 private:
  const Type* Intern(std::string key, Type type);

  std::vector<std::unique_ptr<Type>> types_;
  absl::flat_hash_map<std::string, const Type*> interned_;
  absl::flat_hash_map<std::string, Type*> named_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_VALUE_TYPE_H_
