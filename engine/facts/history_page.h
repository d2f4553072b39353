// Pages of a fact's history: what each call contributed, in order, and sums over pages.
//
// On level 0 a unit is one contribution; on level n it sums up one whole page of level
// n-1. So what lies between two positions is put together from a few pages, however much
// it is. Format: docs/storage.md. Pure.
#ifndef WRIT_ENGINE_FACTS_HISTORY_PAGE_H_
#define WRIT_ENGINE_FACTS_HISTORY_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"

namespace writ {

// Units of one page.
inline constexpr uint32_t kPageUnits = 32;

struct Unit {
  Micros time = 0;    // of its newest contribution
  uint32_t live = 0;  // contributions that were not taken out
  // Of a contribution the element, of a page the aggregate over its elements; canonical,
  // empty where there is none.
  std::string_view value;
};

// `units` is at most kPageUnits.
std::string EncodePage(const std::vector<Unit>& units);
// Views into `bytes`. DataLoss for bytes that are no page.
absl::StatusOr<std::vector<Unit>> DecodePage(std::string_view bytes);

// Where a page stands in Table::kHistory: the fact's key, its level, its number.
std::string PageKey(std::string_view fact_key, uint8_t level, uint64_t number);
// Where the head stands. No page has its level.
std::string HeadKey(std::string_view fact_key);

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_HISTORY_PAGE_H_
