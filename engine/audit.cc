#include "engine/audit.h"

#include "engine/base/status_macros.h"
#include "engine/decision/fold.h"
#include "engine/log/merkle.h"

namespace writ {

absl::StatusOr<TreeHead> StoredHead(const Store& store) {
  WRIT_ASSIGN_OR_RETURN(auto row, store.Get(Table::kMeta, kEdgeKey));
  if (!row) return TreeHead{0, TreeEdge().Root()};
  WRIT_ASSIGN_OR_RETURN(TreeEdge edge, TreeEdge::Decode(*row));
  return TreeHead{edge.size(), edge.Root()};
}

}  // namespace writ
