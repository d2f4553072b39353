#include <iostream>

#include "server/cli/cli.h"

int main(int argc, char** argv) { return writ::cli::Run(argc, argv, std::cout, std::cerr); }
