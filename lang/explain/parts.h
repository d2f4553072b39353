// A policy compiled again, with the parts of its clauses as code of their own.
#ifndef WRIT_LANG_EXPLAIN_PARTS_H_
#define WRIT_LANG_EXPLAIN_PARTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"

namespace writ::lang {

// A part of a clause: its text, and the test block that computes it.
struct PartCode {
  std::string text;
  size_t block = 0;
};

struct ClauseCode {
  size_t block = 0;  // of the whole condition
  std::vector<PartCode> parts;
};

struct ExplainedProgram {
  std::shared_ptr<const Program> program;  // loaded for tests, without guards
  // By rule of the program; empty for those of other actions.
  std::vector<std::vector<ClauseCode>> rules;
};

// Of the rules that are about `action`, which may be one that the policy does not know.
absl::StatusOr<ExplainedProgram> CompileParts(const Program& policy, const std::string& action);

}  // namespace writ::lang

#endif  // WRIT_LANG_EXPLAIN_PARTS_H_
