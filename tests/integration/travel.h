// One trip of the travel agent, as its enforcement point sees it: policies/travel_agent
// with user "ana", agent "travel-1" and a task to San Francisco.
#ifndef WRIT_TESTS_INTEGRATION_TRAVEL_H_
#define WRIT_TESTS_INTEGRATION_TRAVEL_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "server/client/client.h"

namespace writ::harness {

inline constexpr char kTravelPolicies[] = "policies/travel_agent";
inline constexpr char kUser[] = "ana";
inline constexpr char kAgent[] = "travel-1";

// JSON texts of the calls' arguments, all from New York; prices as money, "389 USD".
std::string SearchArgs(const std::string& to, const std::string& depart = "2026-12-01");
std::string ReserveArgs(const std::string& to, const std::string& price,
                        const std::string& depart = "2026-12-01");
std::string PurchaseArgs(const std::string& hold, const std::string& to, const std::string& price);
std::string HoldResult(const std::string& hold);
std::string TicketResult(const std::string& ticket, const std::string& charged);

struct TripTerms {
  std::string budget = "600 USD";
  int64_t seats = 0;     // 0: the trip does not say, which means one
  std::string ask_over;  // empty: the trip does not say
};

class Trip {
 public:
  // Grants the task on the server at `address`.
  static absl::StatusOr<Trip> Start(const std::string& address, const TripTerms& terms = {});
  // Goes on with a task granted before.
  Trip(const std::string& address, std::string task_id);

  const std::string& task_id() const { return task_id_; }
  Client& client() { return client_; }

  v1::DecideRequest Request(const std::string& action, const std::string& args_json) const;
  absl::StatusOr<v1::DecideReply> Decide(const std::string& action, const std::string& args_json);
  // An empty result is none.
  absl::StatusOr<v1::ReportOutcomeReply> Report(const std::string& decision_id, bool succeeded,
                                                const std::string& result_json = "");
  // Reserves and reports success, so that `hold` can be bought. False when any of it
  // does not come out so.
  bool Reserve(const std::string& hold);

  // Facts of the task, as JSON; "?" when they cannot be read.
  std::string Spend();
  std::string Tickets();

 private:
  std::string ReadFact(const std::string& name);

  Client client_;
  std::string task_id_;
};

// "permit", "deny" or "ask".
std::string VerdictText(v1::Verdict verdict);
// A sum of money as JSON, for people: "391.50 USD"; "0.00" for nothing spent.
std::string MoneyText(const std::string& json);
// Without their packages, comma-separated: "one_ticket".
std::string RuleNames(const v1::DecideReply& reply);

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_TRAVEL_H_
