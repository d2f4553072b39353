#include <iostream>

#include "engine/base/clock.h"
#include "server/cli/cli.h"

int main(int argc, char** argv) {
  writ::SystemClock clock;
  return writ::cli::Run(argc, argv, std::cout, std::cerr, clock);
}
