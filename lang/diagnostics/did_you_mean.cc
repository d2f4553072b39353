#include <algorithm>
#include <numeric>

#include "lang/diagnostics/diagnostics.h"

namespace writ::lang {
namespace {

constexpr size_t kMaxWord = 64;  // longer names are not compared

// Insertions, deletions, replacements and swaps of neighbours from `a` to `b`.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(above.begin(), above.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replace = above[j - 1] + (a[i - 1] != b[j - 1]);
      row[j] = std::min({replace, above[j] + 1, row[j - 1] + 1});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kMaxWord) return "";
  // A third of the word may be wrong.
  size_t best = std::max<size_t>(1, word.size() / 3) + 1;
  std::string nearest;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kMaxWord || candidate == word) continue;
    size_t distance = Distance(word, candidate);
    if (distance < best) best = distance, nearest = candidate;
  }
  // A word of one or two letters that shares none with the candidate is no slip of it.
  return best < nearest.size() ? nearest : "";
}

}  // namespace writ::lang
