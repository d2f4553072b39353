#include "lang/docs/library_docs.h"

#include <string_view>

#include "lang/ast/print.h"
#include "lang/compiler/standard_library.h"
#include "lang/syntax/parser.h"

namespace writ::lang {
namespace {

constexpr char kIntroduction[] = R"(# The standard library

Written by `//lang/docs:library_docs` from the modules in `stdlib/`: change those, then run

    bazel run //lang/docs:library_docs > docs/standard_library.md

A module comes with the compiler: `use std.time` at the start of a file, then `time.is_weekend(day)`. Its functions are
pure and, like all functions, written out where they are called; each is tested in Writ beside its source.
)";

// A paragraph of lines; cells of a table end at `|`.
std::string Folded(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

// The documentation before `package`, which the parser gives to nobody.
std::string ModuleDoc(std::string_view text) {
  std::string doc;
  while (text.starts_with("///")) {
    const size_t end = text.find('\n');
    if (!doc.empty()) doc += ' ';
    doc += text.substr(4, end - 4);
    text.remove_prefix(end + 1);
  }
  return doc;
}

std::string Signature(const FnDecl& fn) {
  std::string text = fn.head.name.text + "(";
  for (const FieldDecl& param : fn.params) {
    if (&param != &fn.params.front()) text += ", ";
    text += param.name.text + ": " + ToSource(*param.type);
  }
  return text + "): " + ToSource(*fn.result);
}

std::string Section(const StandardModule& module) {
  SourceSet sources;
  sources.files.emplace_back(std::string(module.file), std::string(module.text));
  Diagnostics diagnostics;
  const File file = ParseFile(sources, 0, diagnostics);
  std::string text = "\n## " + std::string(module.package) + "\n\n" + ModuleDoc(module.text) + "\n";
  text += "\n| function | is |\n|---|---|\n";
  for (const FnDecl& fn : file.fns) {
    text += "| `" + Folded(Signature(fn)) + "` | " + Folded(fn.head.doc) + " |\n";
  }
  for (const TypeDecl& type : file.types) {
    text += "| type `" + type.head.name.text + "` | " + Folded(type.head.doc) + " `" +
            Folded(ToSource(*type.type)) + "` |\n";
  }
  return text;
}

}  // namespace

std::string LibraryDocs() {
  std::string docs = kIntroduction;
  for (const StandardModule& module : StandardLibrary()) docs += Section(module);
  return docs;
}

}  // namespace writ::lang
