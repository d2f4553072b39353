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

// A third of the word may be wrong.
NearestName::NearestName(std::string_view word)
    : word_(word), best_(std::max<size_t>(1, word.size() / 3) + 1) {}

void NearestName::Consider(std::string_view name) {
  if (word_.empty() || word_.size() > kMaxWord || name.size() > kMaxWord || name == word_) return;
  const size_t at_least = std::max(word_.size(), name.size()) - std::min(word_.size(), name.size());
  if (left_ == 0 || at_least >= best_) return;
  --left_;
  const size_t distance = Distance(word_, name);
  if (distance < best_) best_ = distance, nearest_ = name;
}

// A word of one or two letters that shares none with the candidate is no slip of it.
std::string NearestName::Found() const { return best_ < nearest_.size() ? nearest_ : ""; }

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  NearestName nearest(word);
  for (const std::string& candidate : candidates) nearest.Consider(candidate);
  return nearest.Found();
}

}  // namespace writ::lang
