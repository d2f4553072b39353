// make_seeds FOLDER POLICY...: writes FOLDER/bundle_fuzz, verify_fuzz, event_fuzz and
// value_fuzz, seeds made of these policy files and of a short life of an engine.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "engine/bytecode/bundle.pb.h"
#include "lang/compiler/compiler.h"
#include "tests/engine/fixture.h"

namespace writ::tests {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) {}

  void Write(const std::string& target, std::string_view bytes) {
    fs::create_directories(path_ / target);
    std::ofstream out(path_ / target / ("seed_" + std::to_string(count_++)), std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

 private:
  const fs::path path_;
  int count_ = 0;
};

std::string ReadAll(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The bundle without its source, which would only be flipped in vain, and the code alone.
void WriteBundle(const std::string& path, Folder& folder) {
  const lang::CompileResult result = lang::Compile({{"p.writ", ReadAll(path)}});
  if (!result.ok()) return;
  bundle::Bundle bundle;
  bundle.ParseFromString(result.bundle);
  for (bundle::Source& source : *bundle.mutable_sources()) source.clear_text();
  folder.Write("bundle_fuzz", bundle.SerializeAsString());
  folder.Write("verify_fuzz", bundle.code());
  for (const std::string& constant : bundle.constants()) folder.Write("value_fuzz", constant);
}

constexpr char kPolicy[] = R"(package p
entity User { email: string }
entity Agent { owner: User }
task Pay { to: string, cap: money }
action a.pay(to: string, sum: money) -> { paid: money }
fact spent(task) = sum(args.sum) of a.pay settle result.paid
fact frozen(Agent): bool = false
permit pay: a.pay for Pay when args.to == task.to
forbid frozen: any when frozen(agent)
limit cap: spent(task) <= task.cap
)";

// One event of each kind.
void WriteEvents(Folder& folder) {
  TestEngine engine(kPolicy);
  engine.Grant("t1", "Pay", R"({"to": "bob", "cap": "10 USD"})");
  const Decision paid = engine.Decide("t1", "a.pay", R"({"to": "bob", "sum": "4 USD"})");
  engine.Decide("t1", "a.pay", R"({"to": "eve", "sum": "4 USD"})");
  engine.Decide("t1", "a.pay", R"({"to": 4})");
  (void)engine.Report(paid, true, R"({"paid": "3 USD"})").ok();
  engine.PutFact("frozen", R"(["bot"])", "true");
  engine.Decide("t1", "a.pay", R"({"to": "bob", "sum": "1 USD"})");
  for (uint64_t i = 0;; ++i) {
    const auto event = engine.engine().GetEvent(i);
    if (!event.ok()) return;
    folder.Write("event_fuzz", event->bytes);
  }
}

}  // namespace
}  // namespace writ::tests

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: make_seeds FOLDER POLICY...\n";
    return 2;
  }
  writ::tests::Folder folder(argv[1]);
  for (int i = 2; i < argc; ++i) writ::tests::WriteBundle(argv[i], folder);
  writ::tests::WriteEvents(folder);
  return 0;
}
