#include "tests/integration/lsp_client.h"

#include <unistd.h>

#include <cerrno>

#include "tests/integration/harness.h"

namespace writ::harness {

std::unique_ptr<LspClient> LspClient::Start() {
  auto to = MakePipe(), from = MakePipe();
  if (!to.ok() || !from.ok()) return nullptr;
  auto process = Process::Start({WritBinary(), "lsp"}, from->write.get(), -1, to->read.get());
  if (!process.ok()) return nullptr;
  // The ends of the child are closed with `to` and `from`.
  return std::unique_ptr<LspClient>(
      new LspClient(*std::move(process), std::move(to->write), std::move(from->read)));
}

void LspClient::Raw(std::string_view bytes) { WriteAll(to_, bytes); }

void LspClient::Send(std::string_view body) {
  Raw("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

void LspClient::Notify(const std::string& method, const std::string& params) {
  Send(R"({"jsonrpc":"2.0","method":")" + method + R"(","params":)" + params + "}");
}

rapidjson::Document LspClient::Request(const std::string& method, const std::string& params) {
  const int id = next_id_++;
  Send(R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method +
       R"(","params":)" + params + "}");
  while (true) {
    rapidjson::Document message = Read();
    if (message.IsNull()) return message;
    auto found = message.FindMember("id");
    const bool named = found != message.MemberEnd() && found->value.IsInt();
    if (named && found->value.GetInt() == id) return message;
  }
}

rapidjson::Document LspClient::Read() {
  constexpr std::string_view kLength = "Content-Length: ";
  rapidjson::Document message;
  while (true) {
    const size_t headers = buffer_.find("\r\n\r\n");
    if (headers != std::string::npos) {
      const size_t length = std::stoul(buffer_.substr(kLength.size()));
      if (buffer_.size() >= headers + 4 + length) {
        message.Parse(buffer_.substr(headers + 4, length).c_str());
        buffer_.erase(0, headers + 4 + length);
        return message;
      }
    }
    char bytes[4096];
    const ssize_t n = read(from_.get(), bytes, sizeof(bytes));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return message;
    buffer_.append(bytes, static_cast<size_t>(n));
  }
}

rapidjson::Document LspClient::Diagnostics(const std::string& file) {
  while (true) {
    rapidjson::Document message = Read();
    if (message.IsNull()) return message;
    auto method = message.FindMember("method");
    const bool published =
        method != message.MemberEnd() &&
        method->value.GetString() == std::string_view("textDocument/publishDiagnostics");
    if (published && std::string(message["params"]["uri"].GetString()).ends_with(file)) {
      return message;
    }
  }
}

Exit LspClient::End() {
  to_.Close();
  return process_.Wait();
}

}  // namespace writ::harness
