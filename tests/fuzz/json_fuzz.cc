// Any bytes as JSON: refused, or a value that survives encoding and printing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "server/json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto raw = writ::server::ReadJson({reinterpret_cast<const char*>(data), size});
  if (!raw.ok()) return 0;
  std::string bytes = writ::CanonicalBytes((*raw)->value);
  writ::Arena arena;
  auto again = writ::DecodeCanonical(bytes, arena);
  if (!again.ok() || writ::CanonicalBytes(*again) != bytes) std::abort();
  writ::ToJson((*raw)->value);
  return 0;
}
