// Policies of a given size that are nothing but one construct.
#ifndef WRIT_TESTS_WORST_SHAPES_H_
#define WRIT_TESTS_WORST_SHAPES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace writ::worst {

struct Shape {
  std::string name;
  // About so many bytes.
  std::function<std::string(size_t)> make;
};

const std::vector<Shape>& Shapes();

}  // namespace writ::worst

#endif  // WRIT_TESTS_WORST_SHAPES_H_
