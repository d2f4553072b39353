// Conformance cases: one JSON object a line, in files named FILE.jsonl.
//
//   {"file": "basic", "section": "functions", "name": "binop", "expr": "1 + 1",
//    "expect": {"value": {"int": "2"}}}
//
// Optional: `env` (variables with types), `bindings` (their values), `disable_check`,
// `disable_macros`, `check_only`. `expect` is {"value": V}, {"error": true} or
// {"type": T} with or without a value.
#ifndef WRIT_TESTS_CONFORMANCE_SUITE_H_
#define WRIT_TESTS_CONFORMANCE_SUITE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/arena.h"
#include "engine/value/value.h"

namespace writ::conformance {

// A function that is declared, and that no expression can run.
struct Function {
  std::string name;
  std::vector<std::string> params;
  std::string result;
};

struct Case {
  std::string section, name, expr;
  // Variables: name and type, in CEL's words.
  std::vector<std::pair<std::string, std::string>> env;
  std::vector<Function> functions;
  std::vector<std::pair<std::string, Value>> bindings;
  bool check = true, macros = true, check_only = false;
  // What is expected.
  bool error = false;
  std::optional<Value> value;
  std::optional<std::string> type;
};

struct CaseFile {
  std::string name;              // without `.jsonl`
  std::unique_ptr<Arena> arena;  // of the values
  std::vector<Case> cases;
};

// InvalidArgument, naming the line, for what is no case; NotFound for no file.
absl::StatusOr<CaseFile> ReadCaseFile(const std::string& path);
// Every *.jsonl of a folder, by name. NotFound when there is none.
absl::StatusOr<std::vector<CaseFile>> ReadSuite(const std::string& folder);

}  // namespace writ::conformance

#endif  // WRIT_TESTS_CONFORMANCE_SUITE_H_
