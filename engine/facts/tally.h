// A ledger of sums alone: see ledger.h. A set knows of each element how many
// contributions it has, so that it leaves with the last.
#ifndef WRIT_ENGINE_FACTS_TALLY_H_
#define WRIT_ENGINE_FACTS_TALLY_H_

#include <map>
#include <string>

#include "engine/facts/ledger.h"

namespace writ {

class Tally : public Ledger {
 public:
  Tally(const KeptAs& kept, std::string_view key, Tables& tables, Arena& arena)
      : kept_(kept), key_(key), tables_(tables), arena_(arena) {}

  absl::Status Open();

  FactStanding standing() const override;
  absl::StatusOr<uint64_t> Include(absl::Span<const Value> elements) override;
  absl::Status TakeOut(const Contribution& contribution) override;
  absl::Status Replace(const Contribution& contribution, const Value& element) override;
  absl::Status Store() override;

 private:
  bool has_value() const {
    return kept_.aggregate != Aggregate::kCount && kept_.aggregate != Aggregate::kAny;
  }
  bool is_set() const { return kept_.aggregate == Aggregate::kSet; }
  absl::Status Decode(std::string_view bytes);
  void AddToSet(const Value& element);
  void TakeFromSet(const Value& element);

  const KeptAs kept_;
  const std::string_view key_;
  Tables& tables_;
  Arena& arena_;
  uint64_t live_ = 0;
  Value aggregate_;                           // Absent over no calls
  std::map<std::string, uint32_t> elements_;  // of a set: canonical, how many
};

}  // namespace writ

#endif  // WRIT_ENGINE_FACTS_TALLY_H_
