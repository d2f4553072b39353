#include "engine/storage/store.h"

namespace writ {

std::string_view TableName(Table table) {
  switch (table) {
#define WRIT_TABLE(number, name, on_disk, made_of, what) \
  case Table::k##name:                                   \
    return on_disk;
#include "engine/storage/tables.def"
#undef WRIT_TABLE
  }
  return {};
}

MadeOf TableMadeOf(Table table) {
  switch (table) {
#define WRIT_TABLE(number, name, on_disk, made_of, what) \
  case Table::k##name:                                   \
    return MadeOf::made_of;
#include "engine/storage/tables.def"
#undef WRIT_TABLE
  }
  return MadeOf::kState;
}

}  // namespace writ
