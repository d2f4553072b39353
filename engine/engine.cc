#include "engine/engine.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/failpoint.h"
#include "engine/base/file.h"
#include "engine/base/status_macros.h"
#include "engine/committed.h"
#include "engine/decision/fold.h"
#include "engine/decision/release.h"
#include "engine/decision/scope.h"
#include "engine/decision/sequencer.h"
#include "engine/decision/shard.h"
#include "engine/facts/fact_key.h"
#include "engine/facts/read_row.h"
#include "engine/log/entry.h"
#include "engine/log/event.h"
#include "engine/log/merkle.h"
#include "engine/log/tree_reader.h"
#include "engine/replay/event_json.h"
#include "engine/replay/replay_log.h"
#include "engine/replay/tickets.h"
#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"
#include "engine/watch_hub.h"

namespace writ {
namespace {

Decision NotRecorded(const absl::Status& why) {
  Decision decision;
  decision.message = ReasonText(Reason::kUnavailable);
  decision.detail = std::string(why.message());
  return decision;
}

absl::Status CheckIds(const CallRequest& request) {
  const std::pair<const char*, const std::string*> fields[] = {
      {"task_id", &request.task_id},
      {"agent", &request.agent},
      {"action", &request.action},
      {"call_id", &request.call_id},
      {"ip", &request.ip},
      {"session", &request.session},
      {"args_error", &request.args_error},
      {"idempotency_key", &request.idempotency_key},
      {"ticket", &request.ticket},
      {"key_thumbprint", &request.key_thumbprint}};
  for (const auto& [name, text] : fields) {
    size_t most = text == &request.args_error ? 4 * kMaxIdBytes : kMaxIdBytes;
    if (text->size() > most) {
      return absl::InvalidArgumentError(
          absl::StrCat("`", name, "` is longer than ", most, " bytes"));
    }
  }
  return absl::OkStatus();
}

// The checkpoint that is kept outside the database, compared with the log as it is now.
// What it says must still be so: a log that is shorter, or another, was tampered with or
// restored from an old copy, and goes on to be one only over the operator's own hand
// (docs/recovery.md).
absl::Status CheckKeptCheckpoint(const Store& store, const Shard& shard, const LogSigner& signer,
                                 const std::string& file) {
  auto note = ReadSmallFile(file);
  if (absl::IsNotFound(note.status())) {
    if (shard.checkpoint().empty()) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat(
        "`", file, "`, which holds the newest checkpoint of this log, is missing: put it back"));
  }
  WRIT_RETURN_IF_ERROR(note.status());
  auto kept = OpenCheckpoint(*note, signer.verifier());
  if (!kept.ok()) {
    return absl::DataLossError(absl::StrCat("`", file, "`: ", kept.status().message()));
  }
  const uint64_t size = shard.edge().size();
  if (kept->size > size) {
    return absl::DataLossError(
        absl::StrCat("the log has ", size, " events, but the checkpoint in `", file, "` signs ",
                     kept->size, ": events ", size, " to ", kept->size - 1, " are missing"));
  }
  TreeReader tree(store);
  WRIT_ASSIGN_OR_RETURN(Digest root, RootAt(kept->size, [&](int height, uint64_t index) {
                          return tree.Node(height, index);
                        }));
  if (root == kept->root) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the first ", kept->size,
                                          " events are not those that the checkpoint in `", file,
                                          "` signs: this is another log"));
}

class EngineImpl : public Engine {
 public:
  static absl::StatusOr<std::unique_ptr<Engine>> Open(std::unique_ptr<Store> store,
                                                      std::shared_ptr<const Program> program,
                                                      const Options& options) {
    WRIT_ASSIGN_OR_RETURN(auto policy, Policy::Make(std::move(program)));
    // The shard signs with it for as long as the engine lives, the options may not.
    std::unique_ptr<const LogSigner> signer;
    if (options.log_signer) signer = std::make_unique<const LogSigner>(*options.log_signer);
    WRIT_ASSIGN_OR_RETURN(auto shard, Shard::Open(*store, *options.clock, std::move(policy),
                                                  signer.get(), options.replace_policy));
    if (signer != nullptr && !options.checkpoint_file.empty()) {
      WRIT_RETURN_IF_ERROR(CheckKeptCheckpoint(*store, *shard, *signer, options.checkpoint_file));
    }
    std::unique_ptr<EngineImpl> engine(
        new EngineImpl(std::move(signer), std::move(store), std::move(shard), options));
    // The activation of a policy that is new to this log is durable before any call.
    WRIT_RETURN_IF_ERROR(engine->FlushOpening());
    return std::unique_ptr<Engine>(std::move(engine));
  }

