#include "tests/engine/fixture.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "lang/compiler/compiler.h"
#include "server/json/json.h"

namespace writ::tests {
namespace {

class BorrowedStore : public Store {
 public:
  explicit BorrowedStore(Store& store) : store_(store) {}
  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return store_.Get(table, key);
  }
  absl::StatusOr<std::vector<KeyValue>> Scan(Table table, std::string_view from,
                                             std::string_view to, size_t limit) const override {
    return store_.Scan(table, from, to, limit);
  }
  absl::Status Commit(const WriteBatch& batch, Durability durability) override {
    return store_.Commit(batch, durability);
  }

 private:
  Store& store_;
};

}  // namespace

std::unique_ptr<Store> Borrow(Store& store) { return std::make_unique<BorrowedStore>(store); }

std::shared_ptr<const Program> CompilePolicy(std::string_view source) {
  lang::CompileResult result = lang::Compile({{"policy.writ", std::string(source)}});
  for (const lang::Diagnostic& diagnostic : result.diagnostics.Sorted()) {
    if (!result.ok()) ADD_FAILURE() << lang::Render(diagnostic, result.sources);
  }
  if (!result.ok()) return nullptr;
  auto program = Program::Load(std::move(result.bundle));
  EXPECT_TRUE(program.ok()) << program.status();
  return program.ok() ? *program : nullptr;
}

std::shared_ptr<const RawValue> Json(std::string_view text) {
  auto value = ReadJson(text);
  EXPECT_TRUE(value.ok()) << value.status() << " in " << text;
  return value.ok() ? *value : nullptr;
}

CallRequest Request(std::string_view task, std::string_view action, std::string_view args) {
  CallRequest request;
  request.task_id = task;
  request.agent = "bot";
  request.action = action;
  auto value = ReadJson(args);
  if (value.ok()) {
    request.args = *value;
  } else {
    request.args_error = std::string(value.status().message());
  }
  return request;
}

std::string Summary(const Decision& decision) {
  if (decision.verdict == Verdict::kPermit) return "permit";
  std::string text = absl::StrCat(std::string(VerdictName(decision.verdict)), " ",
                                  std::string(ReasonCode(decision.reason)));
  for (const std::string& rule : decision.rules) absl::StrAppend(&text, " ", rule);
  return text;
}

TestEngine::TestEngine(std::string_view policy, bool inline_commands)
    : inline_commands_(inline_commands) {
  Reopen(policy);
}

void TestEngine::Reopen() {
  auto program = engine_->program();
  engine_.reset();
  auto engine = Engine::Open(
      Borrow(*store_), program,
      {.clock = &clock_, .issuer = issuer_.get(), .inline_commands = inline_commands_});
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
}

void TestEngine::Reopen(std::string_view policy) {
  engine_.reset();
  auto engine = Engine::Open(
      Borrow(*store_), CompilePolicy(policy),
      {.clock = &clock_, .issuer = issuer_.get(), .inline_commands = inline_commands_});
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
}

TaskInfo TestEngine::Grant(std::string_view id, std::string_view type, std::string_view params) {
  TaskGrant grant;
  grant.task_id = id;
  grant.type = type;
  grant.params = Json(params);
  grant.user = "ana";
  grant.agent = "bot";
  grant.lifetime = Micros{86'400} * 1'000'000;
  auto info = Await<TaskInfo>([&](auto done) { engine_->Grant(grant, std::move(done)); });
  EXPECT_TRUE(info.ok()) << info.status();
  return info.ok() ? *info : TaskInfo();
}

Decision TestEngine::Decide(CallRequest request) {
  auto decision =
      Await<Decision>([&](auto done) { engine_->Decide(std::move(request), std::move(done)); });
  EXPECT_TRUE(decision.ok()) << decision.status();
  return decision.ok() ? *decision : Decision();
}

Decision TestEngine::Decide(std::string_view task, std::string_view action, std::string_view args) {
  return Decide(Request(task, action, args));
}

absl::StatusOr<OutcomeReceipt> TestEngine::Report(const Decision& decision, bool succeeded,
                                                  std::string_view result) {
  OutcomeReport report;
  report.decision_id = decision.decision_id;
  report.agent = "bot";
  report.succeeded = succeeded;
  report.result = Json(result);
  return Await<OutcomeReceipt>([&](auto done) { engine_->ReportOutcome(report, std::move(done)); });
}

std::string TestEngine::Fact(std::string_view fact, std::string_view keys) {
  auto value = engine_->GetFact(std::string(fact), *Json(keys));
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() ? *value : "";
}

void TestEngine::PutFact(std::string_view fact, std::string_view keys, std::string_view value) {
  FactPut put{std::string(fact), Json(keys), Json(value)};
  auto index = Await<uint64_t>([&](auto done) { engine_->PutFact(put, std::move(done)); });
  EXPECT_TRUE(index.ok()) << index.status();
}

void TestEngine::ExpectReplaysEqual() {
  auto report = engine_->Replay(0, UINT64_MAX);
  ASSERT_TRUE(report.ok()) << report.status();
  for (const auto& difference : report->differences) {
    ADD_FAILURE() << "event " << difference.index << ": " << difference.what;
  }
  EXPECT_EQ(report->equal, report->decisions);
  EXPECT_EQ(report->different, 0u);
  EXPECT_TRUE(report->tree_matches);
}

}  // namespace writ::tests
