#include "engine/base/failpoint.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"

namespace writ {
namespace {

enum Action : int { kNothing, kKill, kError, kDelay };
constexpr int kMaxDelayMillis = 60'000;

// What is armed at one place. Written while nothing is armed.
struct Armed {
  std::atomic<int> action{kNothing};
  std::atomic<int> millis{0};
  std::atomic<uint64_t> at{0};  // 0: every time
  std::atomic<uint64_t> passed{0};
};

std::atomic<bool> any_armed{false};
Armed armed[std::size(kFailpoints)];

Armed& Of(Failpoint failpoint) { return armed[static_cast<size_t>(failpoint)]; }

// Before it acts: a process that is killed says nothing afterwards.
void Say(Failpoint failpoint, const char* action) {
  std::fprintf(stderr, "writ: failpoint %s: %s\n", FailpointName(failpoint).data(), action);
}

struct Order {
  Failpoint failpoint{};
  int action = kNothing, millis = 0;
  uint64_t at = 1;
};

bool ParseAction(absl::string_view text, Order& order) {
  if (absl::ConsumeSuffix(&text, "*")) {
    order.at = 0;
  } else if (const size_t at = text.find('@'); at != absl::string_view::npos) {
    if (!absl::SimpleAtoi(text.substr(at + 1), &order.at) || order.at == 0) return false;
    text = text.substr(0, at);
  }
  if (text == "kill") return order.action = kKill, true;
  if (text == "error") return order.action = kError, true;
  order.action = kDelay;
  return absl::ConsumePrefix(&text, "delay:") && absl::SimpleAtoi(text, &order.millis) &&
         order.millis >= 0 && order.millis <= kMaxDelayMillis;
}

absl::StatusOr<Order> ParseOrder(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  for (Failpoint failpoint : kFailpoints) {
    const std::string_view name = FailpointName(failpoint);
    if (parts.first != absl::string_view(name.data(), name.size())) continue;
    Order order{failpoint};
    if (ParseAction(parts.second, order)) return order;
    return absl::InvalidArgumentError(absl::StrCat("failpoints: `", text, "` does not read"));
  }
  return absl::InvalidArgumentError(absl::StrCat("failpoints: there is no `", parts.first, "`"));
}

}  // namespace

std::string_view FailpointName(Failpoint failpoint) {
  switch (failpoint) {
#define WRIT_FAILPOINT(name, text, where) \
  case Failpoint::k##name:                \
    return text;
#include "engine/base/failpoints.def"
#undef WRIT_FAILPOINT
  }
  return {};
}

absl::Status Pass(Failpoint failpoint) {
  if (!any_armed.load(std::memory_order_acquire)) return absl::OkStatus();
  Armed& here = Of(failpoint);
  const uint64_t time = 1 + here.passed.fetch_add(1);
  const uint64_t at = here.at.load();
  if (here.action.load() == kNothing || (at != 0 && at != time)) return absl::OkStatus();
  switch (here.action.load()) {
    case kKill:
      Say(failpoint, "kill");
      std::raise(SIGKILL);
      break;
    case kError:
      Say(failpoint, "error");
      return absl::InternalError(absl::StrCat("failpoint ", FailpointName(failpoint).data()));
    case kDelay:
      Say(failpoint, "delay");
      absl::SleepFor(absl::Milliseconds(here.millis.load()));
      break;
  }
  return absl::OkStatus();
}

absl::Status ArmFailpoints(std::string_view text) {
  any_armed.store(false, std::memory_order_release);
  for (Armed& one : armed) one.action = kNothing, one.passed = 0;
  if (text.empty()) return absl::OkStatus();
  std::vector<Order> orders;
  for (absl::string_view part : absl::StrSplit(absl::string_view(text.data(), text.size()), ';')) {
    WRIT_ASSIGN_OR_RETURN(Order order, ParseOrder(part));
    orders.push_back(order);
  }
  for (const Order& order : orders) {
    Armed& here = Of(order.failpoint);
    here.millis = order.millis;
    here.at = order.at;
    here.action = order.action;
  }
  any_armed.store(true, std::memory_order_release);
  return absl::OkStatus();
}

absl::Status ArmFailpointsFromEnvironment() {
  const char* text = std::getenv("WRIT_FAILPOINTS");
  return text == nullptr ? absl::OkStatus() : ArmFailpoints(text);
}

uint64_t TimesPassed(Failpoint failpoint) { return Of(failpoint).passed.load(); }

}  // namespace writ
