#include <memory>

#include "absl/strings/str_cat.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string token, audience, action, args;
};

std::string ClaimsJson(const v1::TokenClaims& claims) {
  JsonObject object;
  object.Text("issuer", claims.issuer()).Text("audience", claims.audience());
  object.Text("user", claims.user()).Text("agent", claims.agent());
  object.Text("task_id", claims.task_id()).Text("token_id", claims.token_id());
  object.Text("action", claims.action()).Bool("once", claims.once());
  object.Number("issued_seconds", claims.issued_seconds());
  return object.Number("expires_seconds", claims.expires_seconds()).Finish();
}

void PrintJson(const v1::TokenReply& reply, Shell& shell) {
  JsonObject object;
  object.Bool("good", reply.good()).Text("reason", reply.reason());
  object.Text("message", reply.message());
  object.Raw("claims", reply.has_claims() ? ClaimsJson(reply.claims()) : "");
  shell.out << object.Finish() << '\n';
}

void PrintRows(const v1::TokenReply& reply, Shell& shell) {
  const v1::TokenClaims& claims = reply.claims();
  PrintColumns(shell, {{"token", reply.good() ? "good" : reply.reason()},
                       {"message", reply.message()},
                       {"id", claims.token_id()},
                       {"audience", claims.audience()},
                       {"action", claims.action()},
                       {"task", claims.task_id()},
                       {"user", claims.user()},
                       {"agent", claims.agent()},
                       {"once", reply.has_claims() ? (claims.once() ? "yes" : "no") : ""}});
}

ExitCode Print(const absl::StatusOr<v1::TokenReply>& reply, Shell& shell) {
  if (!reply.ok()) return Fail(shell, reply.status());
  shell.json ? PrintJson(*reply, shell) : PrintRows(*reply, shell);
  return reply->good() ? kOk : kDenied;
}

ExitCode Redeem(const Options& options, Shell& shell) {
  v1::RedeemRequest request;
  request.set_token(options.token);
  request.set_audience(options.audience);
  request.set_action(options.action);
  request.set_args_json(options.args);
  return Print(Client(shell.server).Redeem(request), shell);
}

ExitCode Revoke(const Options& options, Shell& shell) {
  auto reply = Client(shell.server).RevokeToken(options.token);
  if (!reply.ok()) return Fail(shell, reply.status());
  const auto index = static_cast<int64_t>(reply->log_index());
  if (shell.json) {
    shell.out << JsonObject().Number("log_index", index).Finish() << '\n';
  } else {
    PrintColumns(shell, {{"event", absl::StrCat(index)}});
  }
  return kOk;
}

// A JWK set is JSON in any case.
ExitCode Keys(Shell& shell) {
  auto reply = Client(shell.server).TokenKeys();
  if (!reply.ok()) return Fail(shell, reply.status());
  shell.out << reply->jwks_json() << '\n';
  return kOk;
}

ExitCode Rotate(Shell& shell) {
  auto reply = Client(shell.server).RotateTokenKey();
  if (!reply.ok()) return Fail(shell, reply.status());
  if (shell.json) {
    shell.out << JsonObject().Text("kid", reply->kid()).Finish() << '\n';
  } else {
    PrintColumns(shell, {{"key", reply->kid()}});
  }
  return kOk;
}

void AddIntrospect(CLI::App& tokens, Shell& shell) {
  CLI::App* command =
      AddCommand(tokens, "introspect", "Say what a token is worth; exit code 1 if nothing",
                 "writ tokens introspect \"$TOKEN\"");
  auto options = std::make_shared<Options>();
  command->add_option("TOKEN", options->token, "The token")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] {
    shell.exit_code = Print(Client(shell.server).Introspect(options->token), shell);
  });
}

void AddRedeem(CLI::App& tokens, Shell& shell) {
  CLI::App* command = AddCommand(
      tokens, "redeem", "Use a token up before acting on it; exit code 1 if it is not good",
      "writ tokens redeem \"$TOKEN\" --audience travel --args \"$ARGS\"");
  auto options = std::make_shared<Options>();
  command->add_option("TOKEN", options->token, "The token")->required();
  command->add_option("--audience", options->audience, "Who is about to act on it")->required();
  command->add_option("--action", options->action, "The action that is about to run");
  command->add_option("--args", options->args, "The arguments, exactly as the decision gave them")
      ->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Redeem(*options, shell); });
}

void AddTokenRevoke(CLI::App& tokens, Shell& shell) {
  CLI::App* command = AddCommand(tokens, "revoke", "Make the token of a decision worthless",
                                 "writ tokens revoke d42");
  auto options = std::make_shared<Options>();
  command->add_option("ID", options->token, "Id of the decision that it came with")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Revoke(*options, shell); });
}

void AddPlain(CLI::App& tokens, Shell& shell, const char* name, const char* what,
              ExitCode (*run)(Shell&)) {
  CLI::App* command = AddCommand(tokens, name, what, absl::StrCat("writ tokens ", name));
  AddClientOptions(*command, shell);
  command->callback([run, &shell] { shell.exit_code = run(shell); });
}

}  // namespace

void AddTokens(CLI::App& app, Shell& shell) {
  CLI::App* tokens = AddCommand(app, "tokens", "Check, use up and revoke tokens; their keys",
                                "writ tokens introspect \"$TOKEN\"");
  tokens->require_subcommand(1);
  AddIntrospect(*tokens, shell);
  AddRedeem(*tokens, shell);
  AddTokenRevoke(*tokens, shell);
  AddPlain(*tokens, shell, "keys", "Print the public keys, a JWK set", Keys);
  AddPlain(*tokens, shell, "rotate", "Sign with a new key from now on", Rotate);
}

}  // namespace writ::cli
