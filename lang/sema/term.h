// Checked expressions: what the checker makes of a syntax tree and what code is
// generated from.
//
// A term is typed and closed: names are resolved, functions and constants are inlined,
// literals and everything computable from them are values, conversions are written out.
// Two terms with the same text mean the same. Terms share parts, never change and live
// in the Model.
#ifndef WRIT_LANG_SEMA_TERM_H_
#define WRIT_LANG_SEMA_TERM_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "engine/value/type.h"
#include "engine/value/value.h"
#include "lang/sema/macro.h"

namespace writ::lang {

enum class TermKind : uint8_t {
  kError,          // did not check; a diagnostic was reported
  kConstant,       // value
  kRoot,           // root
  kParameter,      // name: of a function, while its own body is checked
  kVariable,       // index: of the running test
  kElement,        // index: of the kMacro that it belongs to; name: as written
  kField,          // children[0] . name
  kFieldOrAbsent,  // the same for an optional field that was not tested
  kHasField,       // has(children[0] . name)
  kUnary,          // op children[0]
  kBinary,         // children[0] op children[1]
  kAnd,            // two children or more
  kOr,             // two children or more
  kConditional,    // children[0] ? children[1] : children[2]
  kCall,           // builtin(children)
  kList,           // children
  kMap,            // children: key, value, key, value ...
  kFact,           // fact number `index`, with the keys in children
  kAttributes,     // the attributes of the entity children[0]
  kGroups,         // the entity children[0] with every group that it is in, as a set
  kMacro,          // macro over children[0], the rest for each element; index: of its
                   // element; second: of the value beside it
};

// Of one term, its parts counted each time they stand in it.
inline constexpr uint32_t kMaxTermSize = 10'000;
inline constexpr uint32_t kMaxTermDepth = 400;
// Lists and maps inside each other: what is built must fit in what values may be.
inline constexpr uint32_t kMaxTermLevels = 24;
// Of what a computed constant stands for, written out.
inline constexpr uint32_t kMaxOriginSize = 200;

struct Term {
  TermKind kind = TermKind::kError;
  Op op{};
  Root root = Root::kUser;
  Builtin builtin{};
  bool any = false;  // kCall: the values say which of the builtins that are called so
  Macro macro = Macro::kAll;
  uint32_t index = 0;
  uint32_t second = 0;  // kMacro with two variables: the other one's number
  uint32_t hint = 0;    // where the field stands in its record
  const Type* type = nullptr;
  Value value;
  // Of a constant that the checker computed: from what; null when it was written so or is
  // larger than kMaxOriginSize written out.
  const Term* origin = nullptr;
  uint32_t origin_size = 1;
  std::string name;
  std::vector<const Term*> children;
  uint32_t size = 1;
  uint32_t depth = 1;
  uint32_t levels = 0;         // of lists and maps that it builds
  uint32_t loops = 0;          // macros that stand inside each other's bodies
  bool has_parameter = false;  // is or holds a kParameter
  // The elements that it reads of macros around it; sorted.
  std::vector<uint32_t> free;

  bool is(TermKind k) const { return kind == k; }
  bool is_error() const { return kind == TermKind::kError; }
  bool is_constant() const { return kind == TermKind::kConstant; }
};

class TermPool {
 public:
  // Sets size, depth, loops, has_parameter and free from the children. The reference lives as long
  // as the pool.
  const Term* Add(Term term);

 private:
  std::deque<Term> terms_;
};

// The one spelling of a term: "travel.spend(task)", "args.price > 500 USD".
std::string ToSource(const Term& term);

// Calls `visit` for the facts and attributes read in `term`, inner ones first.
template <typename Visit>
void ForEachRead(const Term& term, const Visit& visit) {
  for (const Term* child : term.children) ForEachRead(*child, visit);
  if (term.is(TermKind::kFact) || term.is(TermKind::kAttributes) || term.is(TermKind::kGroups)) {
    visit(term);
  }
}

// An element of a macro around `term` that it reads; null when it reads none.
const Term* FreeElement(const Term& term);

// Whether `root` is read anywhere in `term`.
bool ReadsRoot(const Term& term, Root root);

}  // namespace writ::lang

#endif  // WRIT_LANG_SEMA_TERM_H_
