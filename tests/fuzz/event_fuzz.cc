// Any bytes as an event of the log, by each decoder: refused, or encoded to the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/log/event.h"

namespace {

// `decoded` of `bytes`, encoded again.
template <typename Decoded>
void RoundTrip(std::string_view bytes, const Decoded& decoded) {
  const auto head = writ::DecodeHead(bytes);
  if (!head.ok() || !decoded.ok()) return;
  if (writ::Encode(head->time, *decoded) != bytes) std::abort();
}

void CheckFact(std::string_view bytes) {
  const auto head = writ::DecodeHead(bytes);
  const auto fact = writ::DecodeFactWritten(bytes);
  if (!head.ok() || !fact.ok()) return;
  if (writ::Encode(head->time, head->kind, *fact) != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  RoundTrip(bytes, writ::DecodePolicyActivated(bytes));
  RoundTrip(bytes, writ::DecodeTaskGranted(bytes));
  RoundTrip(bytes, writ::DecodeTaskClosed(bytes));
  RoundTrip(bytes, writ::DecodeTaskRevoked(bytes));
  RoundTrip(bytes, writ::DecodePrincipalRevoked(bytes));
  RoundTrip(bytes, writ::DecodeCallDecided(bytes));
  RoundTrip(bytes, writ::DecodeOutcomeReported(bytes));
  CheckFact(bytes);
  const auto call = writ::DecodeCallBody(bytes);
  if (call.ok() && writ::Encode(*call) != bytes) std::abort();
  const auto outcome = writ::DecodeOutcomeBody(bytes);
  if (outcome.ok() && writ::Encode(*outcome) != bytes) std::abort();
  (void)writ::OutsideBody(bytes).ok();
  return 0;
}
