// Any bytes as a policy: what parses keeps its tree when it is formatted, and formatting
// it again changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lang/ast/print.h"
#include "lang/format/format.h"
#include "lang/syntax/parser.h"

namespace {

std::string Tree(const std::string& text) {
  writ::lang::SourceSet sources;
  sources.files.emplace_back("fuzz.writ", text);
  writ::lang::Diagnostics diagnostics;
  return ToSource(writ::lang::ParseFile(sources, 0, diagnostics));
}

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const writ::lang::FormatResult result = writ::lang::Format({"fuzz.writ", text});
  for (const auto& diagnostic : result.diagnostics.Sorted()) {
    Require(diagnostic.id != writ::lang::DiagnosticId::kNotFormatted);
  }
  if (!result.ok()) {
    Require(result.text == text);
    return 0;
  }
  Require(Tree(text) == Tree(result.text));
  Require(writ::lang::Format({"fuzz.writ", result.text}).text == result.text);
  return 0;
}
