// Any text as an address, a network, a URL, an address of mail and a path: what is read is
// stored in one form, and the text of that form reads back to it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/value/identity.h"

namespace {

constexpr writ::Kind kKinds[] = {writ::Kind::kIp, writ::Kind::kCidr, writ::Kind::kUrl,
                                 writ::Kind::kEmail, writ::Kind::kPath};

void ReadsBack(writ::Kind kind, std::string_view stored) {
  if (!writ::IsStoredIdentity(kind, stored)) std::abort();
  const writ::Spelling again = writ::ReadIdentity(kind, writ::IdentityText(kind, stored));
  if (!again.ok() || again.stored != stored) std::abort();
}

void Check(writ::Kind kind, std::string_view text) {
  const writ::Spelling read = writ::ReadIdentity(kind, text);
  if (read.ok()) ReadsBack(kind, read.stored);
  // The same bytes as a stored value that somebody sends.
  if (writ::IsStoredIdentity(kind, text)) ReadsBack(kind, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (writ::Kind kind : kKinds) Check(kind, text);
  return 0;
}
