// The reports of a what-if as messages.
#include <set>

#include "absl/strings/str_cat.h"
#include "server/service/convert.h"

namespace writ::server {
namespace {

// Digits after the point of a sum of money.
constexpr int kMoneyPlaces = 2;

Decimal SumOf(const MoneySums& sums, const std::string& currency) {
  auto found = sums.find(currency);
  return found == sums.end() ? Decimal() : found->second;
}

void AddMoney(const WhatIfReport& report, v1::WhatIfReply& message) {
  std::set<std::string> currencies;
  for (const auto& [currency, amount] : report.money_before) currencies.insert(currency);
  for (const auto& [currency, amount] : report.money_after) currencies.insert(currency);
  for (const std::string& currency : currencies) {
    const Decimal before = SumOf(report.money_before, currency);
    const Decimal after = SumOf(report.money_after, currency);
    v1::MoneyDifference& money = *message.add_money();
    money.set_currency(currency);
    money.set_before(before.ToString(kMoneyPlaces));
    money.set_after(after.ToString(kMoneyPlaces));
    auto difference = after.Subtract(before);
    money.set_difference(difference ? difference->ToString(kMoneyPlaces) : "out of range");
  }
}

}  // namespace

void ToMessage(const ChangedVerdict& change, v1::ChangedVerdict& message) {
  message.set_index(change.index);
  message.set_task_id(change.task_id);
  message.set_action(change.action);
  message.set_verdict_before(std::string(VerdictName(change.before)));
  message.set_verdict_after(std::string(VerdictName(change.after)));
  message.set_reason_before(std::string(ReasonCode(change.reason_before)));
  message.set_reason_after(std::string(ReasonCode(change.reason_after)));
  message.set_rule(change.rule);
  for (const auto& [currency, amount] : change.money) {
    message.add_money(absl::StrCat(amount.ToString(kMoneyPlaces), " ", currency));
  }
}

void ToMessage(const WhatIfReport& report, v1::WhatIfReply& message) {
  message.set_decisions(report.decisions);
  message.set_changed(report.changed);
  AddMoney(report, message);
  for (const std::string& note : report.notes) message.add_notes(note);
  message.set_complete(true);
}

}  // namespace writ::server
