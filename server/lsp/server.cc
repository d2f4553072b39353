#include "server/lsp/server.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <utility>

#include "server/cli/json_object.h"
#include "server/lsp/framing.h"

namespace writ::lsp {
namespace {

using Json = rapidjson::Value;

enum ErrorNumber {
  kParseError = -32700,
  kInvalidRequest = -32600,
  kMethodNotFound = -32601,
  kInvalidParams = -32602,
  kNotInitialized = -32002,
  kRequestCancelled = -32800,
  kRequestFailed = -32803,
};

constexpr char kCapabilities[] =
    R"({"capabilities":{"textDocumentSync":{"openClose":true,"change":2,"save":true},)"
    R"("hoverProvider":true,"definitionProvider":true,"renameProvider":true,)"
    R"("documentFormattingProvider":true,"documentSymbolProvider":true,)"
    R"("completionProvider":{"triggerCharacters":["."]}},"serverInfo":{"name":"writ"}})";

// Null when `json` is no object or has no such member.
const Json* Member(const Json* json, const char* name) {
  if (json == nullptr || !json->IsObject()) return nullptr;
  auto member = json->FindMember(name);
  return member == json->MemberEnd() ? nullptr : &member->value;
}

// Empty for anything but a text.
std::string Text(const Json* json) {
  return json != nullptr && json->IsString()
             ? std::string(json->GetString(), json->GetStringLength())
             : "";
}

std::string ToText(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string PathIn(const Json* params) {
  return PathOf(Text(Member(Member(params, "textDocument"), "uri")));
}

bool ReadPosition(const Json* json, Position& position) {
  const Json* line = Member(json, "line");
  const Json* character = Member(json, "character");
  if (line == nullptr || character == nullptr || !line->IsUint() || !character->IsUint()) {
    return false;
  }
  position = {line->GetUint(), character->GetUint()};
  return true;
}

}  // namespace

int Server::Run() {
  while (!exited_ && Fetch()) {
    rapidjson::Document message = std::move(waiting_.front());
    waiting_.pop_front();
    Handle(message);
  }
  return shut_down_ ? 0 : 1;
}

// At least one message waits; and all that have come, so that cancellations among them
// are known. False at the end of the input.
bool Server::Fetch() {
  while (waiting_.empty() || in_.rdbuf()->in_avail() > 0) {
    std::optional<Frame> frame = ReadFrame(in_);
    if (!frame) return !waiting_.empty();
    if (frame->malformed) {
      ReplyError("null", kParseError, "a message has no valid Content-Length");
    } else {
      Receive(frame->body);
    }
  }
  return true;
}

void Server::Receive(const std::string& body) {
  rapidjson::Document message;
  // Not recursive, so that no depth of brackets ends the process.
  message.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
  if (message.HasParseError()) return ReplyError("null", kParseError, "a message is not JSON");
  if (!message.IsObject()) return ReplyError("null", kInvalidRequest, "a message is no object");
  if (Text(Member(&message, "method")) != "$/cancelRequest") {
    return waiting_.push_back(std::move(message));
  }
  if (const Json* id = Member(Member(&message, "params"), "id")) cancelled_.insert(ToText(*id));
}

void Server::Handle(const rapidjson::Document& message) {
  const std::string method = Text(Member(&message, "method"));
  const Json* id = Member(&message, "id");
  const Json* params = Member(&message, "params");
  const bool named = id != nullptr && (id->IsString() || id->IsNumber());
  if (method.empty()) {
    // Answers to requests: none was made.
    if (named && Member(&message, "result") == nullptr && Member(&message, "error") == nullptr) {
      ReplyError(ToText(*id), kInvalidRequest, "a request names no method");
    }
    return;
  }
  named ? HandleRequest(method, *id, params) : HandleNotification(method, params);
}

void Server::HandleRequest(const std::string& method, const Json& id_json, const Json* params) {
  const std::string id = ToText(id_json);
  if (cancelled_.erase(id) > 0)
    return ReplyError(id, kRequestCancelled, "the request was cancelled");
  if (!initialized_ && method != "initialize") {
    return ReplyError(id, kNotInitialized, "`initialize` comes first");
  }
  if (shut_down_) return ReplyError(id, kInvalidRequest, "the server was shut down");
  const absl::StatusOr<std::string> answer = Answer(method, params);
  if (answer.ok()) return Reply(id, *answer);
  const std::string why(answer.status().message());
  switch (answer.status().code()) {
    case absl::StatusCode::kNotFound:
      return ReplyError(id, kMethodNotFound, why);
    case absl::StatusCode::kInvalidArgument:
      return ReplyError(id, kInvalidParams, why);
    default:
      return ReplyError(id, kRequestFailed, why);
  }
}

absl::StatusOr<std::string> Server::Answer(const std::string& method, const Json* params) {
  if (method == "initialize") {
    initialized_ = true;
    return std::string(kCapabilities);
  }
  if (method == "shutdown") {
    shut_down_ = true;
    return std::string("null");
  }
  const bool document =
      method == "textDocument/formatting" || method == "textDocument/documentSymbol";
  const bool place = method == "textDocument/hover" || method == "textDocument/definition" ||
                     method == "textDocument/completion" || method == "textDocument/rename";
  if (!document && !place) return absl::NotFoundError("there is no method `" + method + "`");
  Place asked;
  asked.path = PathIn(params);
  if (asked.path.empty()) return absl::InvalidArgumentError("`textDocument.uri` is no file");
  if (place && !ReadPosition(Member(params, "position"), asked.position)) {
    return absl::InvalidArgumentError("`position` is none");
  }
  asked.files = documents_.BundleOf(asked.path);
  if (method == "textDocument/hover") return Hover(asked);
  if (method == "textDocument/definition") return Definition(asked);
  if (method == "textDocument/completion") return Complete(asked);
  if (method == "textDocument/formatting") return Formatting(asked);
  if (method == "textDocument/documentSymbol") return DocumentSymbols(asked);
  absl::StatusOr<std::string> renamed = Rename(asked, Text(Member(params, "newName")));
  if (renamed.ok()) return renamed;
  return absl::FailedPreconditionError(renamed.status().message());
}

void Server::HandleNotification(const std::string& method, const Json* params) {
  if (method == "exit") {
    exited_ = true;
  } else if (!initialized_ || shut_down_) {
    return;
  } else if (method == "textDocument/didOpen") {
    Open(params);
  } else if (method == "textDocument/didChange") {
    Change(params);
  } else if (method == "textDocument/didSave") {
    Publish(PathIn(params));
  } else if (method == "textDocument/didClose") {
    Close(params);
  }
}

void Server::Open(const Json* params) {
  const std::string path = PathIn(params);
  if (path.empty()) return;
  documents_.Set(path, Text(Member(Member(params, "textDocument"), "text")));
  Publish(path);
}

void Server::Change(const Json* params) {
  const std::string path = PathIn(params);
  const Json* changes = Member(params, "contentChanges");
  if (!documents_.IsOpen(path) || changes == nullptr || !changes->IsArray()) return;
  for (const Json& change : changes->GetArray()) {
    const std::string text = Text(Member(&change, "text"));
    const Json* range = Member(&change, "range");
    Position begin, end;
    if (range == nullptr) {
      documents_.Set(path, text);
    } else if (ReadPosition(Member(range, "start"), begin) &&
               ReadPosition(Member(range, "end"), end)) {
      documents_.Edit(path, begin, end, text);
    }
  }
  Publish(path);
}

void Server::Close(const Json* params) {
  const std::string path = PathIn(params);
  documents_.Close(path);
  if (!path.empty()) Publish(path);
}

// A file without diagnostics is told of when it is open or had some before.
void Server::Publish(const std::string& path) {
  if (path.empty()) return;
  for (const auto& [file, list] : DiagnosticsOf(documents_.BundleOf(path))) {
    const bool any = list != "[]";
    if (!any && shown_.erase(file) == 0 && !documents_.IsOpen(file)) continue;
    if (any) shown_.insert(file);
    cli::JsonObject object;
    object.Text("uri", UriOf(file)).Raw("diagnostics", list);
    Notify("textDocument/publishDiagnostics", object.Finish());
  }
}

void Server::Reply(const std::string& id, const std::string& result) {
  cli::JsonObject object;
  WriteFrame(object.Text("jsonrpc", "2.0").Raw("id", id).Raw("result", result).Finish(), out_);
}

void Server::ReplyError(const std::string& id, int code, const std::string& message) {
  cli::JsonObject error;
  error.Number("code", code).Text("message", message);
  cli::JsonObject object;
  object.Text("jsonrpc", "2.0").Raw("id", id).Raw("error", error.Finish());
  WriteFrame(object.Finish(), out_);
}

void Server::Notify(const std::string& method, const std::string& params) {
  cli::JsonObject object;
  object.Text("jsonrpc", "2.0").Text("method", method).Raw("params", params);
  WriteFrame(object.Finish(), out_);
}

}  // namespace writ::lsp
