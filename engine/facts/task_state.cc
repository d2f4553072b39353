#include "engine/facts/task_state.h"

namespace writ {
namespace {
constexpr uint8_t kVersion = 2;
constexpr size_t kDigestBytes = 32;
}  // namespace

void EncodeTask(const TaskState& task, ByteWriter& writer) {
  writer.U8(kVersion);
  writer.Text(task.type);
  writer.Text(task.params);
  writer.Text(task.user);
  writer.Text(task.agent);
  writer.Text(task.parent);
  writer.Text(task.scope);
  writer.U64(static_cast<uint64_t>(task.granted));
  writer.U64(static_cast<uint64_t>(task.expires));
  writer.U8(task.levels);
  writer.U8(static_cast<uint8_t>(task.status));
}

TaskState DecodeTask(std::string_view id, ByteReader& reader) {
  TaskState task;
  task.id = id;
  if (reader.U8() != kVersion) reader.Bad();
  task.type = reader.Text();
  task.params = reader.Text();
  task.user = reader.Text();
  task.agent = reader.Text();
  task.parent = reader.Text();
  task.scope = reader.Text();
  if (!task.scope.empty() && task.scope.size() != kDigestBytes) reader.Bad();
  task.granted = static_cast<Micros>(reader.U64());
  task.expires = static_cast<Micros>(reader.U64());
  task.levels = reader.U8();
  uint8_t status = reader.U8();
  if (task.levels >= kMaxTaskDepth || status > static_cast<uint8_t>(TaskStatus::kRevoked)) {
    reader.Bad();
  }
  task.status = static_cast<TaskStatus>(status);
  return task;
}

}  // namespace writ
