// Writes a long log, decides all of it again, tampers with it in every way that an auditor
// must find, and asks what another policy would have decided.
//
//   replay [DECISIONS [CHANGES]]
//
// DECISIONS: 100,000 unless said. CHANGES: a file for every verdict that the other policy
// changes. The last line says whether everything was as it must be; the exit code is 1 when
// not. What an auditor runs is run as such: `writ audit`, on the data directory.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/audit.h"
#include "tests/integration/harness.h"
#include "tests/replay/history.h"
#include "tests/replay/policies.h"
#include "tests/replay/tamper.h"

namespace writ::replay {
namespace {

constexpr uint64_t kDropped = 10;

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Scenario {
 public:
  Scenario(std::string directory, uint64_t decisions, std::string changes_file)
      : directory_(std::move(directory)), decisions_(decisions), changes_file_(changes_file) {}

  bool Play() {
    Write();
    ReplayAll();
    RunAudits();
    Tamper();
    AskWhatIf();
    std::printf(
        failed_ == 0
            ? "replay: %llu decisions are equal, and whatever was done to the log was found\n"
            : "replay: not all of %llu decisions came out as they must\n",
        static_cast<unsigned long long>(decisions_));
    return failed_ == 0;
  }

 private:
  void Insist(bool holds, const std::string& what) {
    if (holds) return;
    ++failed_;
    std::printf("WRONG    %s\n", what.c_str());
  }

  void Write() {
    Stopwatch watch;
    history_ = WriteHistory(directory_, decisions_);
    std::printf("written  %llu decisions in %llu events, %.1f s\n",
                static_cast<unsigned long long>(history_.decisions),
                static_cast<unsigned long long>(history_.events), watch.Seconds());
    for (const auto& [verdict, count] : history_.verdicts) {
      std::printf("         %8llu %s\n", static_cast<unsigned long long>(count), verdict.c_str());
    }
    Insist(history_.decisions == decisions_, "not as many decisions as asked for");
    Insist(history_.verdicts["permit"] > decisions_ / 5, "too few permits");
    Insist(history_.verdicts["deny limit"] > decisions_ / 40, "too few limits");
    Insist(history_.verdicts["ask needs_approval"] > decisions_ / 200, "too few asks");
  }

  void ReplayAll() {
    auto store = Reading();
    auto head = StoredHead(*store);
    if (!head.ok()) Give(head.status().ToString());
    Stopwatch watch;
    auto report = ReplayLog(*store, *head, 0, head->size);
    if (!report.ok()) Give(report.status().ToString());
    std::printf("replayed %llu decisions in %.1f s, %.0f a second: %llu equal, %llu different\n",
                static_cast<unsigned long long>(report->decisions), watch.Seconds(),
                static_cast<double>(report->decisions) / watch.Seconds(),
                static_cast<unsigned long long>(report->equal),
                static_cast<unsigned long long>(report->different));
    for (const auto& difference : report->differences) {
      std::printf("         event %llu: %s\n", static_cast<unsigned long long>(difference.index),
                  difference.what.c_str());
    }
    Insist(report->decisions == decisions_ && report->equal == decisions_, "not all are equal");
    Insist(report->different == 0 && report->tree_matches, "the log differs");
  }

  void RunAudits() {
    for (const char* command : {"verify", "rebuild", "replay"}) {
      const harness::Finished run = Audit(command);
      Insist(run.exit.code == 0, absl::StrCat("writ audit ", command, ": ", run.out, run.err));
      std::printf("audit %s: %s", command, run.out.c_str());
    }
  }

  void Tamper() {
    const uint64_t middle = history_.events / 2;
    // Behind the last full tile, whose events only a checkpoint's tail names.
    const uint64_t newest = history_.events - 1;
    Expect("flipped a byte", [&](Tampering& log) { log.FlipByte(middle); },
           {absl::StrCat("event ", middle, ": the record does not hash to its leaf")});
    Expect("hashed anew", [&](Tampering& log) { log.FlipByteAndHash(newest); },
           {absl::StrCat("event ", newest, ": the record ")});
    Expect("swapped two", [&](Tampering& log) { log.Swap(middle, middle / 2); },
           {absl::StrCat("event ", middle / 2, ": the record is another one"),
            absl::StrCat("event ", middle, ": the record is another one")});
    Expect("dropped ten", [&](Tampering& log) { log.DropLast(kDropped); },
           {absl::StrCat("it signs ", history_.events, " events, the log has ",
                         history_.events - kDropped, ": events ", history_.events - kDropped,
                         " to ", newest, " cut off")});
    const harness::Finished run = Audit("verify");
    Insist(run.exit.code == 0, "not everything was put back: " + run.out);
  }

  // `writ audit verify` must say each of `findings`, on its own line.
  template <typename Change>
  void Expect(const char* what, Change change, const std::vector<std::string>& findings) {
    Tampering log(directory_);
    change(log);
    log.Close();
    const harness::Finished run = Audit("verify");
    Insist(run.exit.code == 1, absl::StrCat(what, " is not refused"));
    for (const std::string& finding : findings) {
      Insist(absl::StrContains(run.out, finding),
             absl::StrCat(what, ": not found: ", finding, "\n", run.out));
    }
    std::printf("%s\n", what);
    for (absl::string_view line : absl::StrSplit(run.out, '\n', absl::SkipEmpty())) {
      std::printf("         %s\n", std::string(line).c_str());
    }
  }

  void AskWhatIf() {
    RunWhatIf("what if nothing else", PolicyThen(), "");
    Insist(changes_.empty(), "the same policy changes verdicts");
    RunWhatIf("what if another policy", PolicyOther(), changes_file_);
    Insist(!changes_.empty(), "another policy changes no verdict");
    CheckChanges();
  }

  void RunWhatIf(const char* what, std::shared_ptr<const Program> policy, const std::string& list) {
    auto store = Reading();
    changes_.clear();
    Stopwatch watch;
    auto report = WhatIf(*store, std::move(policy), [this](const ChangedVerdict& change) {
      changes_.push_back(change);
      return absl::OkStatus();
    });
    if (!report.ok()) Give(report.status().ToString());
    report_ = *std::move(report);
    std::printf("%s: %llu of %llu verdicts change, %.1f s\n", what,
                static_cast<unsigned long long>(report_.changed),
                static_cast<unsigned long long>(report_.decisions), watch.Seconds());
    Insist(report_.decisions == decisions_, "not every decision was made again");
    Insist(report_.changed == changes_.size(), "not every change is listed");
    if (!list.empty()) WriteList(list);
  }

  static std::string Line(const ChangedVerdict& change) {
    std::string money;
    for (const auto& [currency, amount] : change.money) {
      absl::StrAppend(&money, ", ", amount.ToString(2), " ", currency);
    }
    return absl::StrCat("d", change.index, " ", change.action, ": ",
                        std::string(VerdictName(change.before)), " becomes ",
                        std::string(VerdictName(change.after)), " by ", change.rule, money);
  }

  void WriteList(const std::string& path) const {
    std::ofstream file(path);
    for (const ChangedVerdict& change : changes_) file << Line(change) << '\n';
    file.close();
    if (!file) Give(absl::StrCat("cannot write `", path, "`"));
  }

  // Each change has its rule, and together they make up the difference in money.
  void CheckChanges() {
    std::map<std::string, uint64_t> rules;
    Decimal difference;
    for (const ChangedVerdict& change : changes_) {
      Insist(!change.rule.empty() && change.before != change.after, "no change: " + Line(change));
      ++rules[absl::StrCat(change.rule, ": ", std::string(VerdictName(change.before)), " becomes ",
                           std::string(VerdictName(change.after)))];
      auto amount = change.money.find("EUR");
      if (amount == change.money.end()) continue;
      if (change.after == Verdict::kPermit) difference = *difference.Add(amount->second);
      if (change.before == Verdict::kPermit) difference = *difference.Subtract(amount->second);
    }
    for (const auto& [rule, count] : rules) {
      std::printf("         %8llu by %s\n", static_cast<unsigned long long>(count), rule.c_str());
    }
    const Decimal before = report_.money_before["EUR"], after = report_.money_after["EUR"];
    std::printf("         EUR in permitted calls: %s then, %s now, difference %s\n",
                before.ToString(2).c_str(), after.ToString(2).c_str(),
                difference.ToString(2).c_str());
    Insist(*before.Add(difference) == after, "the changes do not make up the money difference");
    Insist(rules.size() > 2, "too few rules make a difference");
  }

  std::unique_ptr<Store> Reading() const {
    auto store = OpenRocksStoreForReading(directory_);
    if (!store.ok()) Give(store.status().ToString());
    return *std::move(store);
  }

  harness::Finished Audit(const std::string& command) const {
    std::vector<std::string> arguments = {"audit", command, directory_};
    if (command == "verify") {
      arguments.insert(arguments.end(), {"--key", SignerOfLog().verifier().ToString()});
    }
    auto run = harness::RunWrit(arguments);
    if (!run.ok()) Give(run.status().ToString());
    return *std::move(run);
  }

  const std::string directory_;
  const uint64_t decisions_;
  const std::string changes_file_;
  History history_;
  WhatIfReport report_;
  std::vector<ChangedVerdict> changes_;
  int failed_ = 0;
};

int Main(int argc, char** argv) {
  uint64_t decisions = 100'000;
  if (argc > 3 || (argc > 1 && (!absl::SimpleAtoi(argv[1], &decisions) || decisions < 1000))) {
    std::fprintf(stderr, "usage: replay [DECISIONS, at least 1000 [CHANGES]]\n");
    return 2;
  }
  // Lines go out as they are made, also into a pipe.
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  harness::TempDirectory directory;
  Scenario scenario(directory.path() + "/data", decisions, argc > 2 ? argv[2] : "");
  return scenario.Play() ? 0 : 1;
}

}  // namespace
}  // namespace writ::replay

int main(int argc, char** argv) { return writ::replay::Main(argc, argv); }
