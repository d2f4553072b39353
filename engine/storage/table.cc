#include "engine/storage/store.h"

namespace writ {

// The names are on disk: never change one.
std::string_view TableName(Table table) {
  switch (table) {
    case Table::kMeta:
      return "meta";
    case Table::kEntries:
      return "entries";
    case Table::kFacts:
      return "facts";
    case Table::kTasks:
      return "tasks";
    case Table::kCalls:
      return "calls";
    case Table::kBundles:
      return "bundles";
    case Table::kBlobs:
      return "blobs";
    case Table::kKeys:
      return "keys";
  }
  return {};
}

}  // namespace writ
