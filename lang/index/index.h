// Where every name of a bundle is declared and used, for editors: what a name means, who
// uses it, and what could stand in its place.
//
// Made of syntax trees that may have mistakes in them, so it promises less than the
// checker: a name that it does not know has no entry. Pure; a copy of all texts.
#ifndef WRIT_LANG_INDEX_INDEX_H_
#define WRIT_LANG_INDEX_INDEX_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/compiler/parse_bundle.h"
#include "lang/source/source.h"

namespace writ::lang {

enum class NameKind : uint8_t {
  kPackage,
  kEntity,
  kTask,
  kAction,
  kGroup,
  kEnum,
  kEnumValue,
  kType,
  kConst,
  kFunction,
  kFact,
  kRule,
  kTest,
  kField,
  kLocal,
};

struct IndexedName {
  NameKind kind = NameKind::kLocal;
  std::string name;    // "flights.purchase", "price"
  std::string detail;  // its declaration as source: "fn f(x: int): int = x + 1"
  std::string doc;
  Span place;              // of the name, where it is declared
  Span whole;              // of the declaration
  int parent = -1;         // of a field or a value: what declares it
  bool of_result = false;  // of a field of an action
  std::vector<Span> uses;
};

// A method or a part that no declaration has, and the type of what it is asked of, as source;
// empty when the syntax does not tell.
struct MethodUse {
  Span place;
  std::string receiver;
};

// Whether a function whose first parameter is `param` may be a method of a `type`; any
// may be of a type that is not known.
bool TakesReceiver(std::string_view param, std::string_view type);

struct Completion {
  std::string label;
  std::string detail;
  NameKind kind = NameKind::kLocal;
  bool keyword = false;
};

struct Index {
  SourceSet sources;
  uint32_t given = 0;  // so many sources come first; the others are of the library
  std::vector<IndexedName> names;
  std::vector<MethodUse> methods;

  // The name that `offset` of file `file` stands in; null when there is none.
  const IndexedName* At(uint32_t file, uint32_t offset) const;
  // The type of what the method there is asked of; empty when it is not known.
  std::string ReceiverAt(uint32_t file, uint32_t offset) const;
  // The use or the declaration there.
  std::optional<Span> SpanAt(uint32_t file, uint32_t offset) const;
};

Index BuildIndex(std::vector<InputFile> files);

// What could stand at byte `offset` of the file named `name`, given what stands around
// it: members after a point, otherwise names, and the words of the language. In order,
// each once.
std::vector<Completion> Complete(std::vector<InputFile> files, const std::string& name,
                                 size_t offset);

}  // namespace writ::lang

#endif  // WRIT_LANG_INDEX_INDEX_H_
