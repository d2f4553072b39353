#include <csignal>
#include <memory>

#include "engine/base/failpoint.h"
#include "engine/base/status_macros.h"
#include "engine/engine.h"
#include "engine/storage/store.h"
#include "engine/token/key_store.h"
#include "server/cli/ballast.h"
#include "server/cli/commands.h"
#include "server/cli/log_files.h"
#include "server/cli/programs.h"
#include "server/cli/signals.h"
#include "server/client/client.h"
#include "server/service/server.h"

namespace writ::cli {
namespace {

constexpr char kSynced[] = "synced", kBuffered[] = "buffered";

struct Options {
  std::string policies, data, listen = kDefaultServer, issuer = "writ", durability = kSynced;
  uint64_t ballast_mib = kDefaultBallastMib;
  LogFiles log;
  bool replace_policy = false;
};

// Whoever started the server must not believe that the policies in the directory decide when
// others do.
void TellPolicy(const Engine& engine, const Program& program, const Options& options,
                Shell& shell) {
  const Digest active = engine.program()->digest();
  if (active == program.digest()) return;
  shell.err << "writ: the active policy, " << ToHex(active)
            << ", was activated while a server ran, and stays; that of " << options.policies << ", "
            << ToHex(program.digest())
            << ", is not active (`writ policy activate`, or --replace-policy)\n";
}

// Listens until told to end; calls in flight are answered before it returns.
absl::Status ServeUntilSignal(Engine& engine, TokenIssuer& issuer,
                              const server::ListenAddress& address, EndSignals& signals,
                              Shell& shell) {
  WRIT_ASSIGN_OR_RETURN(auto server, server::Server::Start(engine, address, &issuer));
  // One line, at once: whoever started this process waits for it.
  shell.out << "listening on " << server->address().ToString() << std::endl;
  shell.err << "writ: plain text, for this machine only\n";
  signals.Wait();
  server->Drain();
  return absl::OkStatus();
}

absl::Status Serve(const Options& options, Shell& shell) {
  WRIT_RETURN_IF_ERROR(ArmFailpointsFromEnvironment());
  EndSignals signals;
  // A file that reaches the limit of this process is a write that fails, and not its end.
  std::signal(SIGXFSZ, SIG_IGN);
  WRIT_ASSIGN_OR_RETURN(server::ListenAddress address, server::ParseListenAddress(options.listen));
  WRIT_ASSIGN_OR_RETURN(auto program, LoadDirectory(options.policies, shell.err));
  WRIT_ASSIGN_OR_RETURN(auto store, OpenRocksStore(options.data));
  // Not before: to open may need the room that was given back the last time.
  const Ballast ballast{options.data, options.ballast_mib << 20};
  WRIT_RETURN_IF_ERROR(Reserve(ballast));
  WRIT_ASSIGN_OR_RETURN(auto issuer,
                        TokenIssuer::Open(options.data + "/token-keys", options.issuer));
  Engine::Options engine_options{.clock = &shell.clock, .issuer = issuer.get()};
  engine_options.on_stop = [&](const absl::Status& why) {
    NoteStop(ballast, why);
    shell.err << "writ: stopped, start it again: " << why.ToString() << std::endl;
  };
  if (options.durability == kBuffered) {
    engine_options.durability = Durability::kBuffered;
    shell.err << "writ: buffered: a power cut may take the newest answers\n";
  }
  WRIT_ASSIGN_OR_RETURN(engine_options.log_signer,
                        LoadLogSigner(options.log, options.data, *store));
  engine_options.checkpoint_file = options.log.CheckpointIn(options.data);
  shell.err << "writ: the log's public key is " << engine_options.log_signer->verifier().ToString()
            << '\n';
  engine_options.replace_policy = options.replace_policy;
  WRIT_ASSIGN_OR_RETURN(auto engine, Engine::Open(std::move(store), program, engine_options));
  TellPolicy(*engine, *program, options, shell);
  return ServeUntilSignal(*engine, *issuer, address, signals, shell);
}

ExitCode RunServe(const Options& options, Shell& shell) {
  absl::Status status = Serve(options, shell);
  return status.ok() ? kOk : Fail(shell, status);
}

}  // namespace

void AddServe(CLI::App& app, Shell& shell) {
  CLI::App* command = AddCommand(
      app, "serve", "Answer calls over gRPC until SIGTERM",
      "writ serve --policies policies/travel_agent --data /var/lib/writ --listen 127.0.0.1:7411");
  auto options = std::make_shared<Options>();
  command->add_option("--policies", options->policies, "Directory of *.writ files")->required();
  command->add_option("--data", options->data, "Directory of the database")->required();
  command->add_option("--listen", options->listen, "127.0.0.1:PORT (0 picks one) or unix:PATH")
      ->capture_default_str();
  command->add_option("--issuer", options->issuer, "The `iss` of the tokens that permits carry")
      ->capture_default_str();
  command
      ->add_option("--durability", options->durability,
                   "synced: an answer waits for the disk; buffered: for the operating system, "
                   "and a power cut takes the newest answers")
      ->check(CLI::IsMember({kSynced, kBuffered}))
      ->capture_default_str();
  command
      ->add_option("--ballast-mib", options->ballast_mib,
                   "Room to keep on the disk of the data, given back when it is full; 0: none")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command->add_flag("--replace-policy", options->replace_policy,
                    "Activate the policy of --policies even when another one was activated while "
                    "a server ran");
  AddLogOptions(*command, options->log);
  command->callback([options, &shell] { shell.exit_code = RunServe(*options, shell); });
}

}  // namespace writ::cli
