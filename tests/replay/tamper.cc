#include "tests/replay/tamper.h"

#include "engine/base/bytes.h"
#include "engine/decision/fold.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/log/tile.h"
#include "engine/log/verify.h"
#include "tests/replay/policies.h"

namespace writ::replay {

Tampering::Tampering(const std::string& directory) : directory_(directory) { Open(); }

Tampering::~Tampering() {
  Close();
  Open();
  WriteBatch batch;
  for (auto was = was_.rbegin(); was != was_.rend(); ++was) {
    if (was->value) {
      batch.Put(was->table, was->key, *was->value);
    } else {
      batch.Delete(was->table, was->key);
    }
  }
  if (!store_->Commit(batch, Durability::kSynced).ok()) Give("the store cannot be written");
}

void Tampering::Open() {
  auto store = OpenRocksStore(directory_);
  if (!store.ok()) Give(store.status().ToString());
  store_ = *std::move(store);
}

std::optional<std::string> Tampering::Row(Table table, const std::string& key) {
  auto row = store_->Get(table, key);
  if (!row.ok()) Give(row.status().ToString());
  return *std::move(row);
}

std::string Tampering::Event(uint64_t index) {
  auto entry = Row(Table::kEntries, EntryKey(index));
  if (!entry) Give("the log is shorter than it should be");
  auto event = OpenEntry(*entry);
  if (!event.ok()) Give(event.status().ToString());
  return std::string(*event);
}

void Tampering::Set(Table table, const std::string& key, std::optional<std::string> value) {
  was_.push_back({table, key, Row(table, key)});
  WriteBatch batch;
  value ? batch.Put(table, key, *value) : batch.Delete(table, key);
  if (!store_->Commit(batch, Durability::kSynced).ok()) Give("the store cannot be written");
}

void Tampering::PutEvent(uint64_t index, const std::string& event) {
  Set(Table::kEntries, EntryKey(index), EncodeEntry(LeafHash(event), event));
}

void Tampering::FlipByte(uint64_t index) {
  std::string entry = *Row(Table::kEntries, EntryKey(index));
  entry[entry.size() / 2] ^= 1;
  Set(Table::kEntries, EntryKey(index), entry);
}

void Tampering::FlipByteAndHash(uint64_t index) {
  std::string event = Event(index);
  event[event.size() / 2] ^= 1;
  PutEvent(index, event);
}

void Tampering::Swap(uint64_t a, uint64_t b) {
  const std::string event = Event(a);
  PutEvent(a, Event(b));
  PutEvent(b, event);
}

void Tampering::DropLast(uint64_t count) {
  const std::string edge_key(kEdgeKey);
  auto edge = TreeEdge::Decode(*Row(Table::kMeta, edge_key));
  if (!edge.ok() || edge->size() <= count) Give("the log is too short to drop anything");
  const uint64_t size = edge->size() - count;
  TreeEdge shorter;
  for (uint64_t index = 0; index < size; ++index) shorter.Append(LeafHash(Event(index)));
  for (uint64_t index = size; index < edge->size(); ++index) {
    Set(Table::kEntries, EntryKey(index), std::nullopt);
  }
  for (uint8_t level = 0; level < kTileLevels; ++level) {
    const uint64_t full = HashesAtLevel(edge->size(), level) / kTileWidth;
    for (uint64_t tile = HashesAtLevel(size, level) / kTileWidth; tile < full; ++tile) {
      Set(Table::kTiles, TileKey(level, tile), std::nullopt);
    }
  }
  auto head = DecodeHead(Event(size - 1));
  if (!head.ok()) Give(head.status().ToString());
  std::string bytes, time;
  shorter.Encode(bytes);
  ByteWriter(time).U64(static_cast<uint64_t>(head->time));
  Set(Table::kMeta, edge_key, bytes);
  Set(Table::kMeta, std::string(kTimeKey), time);
  Set(Table::kMeta, std::string(kCheckpointKey), std::nullopt);
  Set(Table::kMeta, std::string(kTailKey), std::nullopt);
}

}  // namespace writ::replay
