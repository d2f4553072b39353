// Writes block lists.
#include "engine/value/text.h"
#include "tests/score/recorded_text.h"
#include "tests/score/scalar.h"

namespace writ::score {
namespace {

std::string Scalar(const Value& value) {
  if (value.is(Kind::kString)) return WriteTextScalar(value.AsText());
  return ToJson(value);
}

std::string Record(const MapRep& map) {
  std::string text;
  for (uint32_t i = 0; i < map.size; ++i) {
    if (i > 0) text += "\n  ";
    text += std::string(map.entries[i].key.AsText()) + ": " + Scalar(map.entries[i].value);
  }
  return text;
}

}  // namespace

std::string ToBlockText(const Value& value) {
  if (value.is(Kind::kString)) return std::string(value.AsText());
  if (!value.is(Kind::kList)) return ToJson(value);
  std::string text;
  for (uint32_t i = 0; i < value.size(); ++i) {
    const Value& item = value.items()[i];
    text += i > 0 ? "\n- " : "- ";
    text += item.is(Kind::kMap) ? Record(item.AsMap()) : Scalar(item);
  }
  return text.empty() ? "[]" : text;
}

}  // namespace writ::score
