// Feeds bytes to the JSON reader. What it takes must say the same when written and read
// again, and another reader must take it too; what it refuses must be refused with a
// message that can be shown.
//
//   bazel build --config=fuzz //tests/fuzz:json_fuzz
//   bazel-bin/tests/fuzz/json_fuzz tests/fuzz/corpus/json_fuzz
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

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

// Whether the other reader takes it; it may refuse a number that is no double.
void AskAnotherReader(std::string_view text) {
  rapidjson::Document document;
  constexpr unsigned kFlags =
      rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;
  document.Parse<kFlags>(text.data(), text.size());
  const rapidjson::ParseErrorCode error = document.GetParseError();
  const bool taken =
      error == rapidjson::kParseErrorNone || error == rapidjson::kParseErrorNumberTooBig;
  Demand(taken, "only we take this", rapidjson::GetParseError_En(error));
}

void CheckTaken(std::string_view text, const writ::Value& value) {
  const std::string written = writ::ToJson(value);
  const auto again = writ::ReadJson(written, {.max_bytes = 8 * text.size() + 64});
  Demand(again.ok(), "what was written cannot be read", written);
  Demand(writ::CanonicalBytes((*again)->value) == writ::CanonicalBytes(value),
         "what was written says something else", written);
  AskAnotherReader(text);
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
