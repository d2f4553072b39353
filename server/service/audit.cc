#include "server/service/audit.h"

#include "engine/base/status_macros.h"
#include "engine/log/merkle.h"
#include "engine/log/receipt.h"
#include "lang/explain/explain.h"
#include "server/service/answer.h"
#include "server/service/what_if.h"

namespace writ::server {
namespace {

// The log only grows, so a head taken after the replay covers what was replayed.
absl::Status ReplayRange(const Engine& engine, const v1::ReplayRequest& request,
                         v1::ReplayReply& reply) {
  const uint64_t size = engine.tree_head().size;
  const uint64_t to = request.to() == 0 ? size : request.to();
  if (request.from() > to || to > size) {
    return absl::InvalidArgumentError("`from` and `to` are not a range of the log");
  }
  auto report = engine.Replay(request.from(), to);
  if (!report.ok()) return report.status();
  ToMessage(*report, engine.tree_head(), reply);
  return absl::OkStatus();
}

// The newest checkpoint, once it is signed and durable. Blocks: not for the library's
// threads.
absl::StatusOr<std::pair<std::string, Checkpoint>> NewestCheckpoint(Engine& engine) {
  WRIT_ASSIGN_OR_RETURN(std::string note, Await<std::string>([&engine](Done<std::string> done) {
                          engine.Checkpoint(std::move(done));
                        }));
  WRIT_ASSIGN_OR_RETURN(Checkpoint checkpoint, OpenCheckpoint(note, *engine.log_key()));
  return std::make_pair(std::move(note), std::move(checkpoint));
}

void AddHashes(const Proof& proof, google::protobuf::RepeatedPtrField<std::string>& hashes) {
  for (const Digest& hash : proof) hashes.Add(std::string(AsBytes(hash)));
}

absl::Status SignedHead(Engine& engine, v1::CheckpointReply& reply) {
  WRIT_ASSIGN_OR_RETURN(auto newest, NewestCheckpoint(engine));
  reply.set_note(newest.first);
  reply.set_log_size(newest.second.size);
  reply.set_root_sha256(std::string(AsBytes(newest.second.root)));
  reply.set_public_key(engine.log_key()->ToString());
  return absl::OkStatus();
}

absl::Status Include(Engine& engine, const v1::InclusionProofRequest& request,
                     v1::InclusionProofReply& reply) {
  std::string note;
  uint64_t size = request.log_size();
  if (size == 0) {
    WRIT_ASSIGN_OR_RETURN(auto newest, NewestCheckpoint(engine));
    note = std::move(newest.first);
    size = newest.second.size;
  }
  WRIT_ASSIGN_OR_RETURN(Proof proof, engine.ProveInclusion(request.index(), size));
  WRIT_ASSIGN_OR_RETURN(EventInfo event, engine.GetEvent(request.index()));
  reply.set_log_size(size);
  reply.set_leaf_sha256(std::string(AsBytes(LeafHash(event.bytes))));
  AddHashes(proof, *reply.mutable_hashes());
  if (!note.empty()) reply.set_receipt(FormatReceipt({request.index(), proof, note}));
  return absl::OkStatus();
}

absl::Status Continue(Engine& engine, const v1::ConsistencyProofRequest& request,
                      v1::ConsistencyProofReply& reply) {
  uint64_t to = request.to();
  if (to == 0) {
    WRIT_ASSIGN_OR_RETURN(auto newest, NewestCheckpoint(engine));
    to = newest.second.size;
  }
  WRIT_ASSIGN_OR_RETURN(Proof proof, engine.ProveConsistency(request.from(), to));
  reply.set_to(to);
  AddHashes(proof, *reply.mutable_hashes());
  return absl::OkStatus();
}

absl::Status ReadTile(const Engine& engine, const v1::TileRequest& request, v1::TileReply& reply) {
  WRIT_ASSIGN_OR_RETURN(TileId tile, ParseTilePath(request.path()));
  WRIT_ASSIGN_OR_RETURN(*reply.mutable_content(), engine.Tile(tile));
  return absl::OkStatus();
}

// Compiles the policy of the decision again: off the threads that answer decisions.
absl::Status ExplainDecision(const Engine& engine, const v1::ExplainRequest& request,
                             v1::ExplainReply& reply) {
  WRIT_ASSIGN_OR_RETURN(uint64_t index, lang::DecisionIndex(request.decision_id()));
  WRIT_ASSIGN_OR_RETURN(RecordedDecision recorded, engine.GetDecision(index));
  WRIT_ASSIGN_OR_RETURN(lang::Explanation explanation,
                        lang::Explain(recorded, [&](std::shared_ptr<const Program> program) {
                          return engine.ExamineDecision(index, std::move(program));
                        }));
  reply.set_text(ToText(explanation));
  reply.set_json(ToJson(explanation));
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* AuditService::OnWorker(Worker& worker,
                                                 std::function<absl::Status()> answer) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    bool taken =
        worker.Run([reactor, answer = std::move(answer)] { reactor->Finish(ToGrpc(answer())); });
    if (taken) return absl::OkStatus();
    return absl::ResourceExhaustedError("too many replays and proofs wait");
  });
}

