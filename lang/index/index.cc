#include "lang/index/index.h"

#include <algorithm>
#include <set>
#include <utility>

#include "lang/index/walker.h"
#include "lang/syntax/tokenize.h"

namespace writ::lang {
namespace {

bool Holds(Span span, uint32_t file, uint32_t offset) {
  return span.file == file && span.begin <= offset && offset <= span.end && span.begin < span.end;
}

// Calls `use` with the index as it is made, and with the walk that made it.
template <typename Use>
void Walked(std::vector<InputFile> files, const Use& use) {
  Index index;
  Diagnostics ignored;
  ParsedBundle parsed = ParseBundle(std::move(files), ignored);
  index.sources = std::move(parsed.sources);
  index.given = parsed.given;
  const std::vector<std::string> library = LibraryPackages();
  const Packages packages = Packages::Make(parsed.files, library, ignored);
  Walker walker(parsed.files, packages, index);
  walker.Walk();
  use(index, walker);
}

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The placeholder in place of the word that `offset` stands in.
std::string WithPlaceholder(const std::string& text, size_t offset, const char* behind) {
  size_t begin = std::min(offset, text.size()), end = begin;
  while (begin > 0 && IsWordChar(text[begin - 1])) --begin;
  while (end < text.size() && IsWordChar(text[end])) ++end;
  return text.substr(0, begin) + kPlaceholder + behind + text.substr(end);
}

bool IsMember(const std::string& text, size_t offset) {
  size_t begin = std::min(offset, text.size());
  while (begin > 0 && IsWordChar(text[begin - 1])) --begin;
  return begin > 0 && text[begin - 1] == '.';
}

std::vector<Completion> Unique(std::vector<Completion> found) {
  std::set<std::string> seen;
  std::erase_if(found, [&](const Completion& c) { return !seen.insert(c.label).second; });
  return found;
}

}  // namespace

std::optional<Span> Index::SpanAt(uint32_t file, uint32_t offset) const {
  const IndexedName* name = At(file, offset);
  if (name == nullptr) return std::nullopt;
  if (Holds(name->place, file, offset)) return name->place;
  for (Span use : name->uses) {
    if (Holds(use, file, offset)) return use;
  }
  return std::nullopt;
}

const IndexedName* Index::At(uint32_t file, uint32_t offset) const {
  for (const IndexedName& name : names) {
    if (Holds(name.place, file, offset)) return &name;
    for (Span use : name.uses) {
      if (Holds(use, file, offset)) return &name;
    }
  }
  return nullptr;
}

std::string Index::ReceiverAt(uint32_t file, uint32_t offset) const {
  for (const MethodUse& method : methods) {
    if (Holds(method.place, file, offset)) return method.receiver;
  }
  return "";
}

Index BuildIndex(std::vector<InputFile> files) {
  Index result;
  Walked(std::move(files), [&](Index& index, Walker&) { result = std::move(index); });
  return result;
}

std::vector<Completion> Complete(std::vector<InputFile> files, const std::string& name,
                                 size_t offset) {
  auto file =
      std::find_if(files.begin(), files.end(), [&](const InputFile& f) { return f.name == name; });
  if (file == files.end()) return {};
  const std::string before = file->text;
  std::vector<Completion> found;
  bool met = false;
  // What stands there may not be whole: the ways in which it most likely goes on.
  for (const char* behind : {"", " == 0", ": 0 }", ")", "\n"}) {
    if (met) break;
    file->text = WithPlaceholder(before, offset, behind);
    Walked(files, [&](Index&, Walker& walker) {
      met = walker.completed();
      if (met) found = std::move(walker.completions());
    });
  }
  if (IsMember(before, offset)) return Unique(std::move(found));
  for (const std::string& word : Keywords()) found.push_back({word, "", NameKind::kLocal, true});
  return Unique(std::move(found));
}

}  // namespace writ::lang
