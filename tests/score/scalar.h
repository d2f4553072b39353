// Scalars of block lists: plain, 'single' and "double" quoted, over one line or several.
#ifndef WRIT_TESTS_SCORE_SCALAR_H_
#define WRIT_TESTS_SCORE_SCALAR_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/value/value.h"

namespace writ::score {

// `lines` (at least one) without indentation. A line break inside is a space, n blank
// lines are n line breaks. A plain scalar is null, a bool, a number or a text. Nothing
// when a quote is not closed, or something stands behind it.
std::optional<Value> ReadScalar(const std::vector<std::string_view>& lines, Arena& arena);

// The text as ReadScalar reads it back, on one line.
std::string WriteTextScalar(std::string_view text);

}  // namespace writ::score

#endif  // WRIT_TESTS_SCORE_SCALAR_H_
