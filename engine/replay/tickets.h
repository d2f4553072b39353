// Approval tickets for people: what is asked, of whom, and what came of it. Reads committed
// state alone.
#ifndef WRIT_ENGINE_REPLAY_TICKETS_H_
#define WRIT_ENGINE_REPLAY_TICKETS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/decision/call.h"
#include "engine/decision/policy.h"
#include "engine/facts/ticket_state.h"
#include "engine/storage/store.h"

namespace writ {

// Rows that one page looks at; a page may then be short and still have a next one.
inline constexpr size_t kMaxTicketPage = 1'000;

class TicketReader {
 public:
  // As of `now`, in the words of the active policy. `store` outlives it.
  TicketReader(const Store& store, std::shared_ptr<const Policy> policy, Micros now)
      : store_(store), policy_(std::move(policy)), now_(now) {}

  // NotFound when there is no such ticket.
  absl::StatusOr<TicketInfo> Get(const std::string& id) const;
  absl::StatusOr<TicketInfo> InfoOf(const TicketState& ticket) const;
  // InvalidArgument for a limit out of its range, or an `after` that no page gave.
  absl::StatusOr<TicketPage> List(const TicketQuery& query) const;

 private:
  absl::StatusOr<TicketState> Read(uint64_t index) const;
  absl::StatusOr<std::string> ArgsOf(const TicketState& ticket) const;

  const Store& store_;
  const std::shared_ptr<const Policy> policy_;
  const Micros now_;
};

}  // namespace writ

#endif  // WRIT_ENGINE_REPLAY_TICKETS_H_
