#include "server/lsp/features.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/bytecode/builtin_info.h"
#include "lang/compiler/compiler.h"
#include "lang/format/format.h"
#include "lang/index/index.h"
#include "server/cli/json_object.h"
#include "server/lsp/ranges.h"

namespace writ::lsp {
namespace {

using cli::JsonObject;
using lang::Index;
using lang::IndexedName;
using lang::NameKind;

// A place found in the index of its bundle.
struct Found {
  Index index;
  const IndexedName* name = nullptr;  // null: nothing is known there
  lang::Span span;                    // that was asked about
  std::string receiver;               // the type of what stands before the point there
};

int FileOf(const Index& index, const std::string& path) {
  for (uint32_t i = 0; i < index.given; ++i) {
    if (index.sources.files[i].name() == path) return static_cast<int>(i);
  }
  return -1;
}

Found Find(const Place& place) {
  Found found{lang::BuildIndex(place.files), nullptr, {}, ""};
  const int file = FileOf(found.index, place.path);
  if (file < 0) return found;
  const auto number = static_cast<uint32_t>(file);
  const auto offset =
      static_cast<uint32_t>(OffsetOf(found.index.sources.files[number].text(), place.position));
  found.name = found.index.At(number, offset);
  if (found.name != nullptr) found.span = *found.index.SpanAt(number, offset);
  found.receiver = found.index.ReceiverAt(number, offset);
  return found;
}

bool IsWordChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string WordAt(const Place& place) {
  for (const lang::InputFile& file : place.files) {
    if (file.name != place.path) continue;
    size_t begin = OffsetOf(file.text, place.position), end = begin;
    while (begin > 0 && IsWordChar(file.text[begin - 1])) --begin;
    while (end < file.text.size() && IsWordChar(file.text[end])) ++end;
    return file.text.substr(begin, end - begin);
  }
  return {};
}

std::string Markdown(const std::string& code, const std::string& doc) {
  return JsonObject()
      .Text("kind", "markdown")
      .Text("value", "```writ\n" + code + "\n```" + (doc.empty() ? "" : "\n\n" + doc))
      .Finish();
}

// The functions of the language by that name that `receiver` has, when it is known.
std::string HoverBuiltin(const std::string& word, const std::string& receiver) {
  std::vector<std::string> signatures;
  std::string meaning;
  for (const BuiltinInfo& info : Builtins()) {
    if (info.source != word) continue;
    if (!receiver.empty() && !lang::TakesReceiver(info.params[0], receiver)) continue;
    signatures.push_back(absl::StrCat(std::string(info.source), "(", std::string(info.params_text),
                                      "): ", std::string(info.result)));
    if (meaning.empty()) meaning = std::string(info.meaning);
  }
  if (signatures.empty()) return "null";
  JsonObject object;
  return object.Raw("contents", Markdown(absl::StrJoin(signatures, "\n"), meaning)).Finish();
}

int CompletionKind(const lang::Completion& completion) {
  if (completion.keyword) return 14;
  switch (completion.kind) {
    case NameKind::kPackage:
      return 9;
    case NameKind::kEntity:
      return 7;
    case NameKind::kTask:
      return 22;
    case NameKind::kAction:
      return 23;
    case NameKind::kGroup:
      return 10;
    case NameKind::kEnum:
      return 13;
    case NameKind::kEnumValue:
      return 20;
    case NameKind::kType:
      return 22;
    case NameKind::kConst:
      return 21;
    case NameKind::kFunction:
      return 3;
    case NameKind::kFact:
      return 6;
    case NameKind::kRule:
    case NameKind::kTest:
      return 23;
    case NameKind::kField:
      return 5;
    case NameKind::kLocal:
      return 6;
  }
  return 1;
}

int SymbolKind(NameKind kind) {
  switch (kind) {
    case NameKind::kPackage:
      return 4;
    case NameKind::kEntity:
      return 5;
    case NameKind::kTask:
    case NameKind::kType:
      return 23;
    case NameKind::kAction:
    case NameKind::kRule:
      return 24;
    case NameKind::kGroup:
      return 18;
    case NameKind::kEnum:
      return 10;
    case NameKind::kEnumValue:
      return 22;
    case NameKind::kConst:
      return 14;
    case NameKind::kFunction:
      return 12;
    case NameKind::kFact:
      return 13;
    case NameKind::kTest:
      return 6;
    case NameKind::kField:
      return 8;
    case NameKind::kLocal:
      return 13;
  }
  return 13;
}

bool IsName(const std::string& text, bool dotted) {
  bool starts = true;
  for (char c : text) {
    const bool fits =
        c == '.' ? dotted && !starts : IsWordChar(c) && !(starts && c >= '0' && c <= '9');
    if (!fits) return false;
    starts = c == '.';
  }
  return !text.empty() && !starts;
}

size_t ErrorsIn(std::vector<lang::InputFile> files) {
  return lang::Compile(std::move(files)).diagnostics.errors();
}

// The places of a name that can be renamed, by file; the message of an error if not.
absl::StatusOr<std::map<uint32_t, std::vector<lang::Span>>> Renamed(const Found& found) {
  const IndexedName& name = *found.name;
  if (name.place.file >= found.index.given) {
    return absl::InvalidArgumentError(absl::StrCat("`", name.name, "` is of the library"));
  }
  const std::string was(found.index.sources.Text(name.place));
  std::map<uint32_t, std::vector<lang::Span>> places;
  places[name.place.file].push_back(name.place);
  for (lang::Span use : name.uses) {
    if (found.index.sources.Text(use) != was) {
      return absl::InvalidArgumentError(absl::StrCat("`", was, "` is written otherwise elsewhere"));
    }
    places[use.file].push_back(use);
  }
  return places;
}

void Apply(std::vector<lang::Span> places, const std::string& text, std::string& file) {
  std::sort(places.begin(), places.end(),
            [](lang::Span a, lang::Span b) { return a.begin > b.begin; });
  for (lang::Span place : places) file.replace(place.begin, place.end - place.begin, text);
}

}  // namespace

std::string Hover(const Place& place) {
  const Found found = Find(place);
  if (found.name == nullptr) return HoverBuiltin(WordAt(place), found.receiver);
  JsonObject object;
  object.Raw("contents", Markdown(found.name->detail, found.name->doc));
  return object.Raw("range", RangeJson(found.index.sources, found.span)).Finish();
}

// Of a name of the library there is no file to show.
std::string Definition(const Place& place) {
  const Found found = Find(place);
  if (found.name == nullptr || found.name->place.file >= found.index.given) return "null";
  return LocationJson(found.index.sources, found.name->place);
}

std::string Complete(const Place& place) {
  std::vector<std::string> items;
  for (const lang::InputFile& file : place.files) {
    if (file.name != place.path) continue;
    const size_t offset = OffsetOf(file.text, place.position);
    for (const lang::Completion& c : lang::Complete(place.files, place.path, offset)) {
      JsonObject item;
      item.Text("label", c.label).Number("kind", CompletionKind(c)).Text("detail", c.detail);
      items.push_back(item.Finish());
    }
  }
  return "[" + absl::StrJoin(items, ",") + "]";
}

std::string DocumentSymbols(const Place& place) {
  const Index index = lang::BuildIndex(place.files);
  const int file = FileOf(index, place.path);
  std::vector<std::string> symbols;
  for (const IndexedName& name : index.names) {
    const bool top = name.kind != NameKind::kLocal && name.parent < 0;
    if (!top || static_cast<int>(name.whole.file) != file) continue;
    JsonObject symbol;
    symbol.Text("name", name.name.empty() ? "(unnamed)" : name.name);
    symbol.Number("kind", SymbolKind(name.kind));
    symbol.Raw("range", RangeJson(index.sources, name.whole));
    const bool placed = name.place.end > name.place.begin;
    symbol.Raw("selectionRange", RangeJson(index.sources, placed ? name.place : name.whole));
    symbols.push_back(symbol.Finish());
  }
  return "[" + absl::StrJoin(symbols, ",") + "]";
}

std::string Formatting(const Place& place) {
  for (const lang::InputFile& file : place.files) {
    if (file.name != place.path) continue;
    const lang::FormatResult result = lang::Format(file);
    if (!result.ok() || result.text == file.text) break;
    const std::string range = RangeJson({}, PositionOf(file.text, file.text.size()));
    JsonObject edit;
    return "[" + edit.Raw("range", range).Text("newText", result.text).Finish() + "]";
  }
  return "[]";
}

absl::StatusOr<std::string> Rename(const Place& place, const std::string& new_name) {
  const Found found = Find(place);
  if (found.name == nullptr || found.name->kind == NameKind::kTest) {
    return absl::InvalidArgumentError("there is nothing to rename");
  }
  if (!IsName(new_name, found.name->kind == NameKind::kAction)) {
    return absl::InvalidArgumentError(absl::StrCat("`", new_name, "` is no name"));
  }
  auto places = Renamed(found);
  if (!places.ok()) return places.status();
  std::vector<lang::InputFile> files = place.files;
  std::map<std::string, std::string> edits;
  for (const auto& [file, spans] : *places) {
    const std::string path = found.index.sources.files[file].name();
    std::vector<std::string> changes;
    for (lang::Span span : spans) {
      JsonObject edit;
      edit.Raw("range", RangeJson(found.index.sources, span)).Text("newText", new_name);
      changes.push_back(edit.Finish());
    }
    edits[path] = "[" + absl::StrJoin(changes, ",") + "]";
    for (lang::InputFile& f : files) {
      if (f.name == path) Apply(spans, new_name, f.text);
    }
  }
  if (ErrorsIn(std::move(files)) > ErrorsIn(place.files)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "`", new_name, "` means something else already, or is a word of the language"));
  }
  JsonObject by_uri;
  for (const auto& [path, changes] : edits) by_uri.Raw(UriOf(path), changes);
  return JsonObject().Raw("changes", by_uri.Finish()).Finish();
}

}  // namespace writ::lsp
