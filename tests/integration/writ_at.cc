// `writ_at CLOCK COMMAND...` is `writ COMMAND...` by the clock in the file CLOCK (see
// manual_server_clock.h). For tests alone.
#include <iostream>

#include "server/cli/cli.h"
#include "tests/integration/manual_server_clock.h"

namespace {

class SharedClock : public writ::Clock {
 public:
  explicit SharedClock(const std::string& path) : micros_(path, /*writable=*/false) {}
  writ::Micros Now() override { return micros_.Load(); }

 private:
  writ::harness::SharedMicros micros_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "writ_at CLOCK COMMAND...\n";
    return 2;
  }
  SharedClock clock(argv[1]);
  argv[1] = argv[0];
  return writ::cli::Run(argc - 1, argv + 1, std::cout, std::cerr, clock);
}
