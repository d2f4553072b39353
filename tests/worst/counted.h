// Counts what the program asks of its memory: the same on every machine, unlike time.
#ifndef WRIT_TESTS_WORST_COUNTED_H_
#define WRIT_TESTS_WORST_COUNTED_H_

#include <cstdint>
#include <functional>

namespace writ::worst {

struct Work {
  uint64_t allocations = 0;
  uint64_t bytes = 0;  // of all allocations together
  uint64_t peak = 0;   // bytes held at once, over those at the start

  // In one number: what touching the bytes and making the allocations is worth.
  uint64_t units() const { return bytes + 64 * allocations; }
};

// Of `work`, on the thread that calls; there is one.
Work Counted(const std::function<void()>& work);

}  // namespace writ::worst

#endif  // WRIT_TESTS_WORST_COUNTED_H_
