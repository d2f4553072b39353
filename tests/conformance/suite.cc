#include "tests/conformance/suite.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/json/json.h"
#include "tests/conformance/cel_value.h"

namespace writ::conformance {
namespace {

std::string TextOf(const MapRep& object, std::string_view key) {
  const Value value = object.FindField(key);
  return value.is(Kind::kString) ? std::string(value.AsText()) : std::string();
}

Function ReadFunction(const std::string& name, const MapRep& overload) {
  Function function{name, {}, TextOf(overload, "result")};
  const Value params = overload.FindField("params");
  for (uint32_t i = 0; params.is(Kind::kList) && i < params.size(); ++i) {
    function.params.emplace_back(params.items()[i].AsText());
  }
  return function;
}

void ReadEnv(const MapRep& object, Case& out) {
  const Value env = object.FindField("env");
  if (!env.is(Kind::kList)) return;
  for (uint32_t i = 0; i < env.size(); ++i) {
    const MapRep& declared = env.items()[i].AsMap();
    const std::string name = TextOf(declared, "name");
    const Value overloads = declared.FindField("overloads");
    if (!overloads.is(Kind::kList)) out.env.emplace_back(name, TextOf(declared, "type"));
    for (uint32_t k = 0; overloads.is(Kind::kList) && k < overloads.size(); ++k) {
      out.functions.push_back(ReadFunction(name, overloads.items()[k].AsMap()));
    }
  }
}

absl::Status ReadBindings(const MapRep& object, Arena& arena, Case& out) {
  const Value bindings = object.FindField("bindings");
  if (!bindings.is(Kind::kMap)) return absl::OkStatus();
  for (uint32_t i = 0; i < bindings.AsMap().size; ++i) {
    const MapEntry& entry = bindings.AsMap().entries[i];
    WRIT_ASSIGN_OR_RETURN(const Value value, ReadValue(entry.value, arena));
    out.bindings.emplace_back(std::string(entry.key.AsText()), value);
  }
  return absl::OkStatus();
}

absl::Status ReadExpectation(const MapRep& object, Arena& arena, Case& out) {
  const Value expect = object.FindField("expect");
  if (!expect.is(Kind::kMap)) return absl::InvalidArgumentError("nothing is expected");
  const MapRep& what = expect.AsMap();
  out.error = what.FindField("error").IsTrue();
  if (what.FindField("type").is(Kind::kString)) out.type = TextOf(what, "type");
  if (const Value value = what.FindField("value"); !value.is(Kind::kAbsent)) {
    WRIT_ASSIGN_OR_RETURN(out.value, ReadValue(value, arena));
  }
  if (out.error || out.type || out.value) return absl::OkStatus();
  return absl::InvalidArgumentError("what is expected is not known");
}

absl::StatusOr<Case> ReadCase(const std::string& line, Arena& arena) {
  WRIT_ASSIGN_OR_RETURN(const auto json, ReadJson(line));
  if (!json->value.is(Kind::kMap)) return absl::InvalidArgumentError("no object");
  const MapRep& object = json->value.AsMap();
  Case out;
  out.section = TextOf(object, "section");
  out.name = TextOf(object, "name");
  if (!object.FindField("expr").is(Kind::kString)) {
    return absl::InvalidArgumentError("there is no `expr`");
  }
  out.expr = TextOf(object, "expr");
  out.check = !object.FindField("disable_check").IsTrue();
  out.macros = !object.FindField("disable_macros").IsTrue();
  out.check_only = object.FindField("check_only").IsTrue();
  ReadEnv(object, out);
  WRIT_RETURN_IF_ERROR(ReadBindings(object, arena, out));
  WRIT_RETURN_IF_ERROR(ReadExpectation(object, arena, out));
  return out;
}

}  // namespace

absl::StatusOr<CaseFile> ReadCaseFile(const std::string& path) {
  std::ifstream in(path);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read ", path));
  CaseFile file;
  file.name = std::filesystem::path(path).stem().string();
  file.arena = std::make_unique<Arena>();
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    auto read = ReadCase(line, *file.arena);
    if (!read.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": ", read.status().message()));
    }
    file.cases.push_back(*std::move(read));
  }
  return file;
}

absl::StatusOr<std::vector<CaseFile>> ReadSuite(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path().string());
  }
  if (paths.empty()) return absl::NotFoundError(absl::StrCat("no *.jsonl in ", folder));
  std::sort(paths.begin(), paths.end());
  std::vector<CaseFile> files;
  for (const std::string& path : paths) {
    WRIT_ASSIGN_OR_RETURN(CaseFile file, ReadCaseFile(path));
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace writ::conformance
