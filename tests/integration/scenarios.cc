#include "tests/integration/scenarios.h"

namespace writ::harness {
namespace {

constexpr char kSearch[] = "flights.search";
constexpr char kReserve[] = "flights.reserve";
constexpr char kPurchase[] = "flights.purchase";

bool IsExpected(const Step& step, const Played& played) {
  return played.verdict == step.verdict && played.rules == step.rule &&
         played.reason == step.reason;
}

}  // namespace

const std::vector<Step>& TravelSteps() {
  static const auto* steps = new std::vector<Step>{
      {"search SFO", kSearch, SearchArgs("SFO"), "permit", "lookup", "permitted", ""},
      {"reserve UA837, 389 USD", kReserve, ReserveArgs("SFO", "389 USD"), "permit", "reserve",
       "permitted", HoldResult("H1")},
      {"purchase H1, 389 USD", kPurchase, PurchaseArgs("H1", "SFO", "389 USD"), "permit", "buy",
       "permitted", TicketResult("T1", "391.50 USD")},
      {"search SFO", kSearch, SearchArgs("SFO"), "permit", "lookup", "permitted", ""},
      {"purchase H1, 10 USD", kPurchase, PurchaseArgs("H1", "SFO", "10 USD"), "deny", "one_ticket",
       "limit", ""},
  };
  return *steps;
}

const std::vector<Step>& ElsewhereSteps() {
  static const auto* steps = new std::vector<Step>{
      {"reserve UA837, 389 USD", kReserve, ReserveArgs("SFO", "389 USD"), "permit", "reserve",
       "permitted", HoldResult("H1")},
      {"purchase H1 to ACA", kPurchase, PurchaseArgs("H1", "ACA", "389 USD"), "deny", "elsewhere",
       "forbidden", ""},
      {"search ACA", kSearch, SearchArgs("ACA"), "deny", "elsewhere", "forbidden", ""},
      {"reserve SFO for 12-08", kReserve, ReserveArgs("SFO", "389 USD", "2026-12-08"), "deny",
       "wrong_day", "forbidden", ""},
      {"send an email", "email.send", R"({"to": "x@evil.example"})", "deny", "", "unknown_action",
       ""},
      {"purchase H1, 389 MXN", kPurchase, PurchaseArgs("H1", "SFO", "389 MXN"), "deny",
       "wrong_currency", "forbidden", ""},
      {"purchase H1, 600.01 USD", kPurchase, PurchaseArgs("H1", "SFO", "600.01 USD"), "deny",
       "budget", "limit", ""},
  };
  return *steps;
}

Played Play(Trip& trip, const Step& step) {
  Played played;
  v1::DecideRequest request = trip.Request(step.action, step.args);
  request.mutable_token();
  auto reply = trip.client().Decide(request);
  if (!reply.ok()) {
    played.verdict = "error";
    played.message = std::string(reply.status().message());
    return played;
  }
  played.verdict = VerdictText(reply->verdict());
  played.rules = RuleNames(*reply);
  played.reason = reply->reason();
  played.message = reply->message();
  played.token = reply->token();
  played.ok = IsExpected(step, played) && reply->recorded();
  if (step.result.empty()) return played;
  played.ok = played.ok && trip.Report(reply->decision_id(), true, step.result).ok();
  return played;
}

}  // namespace writ::harness
