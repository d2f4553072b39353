// Rebuilds the types of a bundle in a TypeTable, index by index. Trusts nothing.
#ifndef WRIT_ENGINE_BYTECODE_TYPE_READER_H_
#define WRIT_ENGINE_BYTECODE_TYPE_READER_H_

#include "absl/status/status.h"
#include "engine/bytecode/bundle.pb.h"
#include "engine/value/type.h"

namespace writ {

// `table` must be new. After success type i of the bundle is type i of the table.
// InvalidArgument when the bundle's types are no table that a TypeTable could have had,
// or pass kMaxTypes or kMaxTypeDepth (program.h).
absl::Status ReadTypes(const bundle::Bundle& bundle, TypeTable& table);

}  // namespace writ

#endif  // WRIT_ENGINE_BYTECODE_TYPE_READER_H_
