// docs/bytecode.md, written from the tables so that it cannot say anything else.
#ifndef WRIT_ENGINE_BYTECODE_DOCS_H_
#define WRIT_ENGINE_BYTECODE_DOCS_H_

#include <string>

namespace writ {

std::string BytecodeDocs();

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_DOCS_H_
