// Prints docs/standard_library.md.
#include <iostream>

#include "lang/docs/library_docs.h"

int main() {
  std::cout << writ::lang::LibraryDocs();
  return 0;
}
