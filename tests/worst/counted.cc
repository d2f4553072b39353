#include "tests/worst/counted.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

writ::worst::Work total;
uint64_t held = 0;

void* Take(std::size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  const uint64_t usable = malloc_usable_size(memory);
  ++total.allocations;
  total.bytes += usable;
  held += usable;
  total.peak = std::max(total.peak, held);
  return memory;
}

void Give(void* memory) {
  if (memory != nullptr) held -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return Take(size); }
void* operator new[](std::size_t size) { return Take(size); }
void operator delete(void* memory) noexcept { Give(memory); }
void operator delete[](void* memory) noexcept { Give(memory); }
void operator delete(void* memory, std::size_t) noexcept { Give(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Give(memory); }

namespace writ::worst {

Work Counted(const std::function<void()>& work) {
  const uint64_t before = held;
  total = {};
  total.peak = held;
  work();
  Work counted = total;
  counted.peak -= before;
  return counted;
}

}  // namespace writ::worst
