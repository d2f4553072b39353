// Text of a stranger, made fit for comments and terminals. What is invisible or changes
// the direction or the place of other text goes: hidden instructions and source that is
// not what it looks like are made of it.
#ifndef WRIT_SERVER_IMPORT_SAFE_TEXT_H_
#define WRIT_SERVER_IMPORT_SAFE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace writ::import {

inline constexpr size_t kMaxDocBytes = 600;    // of one description
inline constexpr size_t kMaxShownBytes = 120;  // of a name in a message

// Whether `text` (UTF-8) has a character that would be removed.
bool HasUnsafe(std::string_view text);

// One line: white space folded, the unsafe left out, cut to `max_bytes` with "..." after it.
std::string OneLine(std::string_view text, size_t max_bytes);
// OneLine of the text before the first blank line.
std::string FirstParagraph(std::string_view text);

// Lines of at most `columns` bytes, unless one word is longer.
std::vector<std::string> Wrap(std::string_view line, size_t columns);

}  // namespace writ::import

#endif  // WRIT_SERVER_IMPORT_SAFE_TEXT_H_