  // What nobody has signed yet is signed before it closes.
  ~EngineImpl() override {
    if (signer_)
      Await<std::string>([this](Done<std::string> done) { Checkpoint(std::move(done)); })
          .status()
          .IgnoreError();
  }

  void Decide(CallRequest request, Done<Decision> done) override {
    if (absl::Status status = CheckIds(request); !status.ok()) return done(status);
    auto read = ReadArguments(policy(), request);
    Submit<Decision>(
        [request = std::move(request),
         read = std::move(read)](Shard& shard) mutable -> absl::StatusOr<Decision> {
          auto decision = shard.Decide(request, std::move(read));
          // A failure of ours is a denial, and it says that it was not recorded.
          return decision.ok() ? *std::move(decision) : NotRecorded(decision.status());
        },
        [this, done = std::move(done)](absl::StatusOr<Decision> decision) mutable {
          if (!decision.ok() && absl::IsUnavailable(decision.status())) {
            return done(NotRecorded(decision.status()));
          }
          if (!decision.ok()) return done(std::move(decision));
          releaser_.Release(*std::move(decision), std::move(done));
        });
  }

  void ReportOutcome(OutcomeReport report, Done<OutcomeReceipt> done) override {
    Submit<OutcomeReceipt>(
        [report = std::move(report)](Shard& shard) { return shard.Report(report); },
        std::move(done));
  }

  void Grant(TaskGrant grant, Done<TaskInfo> done) override {
    std::shared_ptr<const Policy> scope;
    if (!grant.scope.empty()) {
      auto loaded = LoadScope(std::move(grant.scope));
      if (!loaded.ok()) return done(loaded.status());
      scope = *std::move(loaded);
    }
    Submit<TaskInfo>(
        [grant = std::move(grant), scope](Shard& shard) { return shard.Grant(grant, scope.get()); },
        std::move(done));
  }

  void Close(TaskClose close, Done<TaskInfo> done) override {
    Submit<TaskInfo>([close = std::move(close)](Shard& shard) { return shard.Close(close); },
                     std::move(done));
  }

  void Revoke(TaskRevoke revoke, Done<TaskInfo> done) override {
    Submit<TaskInfo>([revoke = std::move(revoke)](Shard& shard) { return shard.Revoke(revoke); },
                     std::move(done));
  }

  void SetRevocation(RevocationSet set, Done<RevocationInfo> done) override {
    Submit<RevocationInfo>(
        [set = std::move(set)](Shard& shard) { return shard.SetRevocation(set); }, std::move(done));
  }

  void ChangeFacts(std::vector<FactChange> changes, Done<uint64_t> done) override {
    if (changes.empty()) return done(absl::InvalidArgumentError("nothing is to be changed"));
    Submit<uint64_t>(
        [changes = std::move(changes)](Shard& shard) { return shard.ChangeFacts(changes); },
        std::move(done));
  }

  void AnswerTicket(TicketAnswer answer, Done<TicketInfo> done) override {
    Submit<TicketState>(
        [answer = std::move(answer)](Shard& shard) { return shard.AnswerTicket(answer); },
        [this, done = std::move(done)](absl::StatusOr<TicketState> ticket) mutable {
          auto tickets = Tickets();
          if (!ticket.ok()) return done(ticket.status());
          if (!tickets.ok()) return done(tickets.status());
          done(tickets->InfoOf(*ticket));
        });
  }

  absl::StatusOr<TicketInfo> GetTicket(const std::string& id) const override {
    WRIT_ASSIGN_OR_RETURN(TicketReader tickets, Tickets());
    return tickets.Get(id);
  }

  absl::StatusOr<TicketPage> ListTickets(const TicketQuery& query) const override {
    WRIT_ASSIGN_OR_RETURN(TicketReader tickets, Tickets());
    return tickets.List(query);
  }

