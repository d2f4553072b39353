// Compiles a batch of expressions and computes each of them on many calls: by the walker,
// by the machine on code made with every pass, and on code made with none.
#ifndef WRIT_TESTS_ORACLE_PROBE_H_
#define WRIT_TESTS_ORACLE_PROBE_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "lang/passes/passes.h"
#include "lang/sema/check.h"
#include "tests/oracle/generator.h"

namespace writ::oracle {

struct Tally {
  uint64_t cases = 0;     // an expression on a call
  uint64_t errors = 0;    // of those, how many gave an error of the language
  uint64_t dropped = 0;   // expressions that did not compile
  uint64_t compiled = 0;  // expressions that did
  std::vector<std::string> differences;
  // What was exercised: opcodes and builtins by name.
  std::set<std::string> opcodes, builtins;
  // What the walker does not know; must be empty.
  std::set<std::string> unknown;
  // Functions that both sides leave to the engine: only how they are called is compared.
  std::set<std::string> shared;
};

// Runs each of `expressions` on `calls` calls that `random` makes up.
void Compare(const std::vector<std::string>& expressions, size_t calls, Random& random,
             Tally& tally);

}  // namespace writ::oracle

#endif  // WRIT_TESTS_ORACLE_PROBE_H_
