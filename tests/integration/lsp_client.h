// An editor at the other end of `writ lsp`: the real process, the real protocol.
#ifndef WRIT_TESTS_INTEGRATION_LSP_CLIENT_H_
#define WRIT_TESTS_INTEGRATION_LSP_CLIENT_H_

#include <rapidjson/document.h>

#include <memory>
#include <string>

#include "tests/integration/process.h"

namespace writ::harness {

class LspClient {
 public:
  // Null when the process does not start.
  static std::unique_ptr<LspClient> Start();

  // Sends bytes as they are.
  void Raw(std::string_view bytes);
  // Sends one message with its headers.
  void Send(std::string_view body);
  void Notify(const std::string& method, const std::string& params);
  // The answer to a request: what has `result` or `error`. Notifications that come
  // before it are kept.
  rapidjson::Document Request(const std::string& method, const std::string& params);

  // The next message of the server; null at the end of its output.
  rapidjson::Document Read();
  // The next diagnostics for a file whose path ends so.
  rapidjson::Document Diagnostics(const std::string& file);

  // Ends its input and waits.
  Exit End();

 private:
  LspClient(Process process, Descriptor to, Descriptor from)
      : process_(std::move(process)), to_(std::move(to)), from_(std::move(from)) {}

  Process process_;
  Descriptor to_, from_;
  std::string buffer_;
  int next_id_ = 1;
};

}  // namespace writ::harness

#endif  // WRIT_TESTS_INTEGRATION_LSP_CLIENT_H_
