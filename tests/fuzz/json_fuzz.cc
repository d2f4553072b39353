// Feeds bytes to the JSON reader. What it takes must say the same when written and read
// again, must hold no NUL byte and must not be taken with anything after it; what it
// refuses must be refused with a message that can be shown.
//
//   bazel build --config=fuzz //tests/fuzz:json_fuzz
//   bazel-bin/tests/fuzz/json_fuzz tests/fuzz/corpus/json_fuzz
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "server/json/json.h"

namespace {

void Demand(bool holds, const char* what, const std::string& detail) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, detail.c_str());
  std::abort();
}

// `text` is taken.
void CheckWhole(std::string_view text) {
  Demand(text.find('\0') == std::string_view::npos, "a NUL byte was taken", std::string(text));
  for (const std::string& more : {std::string("]"), std::string(" 1"), std::string(1, '\0')}) {
    const std::string longer = std::string(text) + more;
    Demand(!writ::ReadJson(longer, {.max_bytes = longer.size()}).ok(),
           "something after the value was taken", longer);
  }
}

void CheckTaken(std::string_view text, const writ::Value& value) {
  const std::string written = writ::ToJson(value);
  const auto again = writ::ReadJson(written, {.max_bytes = 8 * text.size() + 64});
  Demand(again.ok(), "what was written cannot be read", written);
  Demand(writ::CanonicalBytes((*again)->value) == writ::CanonicalBytes(value),
         "what was written says something else", written);
  CheckWhole(text);
}

void CheckRefused(std::string_view message) {
  Demand(!message.empty(), "a refusal without a message", "");
  for (char c : message) {
    Demand(static_cast<unsigned char>(c) >= 0x20, "a control character in a message",
           std::string(message));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto raw = writ::ReadJson(text);
  if (raw.ok()) {
    CheckTaken(text, (*raw)->value);
  } else {
    CheckRefused({raw.status().message().data(), raw.status().message().size()});
  }
  return 0;
}
