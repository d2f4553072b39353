// Any bytes as a bundle: refused, or safe to run. Every block of a bundle that loads is run
// on roots of the right and of the wrong kinds; the machine must end, must not crash, and
// must not spend more than it was given. What loads is also listed.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/program.h"
#include "tests/fuzz/run_bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto program = writ::Program::Load(std::string(reinterpret_cast<const char*>(data), size));
  if (!program.ok()) return 0;
  auto patterns = writ::PatternSet::Compile(**program);
  if (!patterns.ok()) return 0;
  writ::fuzz::BundleRunner(**program, *patterns).RunAll();
  writ::Disassemble(**program);
  return 0;
}
