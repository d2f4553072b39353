// Sources to bundle: parse, resolve, check, generate. The whole front of the language
// behind one call. Not trusted by the engine, which verifies what comes out.
#ifndef WRIT_LANG_COMPILER_COMPILER_H_
#define WRIT_LANG_COMPILER_COMPILER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/bytecode/program.h"
#include "lang/ast/ast.h"
#include "lang/compiler/parse_bundle.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/passes/passes.h"
#include "lang/sema/scratch.h"
#include "lang/source/source.h"

namespace writ::lang {

// Fuel of the dearest path through one rule, the keys of its facts included. A bundle
// with a dearer rule does not compile.
inline constexpr uint64_t kMaxRuleCost = 100'000;

// A step of a `test` block with its expressions compiled. Expressions see the test's
// earlier tasks as variables: variable i is slot `first_variable + i` of `program`.
struct CompiledStep {
  StepKind kind;
  uint32_t line = 0, column = 0;  // of the step, from 1
  std::string text;               // as written, white space folded
  // kGrant
  uint32_t variable = 0;  // index among the test's variables
  std::string task_type;
  std::string agent, user;         // `user` of kAnswer too
  std::optional<uint32_t> parent;  // variable of the task above
  std::string scope;               // the bundle of its scope; empty: none
  Block params;                    // a map of the parameters
  Block expires;                   // a duration; may be absent
  // kCall; `variable` is the task it is made in
  std::string action;
  Block args;             // a map
  bool has_task = false;  // false: no task was granted before it
  TestVerdict verdict = TestVerdict::kDeny;
  std::string rule;    // qualified; empty: any
  std::string reason;  // empty: any
  bool has_outcome = false;
  bool succeeds = false;
  Block result;  // a map; may be absent
  bool with_approval = false;
  // kExpect
  Block condition;
  std::string type;             // of the condition, as source
  std::vector<uint32_t> slots;  // that it reads, of `program`, in an order that can be filled
  // kSetFact
  std::string fact;  // qualified
  std::vector<Block> keys;
  Block value;
  // kWait
  Block duration;
  // kClose: `variable`
  // kRevoke: `variable` when `principal` is empty
  std::string principal;  // agent, user, tool, server
  std::string id;
  bool restores = false;
  // kSetFact: `fact` is then "attributes" or "groups"
  std::string entity;  // qualified type; empty: a fact
  // kAnswer; of the ticket that the test was given last
  bool refuse = false;
  bool fails = false;
};

struct CompiledTest {
  std::string title;
  std::string file;
  uint32_t line = 0;
  uint32_t variables = 0;
  std::vector<CompiledStep> steps;
};

struct CompiledTests {
  // The bundle's program with the blocks and slots of the tests added.
  std::shared_ptr<const Program> program;
  uint32_t first_variable = 0;  // slots from here on are the variables of the running test
  std::vector<CompiledTest> tests;
};

struct CompileResult {
  SourceSet sources;  // with the standard library modules that are used
  Diagnostics diagnostics;
  // Empty when there were errors.
  std::string bundle;
  CompiledTests tests;

  bool ok() const { return !diagnostics.has_errors(); }
};

struct CompileOptions {
  bool with_tests = true;
  Passes passes;
  // Not null: what tests expect may be of any type, for tools that show values.
  const ScratchNames* scratch = nullptr;
};

// `files` are all files of the bundle; their order does not matter (they are sorted by
// name first). Modules of the standard library are added as `use` asks for them, unless
// the files declare that package themselves.
CompileResult Compile(std::vector<InputFile> files, const CompileOptions& options = {});

}  // namespace writ::lang

#endif  // WRIT_LANG_COMPILER_COMPILER_H_
