#include <memory>

#include "absl/strings/str_cat.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

struct Options {
  std::string name, keys = "[]", value, id, attributes = "{}";
};

ExitCode PrintPut(const absl::StatusOr<v1::PutReply>& reply, Shell& shell) {
  if (!reply.ok()) return Fail(shell, reply.status());
  if (shell.json) {
    shell.out << JsonObject().Number("log_index", static_cast<int64_t>(reply->log_index())).Finish()
              << '\n';
  } else {
    PrintColumns(shell, {{"event", absl::StrCat(reply->log_index())}});
  }
  return kOk;
}

ExitCode Put(const Options& options, Shell& shell) {
  v1::PutFactRequest request;
  request.set_fact(options.name);
  request.set_keys_json(options.keys);
  request.set_value_json(options.value);
  return PrintPut(Client(shell.server).PutFact(request), shell);
}

ExitCode PutEntity(const Options& options, Shell& shell) {
  v1::PutEntityRequest request;
  request.set_type(options.name);
  request.set_id(options.id);
  request.set_attributes_json(options.attributes);
  return PrintPut(Client(shell.server).PutEntity(request), shell);
}

ExitCode Get(const Options& options, Shell& shell) {
  auto value = Client(shell.server).GetFact(options.name, options.keys);
  if (!value.ok()) return Fail(shell, value.status());
  shell.out << (shell.json ? JsonObject().Raw("value", *value).Finish() : *value) << '\n';
  return kOk;
}

void AddKeys(CLI::App& command, Options& options) {
  command.add_option("FACT", options.name, "Name of the fact")->required();
  command.add_option("--keys", options.keys, "Keys, a JSON list")->capture_default_str();
}

void AddPut(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(facts, "put", "Set an asserted fact",
                                 "writ facts put suspended --keys '[\"travel-1\"]' --value true");
  auto options = std::make_shared<Options>();
  AddKeys(*command, *options);
  command->add_option("--value", options->value, "The value, a JSON text")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Put(*options, shell); });
}

void AddGet(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(facts, "get", "Read a fact, asserted or derived",
                                 "writ facts get spend --keys '[\"t1\"]'");
  auto options = std::make_shared<Options>();
  AddKeys(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Get(*options, shell); });
}

void AddEntity(CLI::App& facts, Shell& shell) {
  CLI::App* command =
      AddCommand(facts, "entity", "Set all attributes of an entity",
                 "writ facts entity User ana --attributes '{\"email\": \"ana@corp.example\"}'");
  auto options = std::make_shared<Options>();
  command->add_option("TYPE", options->name, "Type of the entity")->required();
  command->add_option("ID", options->id, "Its id")->required();
  command->add_option("--attributes", options->attributes, "A JSON object")->capture_default_str();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = PutEntity(*options, shell); });
}

}  // namespace

void AddFacts(CLI::App& app, Shell& shell) {
  CLI::App* facts = AddCommand(app, "facts", "Set and read facts and entities",
                               "writ facts get spend --keys '[\"t1\"]'");
  facts->require_subcommand(1);
  AddPut(*facts, shell);
  AddGet(*facts, shell);
  AddEntity(*facts, shell);
}

}  // namespace writ::cli
