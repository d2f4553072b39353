// writ audit: what reads a copy of a data directory, or files alone, without a server.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "engine/audit.h"
#include "engine/base/file.h"
#include "engine/base/status_macros.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/log_files.h"

namespace writ::cli {
namespace {

struct Options {
  std::string data, key, file, event;
  std::vector<std::string> checkpoints;
  LogFiles log;
};

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::InvalidArgumentError(absl::StrCat("cannot read `", path, "`"));
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

// The checkpoint file of the copy, when there is one, and those that the auditor kept.
absl::StatusOr<std::vector<KeptCheckpoint>> KeptOf(const Options& options) {
  std::vector<KeptCheckpoint> kept;
  const std::string in_data = options.log.CheckpointIn(options.data);
  std::error_code error;
  if (std::filesystem::exists(in_data, error)) {
    WRIT_ASSIGN_OR_RETURN(std::string note, ReadFile(in_data));
    kept.push_back({in_data, std::move(note)});
  }
  for (const std::string& path : options.checkpoints) {
    WRIT_ASSIGN_OR_RETURN(std::string note, ReadFile(path));
    kept.push_back({path, std::move(note)});
  }
  return kept;
}

void PrintReport(const VerifyReport& report, Shell& shell) {
  for (const Finding& finding : report.findings) {
    shell.out << finding.where << ": " << finding.what << '\n';
  }
  if (report.found > report.findings.size()) {
    shell.out << "and " << report.found - report.findings.size() << " more\n";
  }
  shell.out << "checked " << report.events << " events and " << report.checkpoints
            << " checkpoints: " << report.covered << " events are signed, "
            << (report.found == 0 ? "all is as it was written"
                                  : absl::StrCat(report.found, " things are not"))
            << '\n';
}

void PrintJson(const VerifyReport& report, Shell& shell) {
  std::vector<std::string> findings;
  for (const Finding& finding : report.findings) {
    findings.push_back(absl::StrCat(finding.where, ": ", finding.what));
  }
  JsonObject object;
  object.Number("events", static_cast<int64_t>(report.events));
  object.Number("signed", static_cast<int64_t>(report.covered));
  object.Number("checkpoints", static_cast<int64_t>(report.checkpoints));
  object.Number("found", static_cast<int64_t>(report.found));
  shell.out << object.List("findings", findings).Finish() << '\n';
}

absl::StatusOr<VerifyReport> RunVerify(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(NoteVerifier key, NoteVerifier::Parse(options.key));
  WRIT_ASSIGN_OR_RETURN(auto kept, KeptOf(options));
  WRIT_ASSIGN_OR_RETURN(auto store, OpenRocksStoreForReading(options.data));
  return VerifyLog(*store, key, kept);
}

ExitCode Verify(const Options& options, Shell& shell) {
  auto report = RunVerify(options);
  if (!report.ok()) return Fail(shell, report.status());
  shell.json ? PrintJson(*report, shell) : PrintReport(*report, shell);
  return report->found == 0 ? kOk : kDenied;
}

absl::StatusOr<Checkpoint> RunCheck(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(NoteVerifier key, NoteVerifier::Parse(options.key));
  WRIT_ASSIGN_OR_RETURN(std::string receipt, ReadFile(options.file));
  WRIT_ASSIGN_OR_RETURN(std::string event, ReadFile(options.event));
  return CheckReceipt(receipt, event, key);
}

ExitCode Check(const Options& options, Shell& shell) {
  auto checkpoint = RunCheck(options);
  if (absl::IsDataLoss(checkpoint.status())) {
    shell.out << "refused: " << checkpoint.status().message() << '\n';
    return kDenied;
  }
  if (!checkpoint.ok()) return Fail(shell, checkpoint.status());
  shell.out << "the event is in the log `" << checkpoint->origin << "` of " << checkpoint->size
            << " events\n";
  return kOk;
}

absl::StatusOr<RebuildReport> RunRebuild(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(auto store, OpenRocksStoreForReading(options.data));
  auto made = NewMemoryStore();
  return Rebuild(*store, *made);
}

ExitCode RebuildData(const Options& options, Shell& shell) {
  auto report = RunRebuild(options);
  if (!report.ok()) return Fail(shell, report.status());
  if (!report->equal()) shell.out << report->difference << '\n';
  shell.out << "folded " << report->events << " events: " << report->rows << " rows are equal, "
            << (report->equal() ? "none differs" : "the one above is not") << '\n';
  return report->equal() ? kOk : kDenied;
}

absl::StatusOr<ReplayReport> RunReplay(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(auto store, OpenRocksStoreForReading(options.data));
  WRIT_ASSIGN_OR_RETURN(TreeHead head, StoredHead(*store));
  return ReplayLog(*store, head, 0, head.size);
}

ExitCode ReplayData(const Options& options, Shell& shell) {
  auto report = RunReplay(options);
  if (!report.ok()) return Fail(shell, report.status());
  for (const ReplayReport::Difference& difference : report->differences) {
    shell.out << "event " << difference.index << ": " << difference.what << '\n';
  }
  if (!report->tree_matches) shell.out << "the log does not match its tree head\n";
  shell.out << "replayed " << report->decisions << " decisions: " << report->equal << " equal, "
            << report->different << " different\n";
  return report->different == 0 && report->tree_matches ? kOk : kDenied;
}

absl::StatusOr<uint64_t> RunExport(const Options& options) {
  WRIT_ASSIGN_OR_RETURN(auto store, OpenRocksStoreForReading(options.data));
  return ExportLog(*store, options.file);
}

ExitCode Export(const Options& options, Shell& shell) {
  auto files = RunExport(options);
  if (!files.ok()) return Fail(shell, files.status());
  shell.out << "wrote " << Counted(*files, "file") << " to " << options.file << '\n';
  return kOk;
}

absl::StatusOr<std::string> PublicKey(const Options& options) {
  // Never makes one: this prints the key of a log that is there.
  WRIT_RETURN_IF_ERROR(ReadSmallFile(options.log.KeyIn(options.data)).status());
  WRIT_ASSIGN_OR_RETURN(Ed25519Key key, LoadOrMakeKey(options.log.KeyIn(options.data)));
  return NoteVerifier{options.log.name, key.public_key()}.ToString();
}

ExitCode PrintKey(const Options& options, Shell& shell) {
  auto key = PublicKey(options);
  if (!key.ok()) return Fail(shell, key.status());
  shell.out << *key << '\n';
  return kOk;
}

std::shared_ptr<Options> AddData(CLI::App& command) {
  auto options = std::make_shared<Options>();
  command.add_option("DATA", options->data, "A copy of the data directory")->required();
  return options;
}

void AddKeyOption(CLI::App& command, Options& options) {
  command.add_option("--key", options.key, "The log's public key, as `writ audit key` prints it")
      ->required();
}

void AddVerify(CLI::App& audit, Shell& shell) {
  CLI::App* command = AddCommand(
      audit, "verify", "Check a copy of the data: every record, tile and checkpoint",
      "writ audit verify /tmp/copy --key writ.local/log+… --checkpoint /mnt/elsewhere/checkpoint");
  auto options = AddData(*command);
  AddKeyOption(*command, *options);
  command->add_option("--checkpoint", options->checkpoints,
                      "A checkpoint kept elsewhere; may be given again");
  AddJsonOption(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Verify(*options, shell); });
}

void AddCheckReceipt(CLI::App& audit, Shell& shell) {
  CLI::App* command =
      AddCommand(audit, "check", "Check a receipt offline: that an event is in the log",
                 "writ audit check d42.tlog-proof --event d42.event --key writ.local/log+…");
  auto options = std::make_shared<Options>();
  command->add_option("RECEIPT", options->file, "As `writ audit prove` wrote it")->required();
  command->add_option("--event", options->event, "The event's bytes, as `writ audit event` wrote")
      ->required();
  AddKeyOption(*command, *options);
  command->callback([options, &shell] { shell.exit_code = Check(*options, shell); });
}

void AddRebuild(CLI::App& audit, Shell& shell) {
  CLI::App* command =
      AddCommand(audit, "rebuild", "Make the state again from the log and compare every row",
                 "writ audit rebuild /tmp/copy");
  auto options = AddData(*command);
  command->callback([options, &shell] { shell.exit_code = RebuildData(*options, shell); });
}

void AddReplayData(CLI::App& audit, Shell& shell) {
  CLI::App* command = AddCommand(audit, "replay", "Decide every recorded decision of a copy again",
                                 "writ audit replay /tmp/copy");
  auto options = AddData(*command);
  command->callback([options, &shell] { shell.exit_code = ReplayData(*options, shell); });
}

void AddExport(CLI::App& audit, Shell& shell) {
  CLI::App* command = AddCommand(
      audit, "export", "Write the log out as files that other transparency-log tools read",
      "writ audit export /tmp/copy /srv/www/log");
  auto options = AddData(*command);
  command->add_option("DIRECTORY", options->file, "A directory that is not there yet")->required();
  command->callback([options, &shell] { shell.exit_code = Export(*options, shell); });
}

void AddKey(CLI::App& audit, Shell& shell) {
  CLI::App* command = AddCommand(audit, "key", "Print the log's public key: give it to auditors",
                                 "writ audit key /var/lib/writ");
  auto options = std::make_shared<Options>();
  command->add_option("DATA", options->data, "The data directory")->required();
  AddLogOptions(*command, options->log);
  command->callback([options, &shell] { shell.exit_code = PrintKey(*options, shell); });
}

}  // namespace

void AddAuditOfData(CLI::App& audit, Shell& shell) {
  AddVerify(audit, shell);
  AddCheckReceipt(audit, shell);
  AddRebuild(audit, shell);
  AddReplayData(audit, shell);
  AddExport(audit, shell);
  AddKey(audit, shell);
}

}  // namespace writ::cli
