// Memory that lives as long as one decision (or one loaded bundle) and is freed
// all at once. It never runs destructors: put only trivially destructible
// objects in it.
//
// Not thread-safe. `Reset` keeps the first chunk, so that a reused arena stops
// asking the heap once it has seen its largest decision.
#ifndef WRIT_ENGINE_BASE_ARENA_H_
#define WRIT_ENGINE_BASE_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace writ {

class Arena {
 public:
  explicit Arena(size_t first_chunk = 4096) : next_size_(first_chunk) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  // Never null; `align` is a power of two of at most 16.
  void* Allocate(size_t size, size_t align = 8) {
    uintptr_t at = (reinterpret_cast<uintptr_t>(cursor_) + align - 1) & ~(uintptr_t{align} - 1);
    if (at + size > reinterpret_cast<uintptr_t>(end_)) return AllocateSlow(size, align);
    cursor_ = reinterpret_cast<char*>(at + size);
    return reinterpret_cast<void*>(at);
  }

  template <typename T>
  T* NewArray(size_t n) {
    static_assert(std::is_trivially_destructible_v<T>);
    return static_cast<T*>(Allocate(n * sizeof(T), alignof(T)));
  }

  template <typename T>
  T* New(const T& value) {
    return new (NewArray<T>(1)) T(value);
  }

  // The copy lives in this arena.
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* bytes = static_cast<char*>(Allocate(text.size(), 1));
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

  // Forgets everything allocated; pointers into the arena dangle afterwards.
  void Reset() {
    if (chunks_.size() > 1) MergeChunks();
    if (!chunks_.empty()) cursor_ = chunks_.front().bytes.get();
  }

  // Bytes held from the heap, for budgets and tests.
  size_t capacity() const {
    size_t total = 0;
    for (const Chunk& chunk : chunks_) total += chunk.size;
    return total;
  }

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };

  void* AllocateSlow(size_t size, size_t align) {
    AddChunk(size + align > next_size_ ? size + align : next_size_);
    return Allocate(size, align);
  }

  void AddChunk(size_t size) {
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    cursor_ = chunks_.back().bytes.get();
    end_ = cursor_ + size;
    next_size_ = size * 2 < kMaxChunk ? size * 2 : kMaxChunk;
  }

  // One chunk as large as all of them, so that the next use fits in it; but
  // never more than kMaxKept, so that one odd decision does not pin memory.
  void MergeChunks() {
    size_t total = capacity();
    chunks_.clear();
    AddChunk(total < kMaxKept ? total : kMaxKept);
  }

  static constexpr size_t kMaxChunk = 1 << 20;
  static constexpr size_t kMaxKept = 4 << 20;

  std::vector<Chunk> chunks_;
  char* cursor_ = nullptr;
  char* end_ = nullptr;
  size_t next_size_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_BASE_ARENA_H_
