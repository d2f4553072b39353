// The fuel of a decision: what it may still spend on running rules.
#ifndef WRIT_ENGINE_VM_BUDGET_H_
#define WRIT_ENGINE_VM_BUDGET_H_

#include <cstdint>

namespace writ {

class Budget {
 public:
  explicit Budget(uint64_t fuel) : left_(fuel) {}

  // False when that is more than there is: then the budget is spent, and every later
  // payment fails too, so that nothing cheap runs after something dear was refused.
  bool Pay(uint64_t units) {
    if (units > left_) {
      left_ = 0;
      spent_ = true;
    }
    if (spent_) return false;
    left_ -= units;
    return true;
  }

  uint64_t left() const { return left_; }
  bool spent() const { return spent_; }

 private:
  uint64_t left_;
  bool spent_ = false;
};

}  // namespace writ

#endif  // WRIT_ENGINE_VM_BUDGET_H_
