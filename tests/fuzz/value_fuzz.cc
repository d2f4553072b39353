// Any bytes as a canonical value and as the edge of the tree: what decodes encodes to the
// same bytes, and can be printed, compared and copied.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/log/merkle.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  writ::Arena arena;
  const auto value = writ::DecodeCanonical(bytes, arena);
  if (value.ok()) {
    if (writ::CanonicalBytes(*value) != bytes) std::abort();
    if (writ::CanonicalBytes(writ::CopyInto(*value, arena)) != bytes) std::abort();
    if (writ::CompareCanonical(*value, *value) != 0) std::abort();
    writ::ToSource(*value);
    writ::ToJson(*value);
  }
  const auto edge = writ::TreeEdge::Decode(bytes);
  if (edge.ok()) edge->Root();
  return 0;
}
