// What recorded runs show of a tool's result, as structured values: block lists in the
// manner of YAML ("- a: 1\n  b: x"), Python's literals ("{'a': 1}"), plain texts.
//
// Strict about structure, since some of the text was written by attackers: what a quoted
// scalar or an indented continuation holds never becomes a record or a field.
#ifndef WRIT_TESTS_SCORE_RECORDED_TEXT_H_
#define WRIT_TESTS_SCORE_RECORDED_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/arena.h"
#include "engine/value/value.h"

namespace writ::score {

// The text without the angle brackets that some recordings put around it.
std::string_view Unwrap(std::string_view text);

// A list of records or scalars. Nothing when the text is not one, as a whole.
std::optional<Value> ParseBlockList(std::string_view text, Arena& arena);

// A dict, a list, a text in quotes, a number, True, False or None; nothing for anything
// else. Nested at most 32 deep.
std::optional<Value> ParsePythonLiteral(std::string_view text, Arena& arena);

// The value as a block list if it is one, else as one line: what an agent would have been
// shown of a structured result. Fields come in the order of their names.
std::string ToBlockText(const Value& value);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_RECORDED_TEXT_H_