grpc::ServerUnaryReactor* AuditService::Explain(grpc::CallbackServerContext* context,
                                                const v1::ExplainRequest* request,
                                                v1::ExplainReply* reply) {
  return OnWorker(replays_,
                  [this, request, reply] { return ExplainDecision(engine_, *request, *reply); });
}

grpc::ServerUnaryReactor* AuditService::Get(grpc::CallbackServerContext* context,
                                            const v1::GetEventRequest* request, v1::Event* reply) {
  return calls_.Serve([&](grpc::ServerUnaryReactor* reactor) -> absl::Status {
    WRIT_ASSIGN_OR_RETURN(EventInfo event, engine_.GetEvent(request->index()));
    ToMessage(event, *reply);
    return Reply(reactor);
  });
}

grpc::ServerUnaryReactor* AuditService::Replay(grpc::CallbackServerContext* context,
                                               const v1::ReplayRequest* request,
                                               v1::ReplayReply* reply) {
  return OnWorker(replays_,
                  [this, request, reply] { return ReplayRange(engine_, *request, *reply); });
}

grpc::ServerBidiReactor<v1::WhatIfRequest, v1::WhatIfReply>* AuditService::WhatIf(
    grpc::CallbackServerContext* context) {
  return new WhatIfStream(*context, engine_, replays_, calls_, what_ifs_);
}

grpc::ServerUnaryReactor* AuditService::Checkpoint(grpc::CallbackServerContext* context,
                                                   const v1::CheckpointRequest* request,
                                                   v1::CheckpointReply* reply) {
  return OnWorker(proofs_, [this, reply] { return SignedHead(engine_, *reply); });
}

grpc::ServerUnaryReactor* AuditService::InclusionProof(grpc::CallbackServerContext* context,
                                                       const v1::InclusionProofRequest* request,
                                                       v1::InclusionProofReply* reply) {
  return OnWorker(proofs_, [this, request, reply] { return Include(engine_, *request, *reply); });
}

grpc::ServerUnaryReactor* AuditService::ConsistencyProof(grpc::CallbackServerContext* context,
                                                         const v1::ConsistencyProofRequest* request,
                                                         v1::ConsistencyProofReply* reply) {
  return OnWorker(proofs_, [this, request, reply] { return Continue(engine_, *request, *reply); });
}

grpc::ServerUnaryReactor* AuditService::Tile(grpc::CallbackServerContext* context,
                                             const v1::TileRequest* request, v1::TileReply* reply) {
  return OnWorker(proofs_, [this, request, reply] { return ReadTile(engine_, *request, *reply); });
}

}  // namespace writ::server
