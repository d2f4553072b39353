#include "engine/facts/stored_fact.h"

#include "engine/base/bytes.h"

namespace writ {
namespace {
// Begins no canonical encoding.
constexpr uint8_t kMark = 0xff;
}  // namespace

std::string EncodeStored(const StoredFact& fact) {
  std::string row;
  ByteWriter writer(row);
  writer.U8(kMark);
  writer.U64(fact.version);
  writer.U64(static_cast<uint64_t>(fact.expires));
  writer.Raw(fact.value);
  return row;
}

bool IsStored(std::string_view row) {
  return !row.empty() && static_cast<uint8_t>(row.front()) == kMark;
}

std::optional<StoredFact> DecodeStored(std::string_view row) {
  ByteReader reader(row);
  if (reader.U8() != kMark) return std::nullopt;
  StoredFact fact;
  fact.version = reader.U64();
  fact.expires = static_cast<Micros>(reader.U64());
  fact.value = reader.Raw(reader.remaining());
  if (!reader.done() || fact.value.empty()) return std::nullopt;
  return fact;
}

}  // namespace writ
