#include "tests/integration/travel.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "engine/base/status_macros.h"

namespace writ::harness {
namespace {

v1::GrantRequest TripRequest(const TripTerms& terms) {
  v1::GrantRequest request;
  request.set_type("BookTrip");
  request.set_user(kUser);
  request.set_agent(kAgent);
  request.set_lifetime_seconds(2 * 3600);
  std::string seats = terms.seats == 0 ? "null" : absl::StrCat(terms.seats);
  std::string ask_over = terms.ask_over.empty() ? "null" : absl::StrCat("\"", terms.ask_over, "\"");
  request.set_params_json(absl::Substitute(
      R"({"from": "JFK", "to": "SFO", "depart": "2026-12-01", "budget": "$0", "seats": $1, "ask_over": $2})",
      terms.budget, seats, ask_over));
  return request;
}

}  // namespace

std::string SearchArgs(const std::string& to, const std::string& depart) {
  return absl::Substitute(R"({"from": "JFK", "to": "$0", "depart": "$1"})", to, depart);
}

std::string ReserveArgs(const std::string& to, const std::string& price,
                        const std::string& depart) {
  return absl::Substitute(R"({"flight": "UA837", "to": "$0", "depart": "$1", "price": "$2"})", to,
                          depart, price);
}

std::string PurchaseArgs(const std::string& hold, const std::string& to, const std::string& price) {
  return absl::Substitute(R"({"hold": "$0", "to": "$1", "price": "$2"})", hold, to, price);
}

std::string HoldResult(const std::string& hold) {
  return absl::Substitute(R"({"hold": "$0"})", hold);
}

std::string TicketResult(const std::string& ticket, const std::string& charged) {
  return absl::Substitute(R"({"ticket": "$0", "charged": "$1"})", ticket, charged);
}

absl::StatusOr<Trip> Trip::Start(const std::string& address, const TripTerms& terms) {
  WRIT_ASSIGN_OR_RETURN(v1::Task task, Client(address).Grant(TripRequest(terms)));
  return Trip(address, task.task_id());
}

Trip::Trip(const std::string& address, std::string task_id)
    : client_(address), task_id_(std::move(task_id)) {}

v1::DecideRequest Trip::Request(const std::string& action, const std::string& args_json) const {
  v1::DecideRequest request;
  request.set_task_id(task_id_);
  request.set_agent(kAgent);
  request.set_action(action);
  request.set_args_json(args_json);
  return request;
}

absl::StatusOr<v1::DecideReply> Trip::Decide(const std::string& action,
                                             const std::string& args_json) {
  return client_.Decide(Request(action, args_json));
}

absl::StatusOr<v1::ReportOutcomeReply> Trip::Report(const std::string& decision_id, bool succeeded,
                                                    const std::string& result_json) {
  v1::ReportOutcomeRequest request;
  request.set_decision_id(decision_id);
  request.set_agent(kAgent);
  request.set_succeeded(succeeded);
  request.set_result_json(result_json);
  return client_.ReportOutcome(request);
}

bool Trip::Reserve(const std::string& hold) {
  auto reply = Decide("flights.reserve", ReserveArgs("SFO", "389 USD"));
  if (!reply.ok() || reply->verdict() != v1::VERDICT_PERMIT) return false;
  return Report(reply->decision_id(), true, HoldResult(hold)).ok();
}

std::string Trip::Spend() { return ReadFact("spend"); }

std::string Trip::Tickets() { return ReadFact("tickets"); }

std::string Trip::ReadFact(const std::string& name) {
  auto value = client_.GetFact(name, absl::StrCat("[\"", task_id_, "\"]"));
  return value.ok() ? *value : "?";
}

std::string VerdictText(v1::Verdict verdict) {
  if (verdict == v1::VERDICT_PERMIT) return "permit";
  return verdict == v1::VERDICT_ASK ? "ask" : "deny";
}

std::string MoneyText(const std::string& json) {
  rapidjson::Document money;
  money.Parse<rapidjson::kParseNumbersAsStringsFlag>(json.c_str());
  if (!money.IsObject() || !money.HasMember("amount") || !money.HasMember("currency")) return json;
  std::string amount = money["amount"].GetString(), currency = money["currency"].GetString();
  if (amount.find('.') == std::string::npos) amount += '.';
  const size_t places = amount.size() - amount.find('.') - 1;
  amount.append(2 - std::min<size_t>(places, 2), '0');
  return currency.empty() ? amount : amount + " " + currency;
}

std::string RuleNames(const v1::DecideReply& reply) {
  std::string names;
  for (const std::string& rule : reply.rules()) {
    absl::StrAppend(&names, names.empty() ? "" : ",", rule.substr(rule.rfind('.') + 1));
  }
  return names;
}

}  // namespace writ::harness