  void Introspect(TokenPresented presented, Done<TokenStanding> done) override {
    TokenStanding standing = Judge(presented, /*needs_key=*/false);
    if (!standing.good) return done(std::move(standing));
    Submit<TokenStanding>(
        [standing = std::move(standing)](Shard& shard) -> absl::StatusOr<TokenStanding> {
          WRIT_ASSIGN_OR_RETURN(auto refusal, shard.TokenRefusal(*standing.claims));
          return refusal ? Refused(*refusal, standing.claims) : standing;
        },
        std::move(done));
  }

  void Redeem(TokenPresented presented, Done<TokenStanding> done) override {
    TokenStanding standing = Judge(presented, /*needs_key=*/true);
    if (!standing.good) return done(std::move(standing));
    Submit<TokenStanding>(
        [standing = std::move(standing)](Shard& shard) -> absl::StatusOr<TokenStanding> {
          WRIT_ASSIGN_OR_RETURN(auto redeemed, shard.Redeem(*standing.claims));
          if (const Refusal* refusal = std::get_if<Refusal>(&redeemed)) {
            return Refused(*refusal, standing.claims);
          }
          TokenStanding good = standing;
          good.log_index = std::get<uint64_t>(redeemed);
          return good;
        },
        [done = std::move(done)](absl::StatusOr<TokenStanding> standing) mutable {
          absl::Status after = Pass(Failpoint::kTokenAfterRedeem);
          done(after.ok() ? std::move(standing) : after);
        });
  }

  void RevokeToken(std::string token_id, Done<uint64_t> done) override {
    Submit<uint64_t>([id = std::move(token_id)](Shard& shard) { return shard.RevokeToken(id); },
                     std::move(done));
  }

  void Activate(PolicyActivation activation, Done<ActivationReceipt> done) override {
    auto policy = Policy::Make(std::move(activation.program));
    if (!policy.ok()) return done(policy.status());
    if (!activation.allow_stale_tasks) {
      auto now = ReadingTime(*store_, clock_->Now());
      if (!now.ok()) return done(now.status());
      absl::Status fits = CheckOpenTasks(*store_, *this->policy(), **policy, *now);
      if (!fits.ok()) return done(fits);
    }
    Submit<ActivationReceipt>([this, policy = *std::move(policy), expected = activation.expected](
                                  Shard& shard) { return Swap(shard, policy, expected); },
                              std::move(done));
  }

  absl::StatusOr<TaskInfo> GetTask(const std::string& task_id) const override {
    return ReadTask(*store_, task_id);
  }

  absl::StatusOr<TaskStanding> WatchTask(const std::string& task_id, const std::string& action,
                                         OnTaskEnd on_end) override {
    WRIT_ASSIGN_OR_RETURN(Watched watched, ReadWatched(*store_, *program(), task_id, action));
    const uint64_t id =
        watches_.Add(watched.keys, [on_end = std::move(on_end)](const Ended& ended) mutable {
          on_end(ended.reason, ended.key);
        });
    if (id == 0) return absl::ResourceExhaustedError("too many watch already");
    // Read after it watches: what ended in between is seen here, if not told there.
    auto now = ReadingTime(*store_, clock_->Now());
    auto standing = now.ok() ? ReadStanding(*store_, watched, task_id, *now) : now.status();
    if (!standing.ok() || standing->reason != Reason::kPermitted) watches_.Remove(id);
    if (standing.ok()) standing->watch_id = id;
    return standing;
  }

  void Unwatch(uint64_t watch_id) override { watches_.Remove(watch_id); }

  absl::StatusOr<Page<TaskInfo>> ListTasks(const TaskFilter& filter, const std::string& after,
                                           size_t limit) const override {
    WRIT_ASSIGN_OR_RETURN(Micros now, ReadingTime(*store_, clock_->Now()));
    return ReadTasks(*store_, filter, now, after, limit);
  }

  absl::StatusOr<Page<RevocationInfo>> ListRevocations(const std::string& after,
                                                       size_t limit) const override {
    return ReadRevocations(*store_, after, limit);
  }

  absl::StatusOr<Page<FactInfo>> ListFacts(const std::string& fact, const std::string& after,
                                           size_t limit) const override {
    WRIT_ASSIGN_OR_RETURN(Micros now, ReadingTime(*store_, clock_->Now()));
    return ReadFacts(*store_, *program(), fact, now, after, limit);
  }

