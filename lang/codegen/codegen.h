// Checked bundle to bytes: every term becomes a block of code, every fact that is read a
// slot. Deterministic: the same model gives the same bytes.
#ifndef WRIT_LANG_CODEGEN_CODEGEN_H_
#define WRIT_LANG_CODEGEN_CODEGEN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/bytecode/program.h"
#include "lang/sema/model.h"
#include "lang/source/source.h"

namespace writ::lang {

// The bundle of `model`, without its tests. Files [0, user_files) of `sources` go into it.
struct GeneratedBundle {
  std::string bytes;
  // Expressions that need more than 256 registers at once; the bytes are then unusable.
  std::vector<Span> too_complex;
};
GeneratedBundle GenerateBundle(const Model& model, const SourceSet& sources, uint32_t user_files);

// The blocks of one test step, meaning what CompiledStep says: indexes into
// Program::test_blocks, where the verified ones stand.
inline constexpr uint32_t kNoBlock = UINT32_MAX;
struct GeneratedStep {
  uint32_t params = kNoBlock, expires = kNoBlock, args = kNoBlock, result = kNoBlock;
  uint32_t condition = kNoBlock, value = kNoBlock, duration = kNoBlock;
  std::vector<uint32_t> keys;
  std::vector<uint32_t> slots;
};

// The same bundle with the blocks of the tests and the slots that they read added behind
// it, so that every index of the common part is the same. For `writ test` alone.
struct GeneratedTests {
  GeneratedBundle bundle;
  uint32_t first_variable = 0;  // slot of variable 0
  std::vector<std::vector<GeneratedStep>> tests;
};
GeneratedTests GenerateTests(const Model& model, const SourceSet& sources, uint32_t user_files);

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_CODEGEN_H_
