// A language server: speaks the Language Server Protocol 3.17 on two streams.
//
// One thread; messages are answered in order. A request that was cancelled before its
// turn is answered so. Nothing that an editor sends ends it but `exit` and the end of
// the input: what it cannot read it answers with an error.
#ifndef WRIT_SERVER_LSP_SERVER_H_
#define WRIT_SERVER_LSP_SERVER_H_

#include <rapidjson/document.h>

#include <deque>
#include <istream>
#include <ostream>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "server/lsp/documents.h"
#include "server/lsp/features.h"

namespace writ::lsp {

class Server {
 public:
  Server(std::istream& in, std::ostream& out) : in_(in), out_(out) {}

  // The exit code of the process: 0 when it was shut down before the end.
  int Run();

 private:
  using Json = rapidjson::Value;

  bool Fetch();
  void Receive(const std::string& body);
  void Handle(const rapidjson::Document& message);
  void HandleRequest(const std::string& method, const Json& id, const Json* params);
  void HandleNotification(const std::string& method, const Json* params);
  // InvalidArgument for params that do not fit, NotFound for a method that is none.
  absl::StatusOr<std::string> Answer(const std::string& method, const Json* params);

  void Open(const Json* params);
  void Change(const Json* params);
  void Close(const Json* params);
  void Publish(const std::string& path);

  void Reply(const std::string& id, const std::string& result);
  void ReplyError(const std::string& id, int code, const std::string& message);
  void Notify(const std::string& method, const std::string& params);

  std::istream& in_;
  std::ostream& out_;
  Documents documents_;
  std::deque<rapidjson::Document> waiting_;
  std::set<std::string> cancelled_;  // ids, as JSON
  std::set<std::string> shown_;      // paths with diagnostics in the editor
  bool initialized_ = false, shut_down_ = false, exited_ = false;
};

}  // namespace writ::lsp

#endif  // WRIT_SERVER_LSP_SERVER_H_