  absl::StatusOr<std::vector<std::string>> GetGroups(const std::string& type,
                                                     const std::string& id) const override {
    return ReadGroups(*store_, *program(), type, id);
  }

  absl::StatusOr<FactInfo> FindFact(const std::string& name, const RawValue& raw) const override {
    auto program = this->program();
    const FactDef* fact = program->FindFact(name);
    if (fact == nullptr)
      return absl::NotFoundError(absl::StrCat("the policy has no fact `", name, "`"));
    Arena arena;
    auto type_of = [this](const std::string& id) -> absl::StatusOr<std::string> {
      WRIT_ASSIGN_OR_RETURN(TaskInfo task, GetTask(id));
      return task.type;
    };
    WRIT_ASSIGN_OR_RETURN(Value keys, FitKeys(*fact, raw, type_of, arena));
    WRIT_ASSIGN_OR_RETURN(Micros now, ReadingTime(*store_, clock_->Now()));
    WRIT_RETURN_IF_ERROR(PassLeases(*program, program->IndexOf(*fact), now));
    return DescribeFact(*store_, *program, program->IndexOf(*fact), keys, now);
  }

  absl::StatusOr<Value> ReadFact(uint32_t fact, absl::Span<const Value> keys,
                                 Arena& arena) const override {
    auto program = this->program();
    std::string key = FactKey(*program, fact, keys.data(), static_cast<uint32_t>(keys.size()));
    WRIT_ASSIGN_OR_RETURN(Micros now, ReadingTime(*store_, clock_->Now()));
    WRIT_RETURN_IF_ERROR(PassLeases(*program, fact, now));
    return ReadCommittedFact(*store_, *program, fact, key, now, arena);
  }

  absl::StatusOr<EventInfo> GetEvent(uint64_t index) const override {
    WRIT_ASSIGN_OR_RETURN(auto entry, store_->Get(Table::kEntries, EntryKey(index)));
    if (!entry) return absl::NotFoundError(absl::StrCat("the log has no event ", index));
    WRIT_ASSIGN_OR_RETURN(std::string_view event, OpenEntry(*entry));
    WRIT_ASSIGN_OR_RETURN(EventHead head, DecodeHead(event));
    EventInfo info{
        .index = index, .kind = std::string(EventKindName(head.kind)), .time = head.time};
    info.bytes = event;
    WRIT_ASSIGN_OR_RETURN(info.json, EventJson(*store_, index, event));
    return info;
  }

  absl::StatusOr<RecordedDecision> GetDecision(uint64_t index) const override {
    return ReadRecorded(*store_, index, program());
  }

  absl::StatusOr<Examined> ExamineDecision(uint64_t index,
                                           std::shared_ptr<const Program> program) const override {
    return Examine(*store_, index, std::move(program));
  }

  absl::StatusOr<ReplayReport> Replay(uint64_t from, uint64_t to) const override {
    return ReplayLog(*store_, tree_head(), from, to);
  }

  absl::StatusOr<WhatIfReport> WhatIf(std::shared_ptr<const Program> other,
                                      OnChangedVerdict on_change) const override {
    return writ::WhatIf(*store_, std::move(other), on_change);
  }

  TreeHead tree_head() const override {
    std::lock_guard lock(mutex_);
    return {edge_.size(), edge_.Root()};
  }

  void Checkpoint(Done<std::string> done) override {
    if (!signer_) {
      return done(absl::FailedPreconditionError("this log is not signed: it has no key"));
    }
    Submit<uint64_t>(
        [](Shard& shard) {
          shard.WantCheckpoint();
          return absl::StatusOr<uint64_t>(shard.edge().size());
        },
        [this, done = std::move(done)](absl::StatusOr<uint64_t> size) mutable {
          if (!size.ok()) return done(size.status());
          std::lock_guard lock(mutex_);
          if (checkpoint_size_ >= *size) return done(checkpoint_);
          done(absl::UnavailableError("the newest events could not be signed: ask again"));
        });
  }

  absl::StatusOr<Proof> ProveInclusion(uint64_t index, uint64_t size) const override {
    WRIT_RETURN_IF_ERROR(CheckSize(size));
    return writ::ProveInclusion(index, size,
                                [this](int height, uint64_t at) { return tree_.Node(height, at); });
  }

