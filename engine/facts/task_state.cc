#include "engine/facts/task_state.h"

namespace writ {
namespace {
constexpr uint8_t kVersion = 1;
}

void EncodeTask(const TaskState& task, ByteWriter& writer) {
  writer.U8(kVersion);
  writer.Text(task.type);
  writer.Text(task.params);
  writer.Text(task.user);
  writer.Text(task.agent);
  writer.U64(static_cast<uint64_t>(task.granted));
  writer.U64(static_cast<uint64_t>(task.expires));
  writer.U8(task.closed ? 1 : 0);
}

TaskState DecodeTask(std::string_view id, ByteReader& reader) {
  TaskState task;
  task.id = id;
  if (reader.U8() != kVersion) reader.Bad();
  task.type = reader.Text();
  task.params = reader.Text();
  task.user = reader.Text();
  task.agent = reader.Text();
  task.granted = static_cast<Micros>(reader.U64());
  task.expires = static_cast<Micros>(reader.U64());
  uint8_t closed = reader.U8();
  if (closed > 1) reader.Bad();
  task.closed = closed == 1;
  return task;
}

}  // namespace writ
