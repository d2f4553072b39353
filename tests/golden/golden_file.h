// A golden file: what the compiler is given and what must come of it, in sections.
//
//   --- travel.writ          a file given to the compiler, under that name
//   package travel
//   --- diagnostics          what it says, rendered; empty: nothing
//   --- lint                 optional: what the linter finds
//   --- code                 optional: the bundle's code as `writ disasm` lists it
//
// A section runs to the next line that starts with `--- `. Expectations stand in
// sections of their own, so none of them can reach the compiler.
#ifndef WRIT_TESTS_GOLDEN_GOLDEN_FILE_H_
#define WRIT_TESTS_GOLDEN_GOLDEN_FILE_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace writ::golden {

struct Section {
  std::string name;
  std::string text;
};

struct GoldenFile {
  std::vector<Section> sections;

  static GoldenFile Read(std::string_view text);
  std::string ToText() const;

  // Null when there is none.
  const Section* Find(std::string_view name) const;
};

// What the compiler gives for the inputs: the same inputs, and every expectation that
// `golden` has, as it comes out now. `diagnostics` is always there.
GoldenFile Produce(const GoldenFile& golden);

// Names in brackets at the ends of the header lines of rendered diagnostics.
std::set<std::string> DiagnosticsIn(std::string_view rendered);

}  // namespace writ::golden

#endif  // WRIT_TESTS_GOLDEN_GOLDEN_FILE_H_
