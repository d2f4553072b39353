#include "engine/facts/history_page.h"

#include "engine/base/bytes.h"

namespace writ {
namespace {

constexpr uint8_t kHeadLevel = 0xff;

}  // namespace

std::string EncodePage(const std::vector<Unit>& units) {
  std::string bytes;
  bytes.reserve(units.size() * 24);
  ByteWriter writer(bytes);
  writer.U8(static_cast<uint8_t>(units.size()));
  for (const Unit& unit : units) {
    writer.U64(static_cast<uint64_t>(unit.time));
    writer.Varint(unit.live);
    writer.Text(unit.value);
  }
  return bytes;
}

absl::StatusOr<std::vector<Unit>> DecodePage(std::string_view bytes) {
  ByteReader reader(bytes);
  const uint8_t size = reader.U8();
  if (size > kPageUnits) reader.Bad();
  std::vector<Unit> units(reader.ok() ? size : 0);
  for (Unit& unit : units) {
    unit.time = static_cast<Micros>(reader.U64());
    unit.live = reader.Varint();
    unit.value = reader.Text();
  }
  if (!reader.done()) return absl::DataLossError("a page of a fact's history is damaged");
  return units;
}

std::string PageKey(std::string_view fact_key, uint8_t level, uint64_t number) {
  std::string key(fact_key);
  ByteWriter writer(key);
  writer.U8(level);
  writer.U64(number);
  return key;
}

std::string HeadKey(std::string_view fact_key) { return PageKey(fact_key, kHeadLevel, 0); }

}  // namespace writ
