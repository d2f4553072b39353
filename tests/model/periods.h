// From which moment on a window counts, found by going back through time.
#ifndef WRIT_TESTS_MODEL_PERIODS_H_
#define WRIT_TESTS_MODEL_PERIODS_H_

#include <map>
#include <string>
#include <utility>

#include "engine/bytecode/window.h"

namespace writ::model {

class Periods {
 public:
  // Of all time: INT64_MIN.
  Micros Start(const Window& window, Micros now);

 private:
  // A period is known by what its first hour, day, week or month is called. Those that were
  // asked for, by that and the zone.
  std::map<std::pair<std::string, std::string>, Micros> known_;
};

}  // namespace writ::model

#endif  // WRIT_TESTS_MODEL_PERIODS_H_
