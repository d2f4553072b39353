#include "engine/facts/open_call.h"

#include "engine/base/bytes.h"

namespace writ {

std::string EncodeOpenCall(const OpenCall& call) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.U8(0);
  writer.U64(static_cast<uint64_t>(call.time));
  writer.Varint(static_cast<uint32_t>(call.reservations.size()));
  for (const Reservation& reservation : call.reservations) {
    writer.Text(reservation.key);
    writer.U64(reservation.position);
    writer.U64(static_cast<uint64_t>(reservation.release_at));
    writer.U8(reservation.released ? 1 : 0);
    writer.Varint(reservation.level);
    writer.Varint(static_cast<uint32_t>(reservation.elements.size()));
    for (const std::string& element : reservation.elements) writer.Text(element);
  }
  return bytes;
}

absl::StatusOr<OpenCall> DecodeOpenCall(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.U8() != 0) reader.Bad();
  OpenCall call;
  call.time = static_cast<Micros>(reader.U64());
  const uint32_t count = reader.Varint();
  for (uint32_t i = 0; i < count && reader.ok(); ++i) {
    Reservation& reservation = call.reservations.emplace_back();
    reservation.key = reader.Text();
    reservation.position = reader.U64();
    reservation.release_at = static_cast<Micros>(reader.U64());
    reservation.released = reader.U8() != 0;
    reservation.level = reader.Varint();
    const uint32_t elements = reader.Varint();
    for (uint32_t k = 0; k < elements && reader.ok(); ++k) {
      reservation.elements.emplace_back(reader.Text());
    }
  }
  if (!reader.done()) return absl::DataLossError("what a call has reserved is damaged");
  return call;
}

}  // namespace writ
