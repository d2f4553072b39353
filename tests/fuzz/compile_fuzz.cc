// Any bytes as a policy: what the compiler lets through, the verifier accepts.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lang/compiler/compiler.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  auto result = writ::lang::Compile({{"fuzz.writ", text}});
  if (result.ok() && !writ::Program::Load(result.bundle).ok()) std::abort();
  return 0;
}
