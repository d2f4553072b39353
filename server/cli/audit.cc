// writ audit: what asks a running server.
#include <fstream>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/log/checkpoint.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  uint64_t index = 0, from = 0, to = 0;
  std::string file;
};

// To a file, or to where the shell prints.
ExitCode Put(const std::string& bytes, const std::string& file, Shell& shell) {
  if (file.empty()) {
    shell.out << bytes;
    return kOk;
  }
  std::ofstream out(file, std::ios::binary);
  out << bytes;
  out.close();
  if (out) return kOk;
  return Fail(shell, absl::InvalidArgumentError(absl::StrCat("cannot write `", file, "`")));
}

ExitCode PrintCheckpoint(const Options& options, Shell& shell) {
  auto reply = Client(shell.server).Checkpoint();
  if (!reply.ok()) return Fail(shell, reply.status());
  if (!shell.json) return Put(reply->note(), options.file, shell);
  shell.out << JsonObject()
                   .Number("log_size", static_cast<int64_t>(reply->log_size()))
                   .Text("note", reply->note())
                   .Text("public_key", reply->public_key())
                   .Finish()
            << '\n';
  return kOk;
}

ExitCode PrintReceipt(const Options& options, Shell& shell) {
  auto reply = Client(shell.server).ProveInclusion(options.index);
  if (!reply.ok()) return Fail(shell, reply.status());
  return Put(reply->receipt(), options.file, shell);
}

ExitCode PrintConsistency(const Options& options, Shell& shell) {
  auto reply = Client(shell.server).ProveConsistency(options.from, options.to);
  if (!reply.ok()) return Fail(shell, reply.status());
  std::string lines;
  for (const std::string& hash : reply->hashes()) {
    absl::StrAppend(&lines, absl::Base64Escape(hash), "\n");
  }
  return Put(lines, options.file, shell);
}

ExitCode PrintEvent(const Options& options, Shell& shell) {
  auto event = Client(shell.server).GetEvent(options.index);
  if (!event.ok()) return Fail(shell, event.status());
  if (!options.file.empty()) return Put(event->content(), options.file, shell);
  shell.out << event->json() << '\n';
  return kOk;
}

CLI::Option* AddOut(CLI::App& command, Options& options) {
  return command.add_option("--out", options.file, "File to write instead of printing");
}

void AddCheckpoint(CLI::App& audit, Shell& shell) {
  CLI::App* command =
      AddCommand(audit, "checkpoint", "Print the newest signed checkpoint: keep it elsewhere",
                 "writ audit checkpoint --out /mnt/elsewhere/checkpoint");
  auto options = std::make_shared<Options>();
  AddOut(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = PrintCheckpoint(*options, shell); });
}

void AddProve(CLI::App& audit, Shell& shell) {
  CLI::App* command = AddCommand(
      audit, "prove", "Print a receipt: that an event is in the log, to be checked offline",
      "writ audit prove 42 --out d42.tlog-proof");
  auto options = std::make_shared<Options>();
  command->add_option("INDEX", options->index, "The event; decision d42 is event 42")->required();
  AddOut(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = PrintReceipt(*options, shell); });
}

void AddContinues(CLI::App& audit, Shell& shell) {
  CLI::App* command =
      AddCommand(audit, "continues", "Print the proof that the log continues an older one",
                 "writ audit continues --from 1000");
  auto options = std::make_shared<Options>();
  command->add_option("--from", options->from, "Size of the older log")->required();
  command->add_option("--to", options->to, "Of the newer; 0: of the newest checkpoint")
      ->capture_default_str();
  AddOut(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = PrintConsistency(*options, shell); });
}

void AddEvent(CLI::App& audit, Shell& shell) {
  CLI::App* command = AddCommand(audit, "event", "Print one event; with --out, its bytes as hashed",
                                 "writ audit event 42 --out d42.event");
  auto options = std::make_shared<Options>();
  command->add_option("INDEX", options->index, "The event; decision d42 is event 42")->required();
  AddOut(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = PrintEvent(*options, shell); });
}

}  // namespace

void AddAuditOfServer(CLI::App& audit, Shell& shell) {
  AddCheckpoint(audit, shell);
  AddProve(audit, shell);
  AddContinues(audit, shell);
  AddEvent(audit, shell);
}

void AddAudit(CLI::App& app, Shell& shell) {
  CLI::App* audit = app.add_subcommand("audit", "Prove and check what the log says");
  audit->require_subcommand(1);
  AddAuditOfServer(*audit, shell);
  AddAuditOfData(*audit, shell);
}

}  // namespace writ::cli
