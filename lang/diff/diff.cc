#include "lang/diff/diff.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "lang/diff/meaning.h"
#include "lang/sema/check.h"

namespace writ::lang {
namespace {

Meanings Read(std::vector<InputFile> files, SourceSet& sources, Diagnostics& diagnostics) {
  ParsedBundle parsed = ParseBundle(std::move(files), diagnostics);
  sources = std::move(parsed.sources);
  const std::vector<std::string> library = LibraryPackages();
  Analysis analysis(sources, parsed.files, library, diagnostics);
  if (diagnostics.has_errors()) return {};
  return MeaningsOf(analysis.model());
}

std::vector<std::string> Without(const std::set<std::string>& lines,
                                 const std::set<std::string>& others) {
  std::vector<std::string> left;
  std::set_difference(lines.begin(), lines.end(), others.begin(), others.end(),
                      std::back_inserter(left));
  return left;
}

Change Describe(ChangeKind kind, const std::pair<std::string, std::string>& key,
                const Meaning& meaning, const SourceSet& sources) {
  Change change;
  change.kind = kind;
  change.what = key.first;
  change.name = key.second;
  // Types have no place of their own in the model.
  if (meaning.span.end == 0) return change;
  const SourceFile& file = sources.files[meaning.span.file];
  change.file = file.name();
  change.line = file.Locate(meaning.span.begin).line;
  return change;
}

void Compare(const Meanings& before, const Meanings& after, DiffResult& result) {
  static const Meaning kNothing;
  for (const auto& [key, old_meaning] : before) {
    if (after.count(key) != 0) continue;
    Change change = Describe(ChangeKind::kRemoved, key, old_meaning, result.old_sources);
    change.before = Without(old_meaning.lines, kNothing.lines);
    result.changes.push_back(std::move(change));
  }
  for (const auto& [key, meaning] : after) {
    const auto found = before.find(key);
    if (found != before.end() && found->second.lines == meaning.lines) continue;
    const bool added = found == before.end();
    const Meaning& old_meaning = added ? kNothing : found->second;
    Change change = Describe(added ? ChangeKind::kAdded : ChangeKind::kChanged, key, meaning,
                             result.new_sources);
    change.before = Without(old_meaning.lines, meaning.lines);
    change.after = Without(meaning.lines, old_meaning.lines);
    result.changes.push_back(std::move(change));
  }
  std::stable_sort(result.changes.begin(), result.changes.end(),
                   [](const Change& a, const Change& b) {
                     return std::pair(a.what, a.name) < std::pair(b.what, b.name);
                   });
}

}  // namespace

DiffResult Diff(std::vector<InputFile> before, std::vector<InputFile> after) {
  DiffResult result;
  const Meanings old_meanings = Read(std::move(before), result.old_sources, result.old_diagnostics);
  const Meanings new_meanings = Read(std::move(after), result.new_sources, result.new_diagnostics);
  if (result.ok()) Compare(old_meanings, new_meanings, result);
  return result;
}

}  // namespace writ::lang
