#include "lang/lint/anchors.h"

#include <cstddef>

namespace writ::lang {
namespace {

// Removes "(?is)" from the front; false when the flags have `m`.
bool SkipFlags(std::string_view& pattern) {
  if (!pattern.starts_with("(?")) return true;
  const size_t end = pattern.find_first_not_of("imsU-", 2);
  if (end == std::string_view::npos || pattern[end] != ')') return true;
  const bool lines = pattern.substr(0, end).find('m') != std::string_view::npos;
  pattern.remove_prefix(end + 1);
  return !lines;
}

// Behind the class that starts at `at`. A `]` that comes first is one of the class.
size_t SkipClass(std::string_view pattern, size_t at) {
  ++at;
  if (at < pattern.size() && pattern[at] == '^') ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;
  while (at < pattern.size() && pattern[at] != ']') {
    const bool named = pattern.substr(at).starts_with("[:");
    const size_t end = named ? pattern.find(":]", at) : std::string_view::npos;
    at = end != std::string_view::npos ? end + 2 : at + (pattern[at] == '\\' ? 2 : 1);
  }
  return at + 1;
}

struct Shape {
  bool alternatives = false;  // `|` outside parentheses
  size_t last = 0;            // where the last piece starts
};

Shape ShapeOf(std::string_view pattern) {
  Shape shape;
  int depth = 0;
  for (size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    shape.last = at;
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == '|' && depth == 0) shape.alternatives = true;
    at = c == '[' ? SkipClass(pattern, at) : at + (c == '\\' ? 2 : 1);
  }
  return shape;
}

}  // namespace

bool IsAnchored(std::string_view pattern) {
  if (!SkipFlags(pattern)) return false;
  // A quotation could hide anything: rare, and easily written otherwise.
  if (pattern.find("\\Q") != std::string_view::npos) return false;
  if (!pattern.starts_with("^") && !pattern.starts_with("\\A")) return false;
  const Shape shape = ShapeOf(pattern);
  const std::string_view last = pattern.substr(shape.last);
  return !shape.alternatives && (last == "$" || last == "\\z");
}

}  // namespace writ::lang
