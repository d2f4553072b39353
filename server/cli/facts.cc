#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/cli/commands.h"
#include "server/cli/json_object.h"
#include "server/cli/load_facts.h"
#include "server/cli/sources.h"
#include "server/client/client.h"

namespace writ::cli {
namespace {

// Of a file of facts.
constexpr size_t kMaxLoadBytes = 256 << 20;

struct Options {
  std::string name, keys = "[]", value, id, attributes = "{}", ttl, if_value, file;
  std::vector<std::string> groups;
  std::optional<uint64_t> if_version;
  bool if_absent = false;
};

void SetPrecondition(const Options& options, v1::Precondition& only_if) {
  only_if.set_absent(options.if_absent);
  if (options.if_version) only_if.set_version(*options.if_version);
  only_if.set_value_json(options.if_value);
}

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
  absl::Duration ttl;
  if (!options.ttl.empty() && !absl::ParseDuration(options.ttl, &ttl)) {
    return Fail(shell, absl::InvalidArgumentError("--ttl must be a duration like 90m"));
  }
  request.set_ttl_seconds(absl::ToInt64Seconds(ttl));
  SetPrecondition(options, *request.mutable_only_if());
  return PrintPut(Client(shell.server).PutFact(request), shell);
}

ExitCode PutEntity(const Options& options, Shell& shell) {
  v1::PutEntityRequest request;
  request.set_type(options.name);
  request.set_id(options.id);
  request.set_attributes_json(options.attributes);
  SetPrecondition(options, *request.mutable_only_if());
  return PrintPut(Client(shell.server).PutEntity(request), shell);
}

std::string FactJson(const v1::Fact& fact) {
  JsonObject object;
  object.Text("fact", fact.fact()).Raw("keys", fact.keys_json()).Raw("value", fact.value_json());
  object.Bool("present", fact.present());
  object.Number("version", static_cast<int64_t>(fact.version()));
  return object.Number("expires_micros", fact.expires_micros()).Finish();
}

ExitCode Get(const Options& options, Shell& shell) {
  auto fact = Client(shell.server).FindFact(options.name, options.keys);
  if (!fact.ok()) return Fail(shell, fact.status());
  shell.out << (shell.json ? FactJson(*fact) : fact->value_json()) << '\n';
  return kOk;
}

ExitCode Delete(const Options& options, Shell& shell) {
  v1::DeleteFactRequest request;
  request.set_fact(options.name);
  request.set_keys_json(options.keys);
  SetPrecondition(options, *request.mutable_only_if());
  return PrintPut(Client(shell.server).DeleteFact(request), shell);
}

ExitCode List(const Options& options, Shell& shell) {
  Client client(shell.server);
  v1::ListFactsRequest request;
  request.set_fact(options.name);
  do {
    auto page = client.ListFacts(request);
    if (!page.ok()) return Fail(shell, page.status());
    for (const v1::Fact& fact : page->facts()) {
      if (shell.json) {
        shell.out << FactJson(fact) << '\n';
      } else {
        shell.out << fact.keys_json() << "  " << fact.value_json() << '\n';
      }
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return kOk;
}

ExitCode SetGroups(const Options& options, Shell& shell) {
  v1::SetGroupsRequest request;
  request.set_type(options.name);
  request.set_id(options.id);
  for (const std::string& group : options.groups) request.add_groups(group);
  return PrintPut(Client(shell.server).SetGroups(request), shell);
}

ExitCode DeleteEntity(const Options& options, Shell& shell) {
  v1::DeleteEntityRequest request;
  request.set_type(options.name);
  request.set_id(options.id);
  return PrintPut(Client(shell.server).DeleteEntity(request), shell);
}

// Batch by batch; what stands in the batches before a mistake is loaded, and it says so.
ExitCode Load(const Options& options, Shell& shell) {
  auto text = ReadFile(options.file, kMaxLoadBytes);
  if (!text.ok()) return Fail(shell, text.status());
  auto batches = ReadBatches(*text);
  if (!batches.ok()) return Fail(shell, batches.status());
  Client client(shell.server);
  int64_t loaded = 0;
  for (const v1::LoadRequest& batch : *batches) {
    auto reply = client.Load(batch);
    if (!reply.ok()) {
      return Fail(shell, absl::Status(reply.status().code(),
                                      absl::StrCat(reply.status().message(), "; ", loaded,
                                                   " changes before it were made")));
    }
    loaded += batch.changes_size();
  }
  if (shell.json) {
    shell.out << JsonObject().Number("changes", loaded).Finish() << '\n';
  } else {
    PrintColumns(shell, {{"changes", absl::StrCat(loaded)}});
  }
  return kOk;
}

void AddKeys(CLI::App& command, Options& options) {
  command.add_option("FACT", options.name, "Name of the fact")->required();
  command.add_option("--keys", options.keys, "Keys, a JSON list")->capture_default_str();
}

void AddPrecondition(CLI::App& command, Options& options) {
  command.add_flag("--if-absent", options.if_absent, "Only if nothing was put there");
  command.add_option("--if-version", options.if_version, "Only if this version stands there");
  command.add_option("--if-value", options.if_value, "Only if this is its value, a JSON text");
}

void AddPut(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(facts, "put", "Set an asserted fact",
                                 "writ facts put suspended --keys '[\"travel-1\"]' --value true");
  auto options = std::make_shared<Options>();
  AddKeys(*command, *options);
  command->add_option("--value", options->value, "The value, a JSON text")->required();
  command->add_option("--ttl", options->ttl, "How long it lives, such as 90m");
  AddPrecondition(*command, *options);
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
  AddPrecondition(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = PutEntity(*options, shell); });
}

void AddDelete(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(facts, "delete", "Take an asserted fact back to its default",
                                 "writ facts delete suspended --keys '[\"travel-1\"]'");
  auto options = std::make_shared<Options>();
  AddKeys(*command, *options);
  AddPrecondition(*command, *options);
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Delete(*options, shell); });
}

