#include "tests/golden/golden_file.h"

#include <algorithm>

#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/program.h"
#include "lang/compiler/compiler.h"
#include "lang/lint/lint.h"

namespace writ::golden {
namespace {

constexpr std::string_view kMark = "--- ";
constexpr std::string_view kDiagnostics = "diagnostics";
constexpr std::string_view kLint = "lint";
constexpr std::string_view kCode = "code";

bool IsInput(const Section& section) { return section.name.ends_with(".writ"); }

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

std::string Rendered(const lang::Diagnostics& diagnostics, const lang::SourceSet& sources) {
  std::string text;
  for (const lang::Diagnostic& diagnostic : diagnostics.Sorted()) {
    text += lang::Render(diagnostic, sources);
  }
  return text;
}

std::string Code(const lang::CompileResult& result) {
  if (!result.ok()) return "";
  auto program = Program::Load(result.bundle);
  return program.ok() ? Disassemble(**program) : std::string(program.status().message()) + "\n";
}

}  // namespace

GoldenFile GoldenFile::Read(std::string_view text) {
  GoldenFile golden;
  for (std::string_view line : Lines(text)) {
    if (line.starts_with(kMark)) {
      std::string_view name = line.substr(kMark.size());
      golden.sections.push_back({std::string(name.substr(0, name.find('\n'))), ""});
    } else if (!golden.sections.empty()) {
      golden.sections.back().text += line;
    }
  }
  return golden;
}

std::string GoldenFile::ToText() const {
  std::string text;
  for (const Section& section : sections) {
    text += std::string(kMark) + section.name + "\n" + section.text;
  }
  return text;
}

const Section* GoldenFile::Find(std::string_view name) const {
  auto found = std::find_if(sections.begin(), sections.end(),
                            [&](const Section& section) { return section.name == name; });
  return found == sections.end() ? nullptr : &*found;
}

GoldenFile Produce(const GoldenFile& golden) {
  GoldenFile produced;
  std::vector<lang::InputFile> inputs;
  for (const Section& section : golden.sections) {
    if (!IsInput(section)) continue;
    inputs.push_back({section.name, section.text});
    produced.sections.push_back(section);
  }
  const lang::CompileResult result = lang::Compile(inputs);
  produced.sections.push_back(
      {std::string(kDiagnostics), Rendered(result.diagnostics, result.sources)});
  if (golden.Find(kLint)) {
    const lang::LintResult lint = lang::Lint(std::move(inputs));
    produced.sections.push_back({std::string(kLint), Rendered(lint.findings, lint.sources)});
  }
  if (golden.Find(kCode)) produced.sections.push_back({std::string(kCode), Code(result)});
  return produced;
}

std::set<std::string> DiagnosticsIn(std::string_view rendered) {
  std::set<std::string> names;
  for (std::string_view line : Lines(rendered)) {
    bool header = line.find(": error: ") != std::string_view::npos ||
                  line.find(": warning: ") != std::string_view::npos;
    size_t open = line.rfind('['), close = line.rfind("]\n");
    if (!header || open == std::string_view::npos || close == std::string_view::npos) continue;
    names.emplace(line.substr(open + 1, close - open - 1));
  }
  return names;
}

}  // namespace writ::golden
