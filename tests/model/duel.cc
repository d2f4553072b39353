// A life: how it begins, which command comes next, the clock, and reopening.
#include "tests/model/duel.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/value/canonical.h"
#include "lang/compiler/compiler.h"
#include "tests/engine/fixture.h"
#include "tests/model/policies.h"

namespace writ::model {
namespace {

constexpr Micros kSecond = 1'000'000;
// Late in November; before Madrid turns its clocks back, before it turns them forward, and
// before a year and a week end at once in New York.
constexpr Micros kStarts[] = {1'795'456'800'000'000, 1'792'886'400'000'000 + 1800 * kSecond,
                              1'774'742'400'000'000, 1'798'779'600'000'000 - 600 * kSecond};

std::shared_ptr<const Program> CompileWith(const std::string& source, const lang::Passes& passes) {
  auto result = lang::Compile({{"policy.writ", source}}, {.with_tests = false, .passes = passes});
  if (!result.ok()) return nullptr;
  auto program = Program::Load(std::move(result.bundle));
  return program.ok() ? *program : nullptr;
}

// Neighbouring seeds give unlike numbers.
oracle::Random RandomFor(uint64_t seed, uint64_t number) {
  uint64_t mixed = (seed * 1'000'003 + number + 1) * 0x9e3779b97f4a7c15u;
  mixed ^= mixed >> 29;
  return oracle::Random(mixed);
}

}  // namespace

std::shared_ptr<const RawValue> Raw(const Value& value) {
  auto raw = std::make_shared<RawValue>();
  raw->value = CopyInto(value, raw->arena);
  return raw;
}

Duel::Duel(const Life& life, DuelTally& tally)
    : tally_(tally),
      seed_(life.seed),
      random_(RandomFor(life.seed, 0)),
      store_(NewMemoryStore()),
      clock_(kStarts[life.seed / 10 % std::size(kStarts)]) {
  std::string failure;
  policy_ = CheckedPolicy::Make(life.policy, failure);
  program_ = CompileWith(life.policy, life.passes);
  if (policy_ == nullptr || program_ == nullptr) {
    Differ("the policy does not compile: " + failure);
    return;
  }
  auto patterns = PatternSet::Compile(*program_);
  if (!patterns.ok()) {
    Differ("the patterns do not compile");
    return;
  }
  patterns_ = *std::move(patterns);
  const Type* task = random_.Pick(policy_->model().tasks);
  for (const std::string& text : ScopeTexts()) {
    auto scope = CheckedScope::Make(life.policy, task->name, text);
    if (scope != nullptr) scopes_.emplace_back(task, std::move(scope));
  }
  Open();
  if (!ok_) return;
  reference_ = std::make_unique<Reference>(policy_->model(), patterns_, engine_->tree_head().size);
  reference_->SetClock(clock_.Now());
}

Duel::~Duel() = default;

void Duel::Differ(const std::string& what) {
  if (tally_.differences.size() < 20) tally_.differences.push_back(what);
  ok_ = false;
}

void Duel::Tell(const std::string& command) { told_.push_back(command); }

void Duel::Count(const std::string& command, bool done) {
  ++tally_.commands[command + (done ? "" : " refused")];
}

void Duel::Open() {
  engine_.reset();
  auto engine =
      Engine::Open(tests::Borrow(*store_), program_, {.clock = &clock_, .inline_commands = true});
  if (!engine.ok()) return Differ("does not open: " + std::string(engine.status().message()));
  engine_ = *std::move(engine);
}

void Duel::Step(int number) {
  struct Choice {
    int weight;
    void (Duel::*run)();
  };
  static constexpr Choice kChoices[] = {
      {60, &Duel::Decide},      {6, &Duel::Repeat},        {8, &Duel::Retry},
      {24, &Duel::Report},      {12, &Duel::ChangeOne},    {2, &Duel::ChangeSome},
      {6, &Duel::AnswerTicket}, {8, &Duel::Grant},         {1, &Duel::Close},
      {1, &Duel::Revoke},       {2, &Duel::SetRevocation}, {8, &Duel::MoveClock},
      {1, &Duel::Reopen}};
  random_ = RandomFor(seed_, static_cast<uint64_t>(number) + 1);
  int total = 0;
  for (const Choice& choice : kChoices) total += choice.weight;
  int at = static_cast<int>(random_.Below(static_cast<size_t>(total)));
  ++tally_.steps;
  if (tasks_.empty()) {
    Grant();
  } else {
    for (const Choice& choice : kChoices) {
      at -= choice.weight;
      if (at >= 0) continue;
      (this->*choice.run)();
      break;
    }
  }
  if (ok_ && engine_->tree_head().size != reference_->log_size()) {
    Differ(absl::StrCat("the log holds ", engine_->tree_head().size, " events and not ",
                        reference_->log_size()));
  }
}

Value Duel::EntityOf(const Type& type, const std::string& id) {
  return Value::Entity(arena_.New(EntityRep{type.name, arena_.Copy(id), nullptr}));
}

// Also to the ends of windows, leases and lives of facts, and one moment before.
void Duel::MoveClock() {
  const Micros steps[] = {1,
                          kSecond,
                          10 * kSecond,
                          10 * kSecond - 1,
                          20 * kSecond,
                          20 * kSecond + 1,
                          30 * kSecond,
                          40 * kSecond,
                          900 * kSecond,
                          3600 * kSecond,
                          -3 * kSecond,
                          -5 * kSecond,
                          -60 * kSecond};
  Micros step = steps[random_.Below(std::size(steps))];
  // A clock that went back denies; mostly it is set right.
  if (clock_.Now() < furthest_ && !random_.OneIn(3)) step = furthest_ - clock_.Now();
  Tell(absl::StrCat("the clock goes ", step, " microseconds on"));
  clock_.Advance(step);
  furthest_ = std::max(furthest_, clock_.Now());
  reference_->SetClock(clock_.Now());
  Count(step < 0 ? "clock back" : "clock", true);
}

void Duel::Reopen() {
  Tell("reopen");
  ++tally_.reopenings;
  Count("reopen", true);
  Open();
  if (!ok_) return;
  reference_->Reopen();
  CompareFacts();
  Rebuild();
}

}  // namespace writ::model