  absl::StatusOr<Proof> ProveConsistency(uint64_t from, uint64_t to) const override {
    WRIT_RETURN_IF_ERROR(CheckSize(to));
    return writ::ProveConsistency(
        from, to, [this](int height, uint64_t at) { return tree_.Node(height, at); });
  }

  absl::StatusOr<std::string> Tile(const TileId& tile) const override { return tree_.Tile(tile); }

  std::optional<NoteVerifier> log_key() const override {
    if (!signer_) return std::nullopt;
    return signer_->verifier();
  }

  std::shared_ptr<const Program> program() const override { return policy()->shared_program(); }

 private:
  EngineImpl(std::unique_ptr<const LogSigner> signer, std::unique_ptr<Store> store,
             std::unique_ptr<Shard> shard, const Options& options)
      : clock_(options.clock),
        signer_(std::move(signer)),
        store_(std::move(store)),
        shard_(std::move(shard)),
        checkpoint_file_(options.checkpoint_file),
        tree_(*store_),
        checkpoint_(shard_->checkpoint()),
        checkpoint_size_(shard_->checkpoint_size()),
        policy_(shard_->policy()),
        edge_(shard_->edge()),
        issuer_(options.issuer),
        releaser_(options.issuer, options.inline_commands),
        sequencer_(
            *shard_, *store_, options.durability, options.max_queued, options.inline_commands,
            [this](const TreeEdge& edge, const std::vector<Ended>& ended,
                   const std::string& checkpoint) {
              WRIT_RETURN_IF_ERROR(SetDurable(edge, checkpoint));
              watches_.Tell(ended);
              return absl::OkStatus();
            },
            options.on_stop) {}

  absl::Status FlushOpening() {
    // The file may be behind the database: a crash came between the two.
    if (!checkpoint_.empty()) WRIT_RETURN_IF_ERROR(KeepCheckpoint(checkpoint_));
    if (signer_) {
      return Await<std::string>([this](Done<std::string> done) { Checkpoint(std::move(done)); })
          .status();
    }
    return Await<uint64_t>([this](Done<uint64_t> done) {
             Submit<uint64_t>(
                 [](Shard& shard) { return absl::StatusOr<uint64_t>(shard.edge().size()); },
                 std::move(done));
           })
        .status();
  }

  // Before a fact with leases is read at `now`: takes out what has passed. An engine that takes
  // no commands any more is read as it stands.
  absl::Status PassLeases(const Program& program, uint32_t fact, Micros now) const {
    if (fact >= program.facts.size() || program.facts[fact].update.release == 0) {
      return absl::OkStatus();
    }
    WRIT_ASSIGN_OR_RETURN(auto first, store_->Scan(Table::kLeases, "", "", 1));
    if (first.empty()) return absl::OkStatus();
    if (static_cast<Micros>(ByteReader(first.front().key).U64()) > now) return absl::OkStatus();
    auto passed = Await<uint64_t>([this](Done<uint64_t> done) {
      Submit<uint64_t>([](Shard& shard) { return shard.PassLeases(); }, std::move(done));
    });
    return absl::IsUnavailable(passed.status()) ? absl::OkStatus() : passed.status();
  }

  // Queues `apply`; hands its answer to `done` once its group is durable.
  template <typename T, typename Apply>
  void Submit(Apply apply, Done<T> done) const {
    auto shared = std::make_shared<Done<T>>(std::move(done));
    absl::Status status = sequencer_.Submit(
        [apply = std::move(apply), shared](Shard& shard) mutable -> Sequencer::Reply {
          absl::StatusOr<T> answer = apply(shard);
          return [answer = std::move(answer), shared](const absl::Status& durable) mutable {
            if (!durable.ok()) return (*shared)(durable);
            (*shared)(std::move(answer));
          };
        });
    if (!status.ok()) (*shared)(status);
  }

