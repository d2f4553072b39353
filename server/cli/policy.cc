#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "engine/base/sha256.h"
#include "engine/base/status_macros.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/programs.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string directory, expected;
  bool allow_stale_tasks = false, sources = false;
};

std::string Hex(const std::string& digest) { return absl::BytesToHexString(digest); }

absl::StatusOr<std::string> ReadDigest(const std::string& hex) {
  const bool digits = std::all_of(hex.begin(), hex.end(), absl::ascii_isxdigit);
  if (digits && (hex.empty() || hex.size() == 2 * sizeof(Digest))) {
    return absl::HexStringToBytes(hex);
  }
  return absl::InvalidArgumentError("--expect must be a digest of 64 hexadecimal digits");
}

absl::StatusOr<v1::ActivatePolicyRequest> ToRequest(const Options& options, Shell& shell) {
  v1::ActivatePolicyRequest request;
  WRIT_ASSIGN_OR_RETURN(*request.mutable_expected_digest(), ReadDigest(options.expected));
  WRIT_ASSIGN_OR_RETURN(auto program, LoadDirectory(options.directory, shell.err));
  request.set_bundle(std::string(program->bytes()));
  request.set_allow_stale_tasks(options.allow_stale_tasks);
  return request;
}

ExitCode Activate(const Options& options, Shell& shell) {
  auto request = ToRequest(options, shell);
  if (!request.ok()) return Fail(shell, request.status());
  auto reply = Client(shell.server).ActivatePolicy(*request);
  if (!reply.ok()) return Fail(shell, reply.status());
  if (shell.json) {
    JsonObject object;
    object.Text("digest", Hex(reply->digest())).Text("previous", Hex(reply->previous_digest()));
    object.Bool("changed", reply->changed());
    object.Number("log_index", static_cast<int64_t>(reply->log_index()));
    shell.out << object.Finish() << '\n';
    return kOk;
  }
  const bool changed = reply->changed();
  PrintColumns(shell, {{"active", Hex(reply->digest())},
                       {"before", changed ? Hex(reply->previous_digest()) : "the same"},
                       {"event", changed ? absl::StrCat(reply->log_index()) : ""}});
  return kOk;
}

ExitCode Show(const Options& options, Shell& shell) {
  auto policy = Client(shell.server).GetPolicy(options.sources);
  if (!policy.ok()) return Fail(shell, policy.status());
  if (shell.json) {
    JsonObject object;
    object.Text("digest", Hex(policy->digest())).Number("actions", policy->actions());
    object.Number("facts", policy->facts()).Number("rules", policy->rules());
    JsonObject sources;
    for (const v1::PolicySource& source : policy->sources()) {
      sources.Text(source.name(), source.text());
    }
    shell.out << object.Raw("sources", sources.Finish()).Finish() << '\n';
    return kOk;
  }
  PrintColumns(shell, {{"active", Hex(policy->digest())},
                       {"actions", absl::StrCat(policy->actions())},
                       {"facts", absl::StrCat(policy->facts())},
                       {"rules", absl::StrCat(policy->rules())}});
  for (const v1::PolicySource& source : policy->sources()) {
    shell.out << "\n// " << source.name() << '\n' << source.text();
  }
  return kOk;
}

}  // namespace

void AddPolicy(CLI::App& app, Shell& shell) {
  CLI::App* policy =
      AddCommand(app, "policy", "Say which policy decides, or put another in its place",
                 "writ policy activate policies/travel_agent");
  policy->require_subcommand(1);
  auto options = std::make_shared<Options>();
  CLI::App* activate = AddCommand(
      *policy, "activate", "Compile a policy and make it decide from now on",
      "writ policy activate policies/travel_agent --expect \"$(writ policy show | sed -n "
      "'s/^active *//p')\"");
  activate->add_option("DIR", options->directory, "Directory of *.writ files")->required();
  activate->add_option("--expect", options->expected,
                       "Digest of the policy that must still be active; else nothing happens");
  activate->add_flag("--allow-stale-tasks", options->allow_stale_tasks,
                     "Even if open tasks do not fit it: calls in them are denied from then on");
  AddClientOptions(*activate, shell);
  activate->callback([options, &shell] { shell.exit_code = Activate(*options, shell); });
  CLI::App* show = AddCommand(*policy, "show", "Print the digest of the active policy",
                              "writ policy show --sources");
  show->add_flag("--sources", options->sources, "With the text of its files");
  AddClientOptions(*show, shell);
  show->callback([options, &shell] { shell.exit_code = Show(*options, shell); });
}

}  // namespace writ::cli
