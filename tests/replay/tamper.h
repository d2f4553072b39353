// Changes to a log behind the engine's back, each taken back when its object goes.
#ifndef WRIT_TESTS_REPLAY_TAMPER_H_
#define WRIT_TESTS_REPLAY_TAMPER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/storage/store.h"

namespace writ::replay {

// Writes rows of a data directory that no engine has open. Ends the process when the store
// fails.
class Tampering {
 public:
  explicit Tampering(const std::string& directory);
  // Puts back what was there.
  ~Tampering();
  Tampering(const Tampering&) = delete;
  Tampering& operator=(const Tampering&) = delete;

  // One bit of the middle byte of an event's record.
  void FlipByte(uint64_t index);
  // The same, and hashed anew, so that the record fits itself.
  void FlipByteAndHash(uint64_t index);
  // Each in the place of the other, hashed anew.
  void Swap(uint64_t a, uint64_t b);
  // The newest events, with everything else that says that they were there: tree, tiles, time
  // and checkpoint. What is left fits itself.
  void DropLast(uint64_t count);
  // Closes the store, so that others may read what was done to it.
  void Close() { store_.reset(); }

 private:
  void Open();
  std::optional<std::string> Row(Table table, const std::string& key);
  std::string Event(uint64_t index);
  void Set(Table table, const std::string& key, std::optional<std::string> value);
  void PutEvent(uint64_t index, const std::string& event);

  const std::string directory_;
  std::unique_ptr<Store> store_;
  struct Was {
    Table table;
    std::string key;
    std::optional<std::string> value;
  };
  std::vector<Was> was_;
};

}  // namespace writ::replay

#endif  // WRIT_TESTS_REPLAY_TAMPER_H_
