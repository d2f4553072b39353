// Prints docs/bytecode.md.
#include <iostream>

#include "engine/bytecode/docs.h"

int main() {
  std::cout << writ::BytecodeDocs();
  return 0;
}