void AddList(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(facts, "list", "List what was put of an asserted fact",
                                 "writ facts list suspended");
  auto options = std::make_shared<Options>();
  command->add_option("FACT", options->name, "Name of the fact")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = List(*options, shell); });
}

void AddGroups(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(facts, "groups", "Set the groups that an entity is directly in",
                                 "writ facts groups User ana ops on-call");
  auto options = std::make_shared<Options>();
  command->add_option("TYPE", options->name, "Type of the entity")->required();
  command->add_option("ID", options->id, "Its id")->required();
  command->add_option("GROUPS", options->groups, "Ids of all of them; none takes it out of all");
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = SetGroups(*options, shell); });
}

void AddDeleteEntity(CLI::App& facts, Shell& shell) {
  CLI::App* command =
      AddCommand(facts, "delete-entity", "Remove an entity's attributes and its membership",
                 "writ facts delete-entity User ana");
  auto options = std::make_shared<Options>();
  command->add_option("TYPE", options->name, "Type of the entity")->required();
  command->add_option("ID", options->id, "Its id")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = DeleteEntity(*options, shell); });
}

void AddLoad(CLI::App& facts, Shell& shell) {
  CLI::App* command = AddCommand(
      facts, "load", "Load facts, entities and groups from a file, one JSON object a line",
      "writ facts load people.jsonl\n  with lines such as\n"
      "  {\"fact\": \"suspended\", \"keys\": [\"travel-1\"], \"value\": true}\n"
      "  {\"entity\": \"User\", \"id\": \"ana\", \"attributes\": {\"email\": \"ana@x.example\"}}\n"
      "  {\"entity\": \"User\", \"id\": \"ana\", \"groups\": [\"ops\"]}");
  auto options = std::make_shared<Options>();
  command->add_option("FILE", options->file, "The file")->required();
  AddClientOptions(*command, shell);
  command->callback([options, &shell] { shell.exit_code = Load(*options, shell); });
}

}  // namespace

void AddFacts(CLI::App& app, Shell& shell) {
  CLI::App* facts = AddCommand(app, "facts", "Set and read facts and entities",
                               "writ facts get spend --keys '[\"t1\"]'");
  facts->require_subcommand(1);
  AddPut(*facts, shell);
  AddGet(*facts, shell);
  AddDelete(*facts, shell);
  AddList(*facts, shell);
  AddEntity(*facts, shell);
  AddDeleteEntity(*facts, shell);
  AddGroups(*facts, shell);
  AddLoad(*facts, shell);
}

}  // namespace writ::cli
