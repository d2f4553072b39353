#include "tests/crash/agent.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/integration/travel.h"

namespace writ::crash {
namespace {

using harness::kAgent;

constexpr size_t kMaxHeld = 4;
constexpr int kMaxBatch = 256;  // of the service
constexpr char kPurchase[] = "flights.purchase";
constexpr char kLoadedFact[] = "travel.suspended";
constexpr int kLoadedFacts = 10;  // at once

std::string Dollars(int64_t cents) {
  return absl::StrFormat("%d.%02d USD", cents / 100, cents % 100);
}

std::string LoadedKey(int agent, int number) {
  return absl::StrCat("[\"watched-", agent, "-", number, "\"]");
}

std::string Say(const v1::DecideReply& reply) {
  return absl::StrCat(harness::VerdictText(reply.verdict()), " ", reply.reason(), " ",
                      reply.decision_id(), reply.recorded() ? "" : " (not recorded)", " ",
                      reply.detail());
}

}  // namespace

void Agent::Begin(std::string task_id) {
  task_id_ = std::move(task_id);
  step_ = Step::kReserve;
  request_ = Request("flights.reserve", harness::ReserveArgs("SFO", "389 USD"));
}

void Agent::Work(const std::string& address) {
  Client client(address);
  do {
    if (step_ == Step::kNone) Choose();
  } while (Continue(client));
}

bool Agent::Settle(const std::string& address) {
  if (!tried_) return true;
  Client client(address);
  return Continue(client);
}

v1::DecideRequest Agent::Request(std::string_view action, std::string args) {
  v1::DecideRequest request;
  request.set_task_id(task_id_);
  request.set_agent(kAgent);
  request.set_action(std::string(action));
  request.set_args_json(std::move(args));
  request.set_idempotency_key(absl::StrCat("agent ", number_, " call ", ++keys_));
  return request;
}

void Agent::Choose() {
  if (const auto other = random_() % 16; other < 2) {
    step_ = other == 0 ? Step::kLoad : Step::kWitness;
    return;
  }
  const bool full = held_.size() == kMaxHeld;
  if (full || (!held_.empty() && random_() % 2 == 0)) {
    ChooseReport();
  } else {
    ChoosePurchase();
  }
}

// Most are cheap, some dear enough to be asked about.
void Agent::ChoosePurchase() {
  step_ = Step::kBuy;
  ticket_.clear();
  cents_ = random_() % 6 == 0 ? kAskOverCents + 1 + static_cast<int64_t>(random_() % 10'00)
                              : 1 + static_cast<int64_t>(random_() % 9'00);
  request_ =
      Request(kPurchase, harness::PurchaseArgs(absl::StrCat("H", number_), "SFO", Dollars(cents_)));
  request_.mutable_token();
}

void Agent::ChooseReport() {
  Purchase& purchase = held_.front();
  if (!purchase.redeemed && random_() % 2 == 0) {
    step_ = Step::kRedeem;
    return;
  }
  step_ = Step::kReport;
  succeeded_ = random_() % 3 == 0;
  charged_ =
      succeeded_ ? 1 + static_cast<int64_t>(random_() % static_cast<uint64_t>(purchase.cents)) : 0;
}

bool Agent::Continue(Client& client) {
  const Step step = step_;
  ledger_.Asks();
  const bool answered = Take(client);
  tried_ = !answered;
  if (!answered) return false;
  ledger_.IsAnswered();
  if (step_ == step) step_ = Step::kNone;
  return true;
}

bool Agent::Take(Client& client) {
  switch (step_) {
    case Step::kNone:
      return true;
    case Step::kReserve:
      return Reserve(client);
    case Step::kReportHold:
      return ReportHold(client);
    case Step::kBuy:
    case Step::kBuyApproved:
      return Buy(client);
    case Step::kApprove:
      return Approve(client);
    case Step::kRedeem:
      return Redeem(client);
    case Step::kReport:
      return Report(client);
    case Step::kLoad:
      return Load(client);
    case Step::kWitness:
      return Witness(client);
  }
  return true;
}

// Gives whether there was an answer. A server that is gone is the only excuse for none,
// unless faults are wanted.
template <typename Reply, typename Call>
bool Agent::Ask(Call&& call, Reply& reply) {
  absl::StatusOr<Reply> answer = call();
  if (answer.ok()) {
    reply = *std::move(answer);
    return true;
  }
  ledger_.HasNoAnswer(answer.status().ToString());
  if (!absl::IsUnavailable(answer.status()) && !faults_.errors) Differs(answer.status().ToString());
  return false;
}

bool Agent::Decide(Client& client, v1::DecideReply& reply) {
  if (!Ask([&] { return client.Decide(request_); }, reply)) return false;
  if (!reply.recorded()) {
    if (!faults_.errors || reply.verdict() != v1::VERDICT_DENY || reply.detail().empty()) {
      Differs(absl::StrCat("answered and not recorded: ", Say(reply)));
    }
    ledger_.HasNoAnswer(Say(reply));
    return false;
  }
  ledger_.IsTold({reply.log_index(), "call_decided", reply.time_micros()});
  // A denial because the clock went back takes no key: asked again, it is another call.
  if (reply.reason() != "clock_went_back") answered_.push_back({request_, reply});
  return true;
}

bool Agent::Reserve(Client& client) {
  v1::DecideReply reply;
  if (!Decide(client, reply)) return false;
  if (reply.verdict() != v1::VERDICT_PERMIT) {
    if (reply.reason() != faults_.denial) Differs(absl::StrCat("a hold: ", Say(reply)));
    return true;
  }
  hold_decision_ = reply.decision_id();
  step_ = Step::kReportHold;
  return true;
}

bool Agent::ReportHold(Client& client) {
  v1::ReportOutcomeRequest report;
  report.set_decision_id(hold_decision_);
  report.set_agent(kAgent);
  report.set_succeeded(true);
  report.set_result_json(harness::HoldResult(absl::StrCat("H", number_)));
  v1::ReportOutcomeReply reply;
  return Ask([&] { return client.ReportOutcome(report); }, reply);
}

bool Agent::Buy(Client& client) {
  v1::DecideReply reply;
  if (!Decide(client, reply)) return false;
  if (reply.verdict() == v1::VERDICT_PERMIT) {
    Bought(reply);
  } else if (reply.verdict() == v1::VERDICT_ASK && step_ == Step::kBuy && cents_ > kAskOverCents) {
    ticket_ = reply.approval().ticket();
    step_ = Step::kApprove;
    answered_.pop_back();  // its key will stand for the call that comes with the ticket
  } else if (reply.reason() != "limit" && reply.reason() != faults_.denial) {
    Differs(absl::StrCat("a purchase for ", Dollars(cents_), ticket_.empty() ? "" : " or ", ticket_,
                         ": ", Say(reply)));
  }
  return true;
}

void Agent::Bought(const v1::DecideReply& reply) {
  if (cents_ > kAskOverCents && step_ != Step::kBuyApproved) {
    Differs(absl::StrCat("nobody approved ", Dollars(cents_), ": ", Say(reply)));
  }
  ledger_.Spends(request_.task_id(), cents_, 1);
  held_.push_back({reply, request_.task_id(), cents_});
}

bool Agent::Approve(Client& client) {
  v1::AnswerRequest answer;
  answer.set_ticket(ticket_);
  answer.set_approver(kApprover);
  v1::Approval reply;
  if (!Ask([&] { return client.Approve(answer); }, reply)) return false;
  if (reply.standing() != "approved") {
    Differs(absl::StrCat("ticket ", ticket_, " is approved and stands as ", reply.standing()));
  }
  request_.set_ticket(ticket_);
  step_ = Step::kBuyApproved;
  return true;
}

v1::RedeemRequest Agent::RedeemRequest(const v1::DecideReply& permit) const {
  v1::RedeemRequest request;
  request.set_token(permit.token());
  request.set_audience("travel");
  request.set_action(kPurchase);
  request.set_args_json(permit.canonical_args());
  return request;
}

// Whoever did not hear of a use may find the token used.
bool Agent::Redeem(Client& client) {
  Purchase& purchase = held_.front();
  v1::TokenReply reply;
  if (!Ask([&] { return client.Redeem(RedeemRequest(purchase.permit)); }, reply)) return false;
  purchase.redeemed = true;
  if (reply.good()) {
    ledger_.IsTold({reply.log_index(), "token_redeemed", 0});
    redeemed_.push_back(purchase.permit);
  } else if (reply.reason() != "expired" && !(tried_ && reply.reason() == "redeemed")) {
    Differs(absl::StrCat("the token of ", purchase.permit.decision_id(), ": ", reply.reason()));
  }
  return true;
}

bool Agent::Report(Client& client) {
  const Purchase& purchase = held_.front();
  v1::ReportOutcomeRequest report;
  report.set_decision_id(purchase.permit.decision_id());
  report.set_agent(kAgent);
  report.set_succeeded(succeeded_);
  if (succeeded_) report.set_result_json(harness::TicketResult("T", Dollars(charged_)));
  v1::ReportOutcomeReply reply;
  if (!Ask([&] { return client.ReportOutcome(report); }, reply)) return false;
  if (!reply.repeated()) ledger_.IsTold({reply.log_index(), "outcome_reported", 0});
  if (reply.repeated() && !tried_) {
    Differs(absl::StrCat(purchase.permit.decision_id(), " was reported before anybody did"));
  }
  ledger_.Spends(purchase.task_id, charged_ - purchase.cents, succeeded_ ? 0 : -1);
  held_.pop_front();
  return true;
}

bool Agent::Load(Client& client) {
  v1::LoadRequest load;
  for (int i = 0; i < kLoadedFacts; ++i) {
    v1::PutFactRequest& put = *load.add_changes()->mutable_put();
    put.set_fact(kLoadedFact);
    put.set_keys_json(LoadedKey(number_, i));
    put.set_value_json(loaded_ ? "false" : "true");
  }
  v1::PutReply reply;
  if (!Ask([&] { return client.Load(load); }, reply)) return false;
  // Loaded again, it may have changed nothing and have no event of its own.
  if (!tried_) ledger_.IsTold({reply.log_index(), "fact_put", 0});
  loaded_ = !loaded_;
  return true;
}

bool Agent::Witness(Client& client) {
  v1::CheckpointReply reply;
  if (!Ask([&] { return client.Checkpoint(); }, reply)) return false;
  ledger_.Witnesses(reply.log_size(), reply.note());
  return true;
}

void Agent::CheckLoad(const std::string& address) {
  Client client(address);
  int there = 0;
  for (int i = 0; i < kLoadedFacts; ++i) {
    const auto value = client.GetFact(kLoadedFact, LoadedKey(number_, i));
    if (!value.ok()) return Differs(value.status().ToString());
    there += *value == "true";
  }
  const bool in_flight = tried_ && step_ == Step::kLoad;
  if (there == (loaded_ ? kLoadedFacts : 0)) return;
  if (in_flight && there == (loaded_ ? 0 : kLoadedFacts)) return;
  Differs(absl::StrCat(there, " of ", kLoadedFacts, " facts of a bulk load are true"));
}

void Agent::AskAgain(const std::string& address) {
  Client client(address);
  AskDecisionsAgain(client);
  AskTokensAgain(client);
}

void Agent::AskDecisionsAgain(Client& client) {
  for (size_t from = 0; from < answered_.size(); from += kMaxBatch) {
    const size_t count = std::min<size_t>(kMaxBatch, answered_.size() - from);
    v1::DecideBatchRequest batch;
    for (size_t i = 0; i < count; ++i) *batch.add_requests() = answered_[from + i].request;
    v1::DecideBatchReply replies;
    if (!Ask([&] { return client.DecideBatch(batch); }, replies)) {
      return Differs("what was answered cannot be asked again");
    }
    for (size_t i = 0; i < count; ++i) {
      const v1::DecideReply& told = answered_[from + i].reply;
      const v1::DecideReply& now = replies.results(static_cast<int>(i)).reply();
      const bool same_token =
          told.token() == now.token() || told.token().empty() || now.token().empty();
      if (now.decision_id() != told.decision_id() || now.verdict() != told.verdict() ||
          now.time_micros() != told.time_micros() || !same_token) {
        Differs(absl::StrCat("the same key gave ", Say(told), " and now ", Say(now)));
      }
    }
  }
  answered_.clear();
}

void Agent::AskTokensAgain(Client& client) {
  for (const v1::DecideReply& permit : redeemed_) {
    v1::TokenReply reply;
    const bool answered = Ask([&] { return client.Redeem(RedeemRequest(permit)); }, reply);
    if (answered && (reply.reason() == "redeemed" || reply.reason() == "expired")) continue;
    Differs(absl::StrCat("the token of ", permit.decision_id(), " was used, and now it is ",
                         reply.good() ? "good again" : reply.reason()));
  }
  redeemed_.clear();
}

void Agent::Differs(const std::string& what) {
  ledger_.Differs(absl::StrCat("client ", number_, " (", request_.idempotency_key(), "): ", what));
}

}  // namespace writ::crash
