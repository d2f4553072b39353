// Any bytes as a policy: the parser reports or parses, and never crashes.
#include <cstddef>
#include <cstdint>
#include <string>

#include "lang/syntax/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  writ::lang::SourceSet sources;
  sources.files.emplace_back("fuzz.writ", std::string(reinterpret_cast<const char*>(data), size));
  writ::lang::Diagnostics diagnostics;
  writ::lang::ParseFile(sources, 0, diagnostics);
  for (const auto& diagnostic : diagnostics.Sorted()) writ::lang::Render(diagnostic, sources);
  return 0;
}
