#include "tests/bench/history_figures.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/engine.h"
#include "tests/bench/policies.h"

namespace writ::bench {
namespace {

constexpr size_t kKeys = kHistories.size();
constexpr Micros kSecond = 1'000'000;
// Whole pages of the histories on two levels, so that each block does the same work.
constexpr int kBlock = 4096;
constexpr int kBlocks = 12;

enum class Window { kNone, kSliding, kMonth };
enum class Values { kRandom, kFalling };
struct Shape {
  const char* name;
  const char* aggregate;  // with its element
  Window window = Window::kNone;
  Values values = Values::kRandom;
};

constexpr Shape kShapes[] = {
    {"lifetime_count", "count"},
    {"lifetime_sum", "sum(args.n)"},
    {"lifetime_max", "max(args.n)"},
    {"sliding_count", "count", Window::kSliding},
    {"sliding_sum", "sum(args.n)", Window::kSliding},
    {"sliding_max", "max(args.n)", Window::kSliding},
    // The largest is always the oldest: each call that leaves takes the value along.
    {"sliding_max_falling", "max(args.n)", Window::kSliding, Values::kFalling},
    {"calendar_count", "count", Window::kMonth},
    {"calendar_sum", "sum(args.n)", Window::kMonth},
};

[[noreturn]] void Give(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

// One action and one fact for each length of history. A call comes every second, so a window
// of N seconds holds N calls.
std::string PolicyFor(const Shape& shape) {
  std::string source = "package history\ntask Work {}\npermit all: any\n";
  for (size_t key = 0; key < kKeys; ++key) {
    absl::StrAppend(&source, "action a.call", key, "(n: int)\nfact f", key,
                    "(task) = ", shape.aggregate, " of a.call", key);
    if (shape.window == Window::kSliding)
      absl::StrAppend(&source, " within ", kHistories[key], "s");
    if (shape.window == Window::kMonth) absl::StrAppend(&source, " each month in \"UTC\"");
    // There is no largest of no calls, and a limit wants a number.
    if (shape.aggregate[0] == 'm') {
      absl::StrAppend(&source, "\nforbid most", key, ": a.call", key, " when f", key,
                      "(task).orValue(0) > 1000000000000000\n");
    } else {
      absl::StrAppend(&source, "\nlimit most", key, ": f", key, "(task) <= 1000000000000000\n");
    }
  }
  return source;
}

class Measured {
 public:
  explicit Measured(const Shape& shape) : shape_(shape) {
    auto opened = Engine::Open(NewMemoryStore(), PolicyOf(PolicyFor(shape))->shared_program(),
                               {.clock = &clock_, .inline_commands = true});
    if (!opened.ok()) Give(opened.status().ToString());
    engine_ = *std::move(opened);
    TaskGrant grant{.task_id = "t", .type = "Work", .params = RequestOf("t", "", "{}").args};
    grant.user = "ana";
    grant.agent = "bot";
    grant.lifetime = Micros{366} * 24 * 3600 * kSecond;
    auto task = Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); });
    if (!task.ok()) Give(task.status().ToString());
    for (size_t key = 0; key < kKeys; ++key) {
      const std::string action = absl::StrCat("a.call", key);
      for (CallRequest& request : requests_[key]) {
        random_ = random_ * 6364136223846793005u + 1442695040888963407u;
        request = RequestOf("t", action.c_str(), absl::StrCat("{\"n\":", random_ >> 34, "}"));
      }
    }
  }

  HistoryCost Run() {
    Fill();
    HistoryCost cost{.kind = shape_.name};
    cost.nanos.fill(1e300);
    for (int block = 0; block < kBlocks; ++block) {
      std::array<double, kKeys> sum{};
      for (int round = 0; round < kBlock; ++round) {
        clock_.Advance(kSecond);
        for (size_t key = 0; key < kKeys; ++key) sum[key] += Call(key);
      }
      for (size_t key = 0; key < kKeys; ++key) {
        cost.nanos[key] = std::min(cost.nanos[key], sum[key] / kBlock);
      }
    }
    CheckFacts();
    return cost;
  }

 private:
  void Fill() {
    const int longest = kHistories.back();
    for (int second = 0; second < longest; ++second) {
      clock_.Advance(kSecond);
      for (size_t key = 0; key < kKeys; ++key) {
        if (longest - second <= kHistories[key]) Call(key);
      }
    }
  }

  // Nanoseconds of one decision, of this thread's own time: what else runs on the machine in
  // so short a while would hide what is to be seen.
  static double Now() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
  }
  double Call(size_t key) {
    CallRequest& request = requests_[key][calls_[key]++ % kRequests];
    if (shape_.values == Values::kFalling) {
      request = RequestOf("t", request.action.c_str(),
                          absl::StrCat("{\"n\":", 1'000'000'000 - calls_[key], "}"));
    }
    const double start = Now();
    engine_->Decide(request, [](absl::StatusOr<Decision> decision) {
      if (!decision.ok() || decision->verdict != Verdict::kPermit) Give("a call was not permitted");
    });
    return Now() - start;
  }

  // A cheap decision that counts wrong is none.
  void CheckFacts() {
    if (std::string(shape_.aggregate) != "count") return;
    for (size_t key = 0; key < kKeys; ++key) {
      // Both ends of a window are in it.
      const uint64_t held = shape_.window == Window::kSliding ? kHistories[key] + 1 : calls_[key];
      auto value =
          engine_->GetFact(absl::StrCat("history.f", key), *RequestOf("t", "", "[\"t\"]").args);
      if (!value.ok() || *value != absl::StrCat(held)) {
        Give(absl::StrCat(shape_.name, " is ", value.ok() ? *value : value.status().ToString(),
                          ", not ", held));
      }
    }
  }

  static constexpr size_t kRequests = 64;

  const Shape shape_;
  ManualClock clock_{1'796'083'200'000'000};  // 2026-12-01T00:00:00Z
  std::unique_ptr<Engine> engine_;
  std::array<std::array<CallRequest, kRequests>, kKeys> requests_;
  std::array<uint64_t, kKeys> calls_{};
  uint64_t random_ = 1;
};

}  // namespace

double HistoryCost::ratio() const {
  return *std::max_element(nanos.begin(), nanos.end()) / nanos[0];
}

void HistoryCosts(absl::FunctionRef<void(const HistoryCost& cost)> take) {
  for (const Shape& shape : kShapes) take(Measured(shape).Run());
}

}  // namespace writ::bench
