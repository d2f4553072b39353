// Any bytes as a policy: what the compiler lets through, with every pass and with none, the
// verifier accepts, and its rules are the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lang/compiler/compiler.h"

namespace {

// Null when it does not compile.
std::shared_ptr<const writ::Program> CompileWith(const std::string& text,
                                                 const writ::lang::Passes& passes) {
  auto result = writ::lang::Compile({{"fuzz.writ", text}}, {.passes = passes});
  if (!result.ok()) return nullptr;
  auto program = writ::Program::Load(result.bundle);
  if (!program.ok()) std::abort();
  return *program;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto fast = CompileWith(text, {});
  const auto plain = CompileWith(text, writ::lang::Passes::None());
  if (fast == nullptr || plain == nullptr) return 0;
  if (fast->rules.size() != plain->rules.size()) std::abort();
  if (fast->facts.size() != plain->facts.size()) std::abort();
  for (size_t i = 0; i < fast->facts.size(); ++i) {
    if (fast->facts[i].identity != plain->facts[i].identity) std::abort();
  }
  return 0;
}