  // On the sequencer's thread.
  absl::StatusOr<ActivationReceipt> Swap(Shard& shard, const std::shared_ptr<const Policy>& policy,
                                         const std::optional<Digest>& expected) {
    const Digest active = shard.policy()->program().digest();
    if (expected && *expected != active) {
      return absl::FailedPreconditionError(
          absl::StrCat("the active policy is ", ToHex(active), ", not ", ToHex(*expected)));
    }
    ActivationReceipt receipt{.bundle = policy->program().digest(), .previous = active};
    if (receipt.bundle == active) return receipt;
    WRIT_ASSIGN_OR_RETURN(receipt.log_index, shard.Activate(policy, /*by_call=*/true));
    receipt.changed = true;
    SetPolicy(policy);
    return receipt;
  }

  absl::StatusOr<TicketReader> Tickets() const {
    WRIT_ASSIGN_OR_RETURN(Micros now, ReadingTime(*store_, clock_->Now()));
    return TicketReader(*store_, policy(), now);
  }

  static TokenStanding Refused(Refusal refusal, std::optional<Claims> claims) {
    return {.reason = std::string(RefusalCode(refusal)),
            .message = std::string(RefusalText(refusal)),
            .claims = std::move(claims)};
  }

  // What the token says for itself, without the state.
  TokenStanding Judge(const TokenPresented& presented, bool needs_key) const {
    if (issuer_ == nullptr) return Refused(Refusal::kUnknownKey, std::nullopt);
    auto opened = issuer_->Open(presented.token);
    if (const Refusal* refusal = std::get_if<Refusal>(&opened)) {
      return Refused(*refusal, std::nullopt);
    }
    Claims& claims = std::get<Claims>(opened);
    auto refusal = Check(claims, {.issuer = issuer_->name(),
                                  .now = clock_->Now() / 1'000'000,
                                  .audience = presented.audience,
                                  .action = presented.action,
                                  .args = presented.args,
                                  .key_thumbprint = presented.key_thumbprint,
                                  .needs_key = needs_key});
    if (refusal) return Refused(*refusal, std::move(claims));
    return {.good = true, .claims = std::move(claims)};
  }

  std::shared_ptr<const Policy> policy() const {
    std::lock_guard lock(mutex_);
    return policy_;
  }
  void SetPolicy(std::shared_ptr<const Policy> policy) {
    std::lock_guard lock(mutex_);
    policy_ = std::move(policy);
  }
  absl::Status CheckSize(uint64_t size) const {
    const uint64_t most = tree_head().size;
    if (size <= most) return absl::OkStatus();
    return absl::OutOfRangeError(absl::StrCat("the log has ", most, " events, not ", size));
  }

  // The checkpoint goes to its file before anybody else sees it.
  absl::Status SetDurable(const TreeEdge& edge, const std::string& checkpoint) {
    if (!checkpoint.empty()) {
      WRIT_RETURN_IF_ERROR(Pass(Failpoint::kLogAfterCheckpoint));
      WRIT_RETURN_IF_ERROR(KeepCheckpoint(checkpoint));
    }
    std::lock_guard lock(mutex_);
    edge_ = edge;
    if (checkpoint.empty()) return absl::OkStatus();
    checkpoint_ = checkpoint;
    checkpoint_size_ = edge.size();
    return absl::OkStatus();
  }

  absl::Status KeepCheckpoint(const std::string& checkpoint) const {
    if (checkpoint_file_.empty()) return absl::OkStatus();
    return ReplaceSmallFile(checkpoint_file_, checkpoint, 0644);
  }

  Clock* const clock_;
  const std::unique_ptr<const LogSigner> signer_;  // null: nothing is signed
  std::unique_ptr<Store> store_;
  std::unique_ptr<Shard> shard_;
  const std::string checkpoint_file_;
  TreeReader tree_;
  mutable std::mutex mutex_;
  std::string checkpoint_;                // newest that is durable
  uint64_t checkpoint_size_;              // events that it covers
  std::shared_ptr<const Policy> policy_;  // active
  TreeEdge edge_;                         // durable
  WatchHub watches_;
  const TokenIssuer* const issuer_;
  Releaser releaser_;  // ends after the sequencer, whose replies go through it
  // Last: its threads end before the rest does. Reading a fact may pass leases, which changes
  // the log and nothing that was not so already.
  mutable Sequencer sequencer_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(std::unique_ptr<Store> store,
                                                     std::shared_ptr<const Program> program,
                                                     const Options& options) {
  return EngineImpl::Open(std::move(store), std::move(program), options);
}

}  // namespace writ
