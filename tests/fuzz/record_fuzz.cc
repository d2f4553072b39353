// Any bytes as a canonical value or an event: what decodes encodes to the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/value/canonical.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  writ::Arena arena;
  auto value = writ::DecodeCanonical(bytes, arena);
  if (value.ok() && writ::CanonicalBytes(*value) != bytes) std::abort();
  auto head = writ::DecodeHead(bytes);
  auto call = writ::DecodeCallDecided(bytes);
  if (head.ok() && call.ok() && writ::Encode(head->time, *call) != bytes) std::abort();
  auto body = writ::DecodeCallBody(bytes);
  if (body.ok() && writ::Encode(*body) != bytes) std::abort();
  auto outcome = writ::DecodeOutcomeReported(bytes);
  if (head.ok() && outcome.ok() && writ::Encode(head->time, *outcome) != bytes) std::abort();
  auto edge = writ::TreeEdge::Decode(bytes);
  if (edge.ok()) edge->Root();
  return 0;
}
