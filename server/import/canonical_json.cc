#include "server/import/canonical_json.h"

#include "engine/value/text.h"

namespace writ::import {
namespace {

void Write(const Value& value, std::string& out);

void WriteList(const Value& list, std::string& out) {
  out += '[';
  for (uint32_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ',';
    Write(list.items()[i], out);
  }
  out += ']';
}

// The entries of a map of texts are in byte order already.
void WriteMap(const MapRep& map, std::string& out) {
  out += '{';
  for (uint32_t i = 0; i < map.size; ++i) {
    if (i > 0) out += ',';
    out += QuoteJson(map.entries[i].key.AsText());
    out += ':';
    Write(map.entries[i].value, out);
  }
  out += '}';
}

void Write(const Value& value, std::string& out) {
  if (value.is(Kind::kList)) return WriteList(value, out);
  if (value.is(Kind::kMap)) return WriteMap(value.AsMap(), out);
  if (value.is(Kind::kString)) {
    out += QuoteJson(value.AsText());
  } else if (value.is(Kind::kNumber)) {
    out += value.AsText();
  } else if (value.is(Kind::kBool)) {
    out += value.AsBool() ? "true" : "false";
  } else {
    out += "null";
  }
}

}  // namespace

std::string CanonicalJson(const Value& value) {
  std::string out;
  Write(value, out);
  return out;
}

}  // namespace writ::import
