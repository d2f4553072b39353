#include "tests/oracle/probe.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/sha256.h"
#include "engine/bytecode/builtin_info.h"
#include "engine/bytecode/codes.h"
#include "engine/bytecode/opcode_info.h"
#include "engine/value/canonical.h"
#include "engine/value/text.h"
#include "engine/vm/vm.h"
#include "lang/codegen/generate.h"
#include "lang/syntax/parser.h"
#include "tests/oracle/inputs.h"
#include "tests/oracle/walker.h"

namespace writ::oracle {
namespace {

constexpr uint64_t kFuel = 10'000'000;

std::string NameOf(size_t i) {
  std::string digits = std::to_string(i);
  return "probe_" + std::string(5 - digits.size(), '0') + digits;
}

// The expressions as facts over results: a place for a value of any type that may read
// every root.
std::string SourceOf(const std::vector<std::string>& expressions) {
  std::string text = kDeclarations;
  for (size_t i = 0; i < expressions.size(); ++i) {
    absl::StrAppend(&text, "fact ", NameOf(i), "(task) = last(", expressions[i],
                    ") of succeeded a.probe\n");
  }
  return text;
}

struct Checked {
  explicit Checked(const std::vector<std::string>& expressions) {
    sources.files.emplace_back("p.writ", SourceOf(expressions));
    files.push_back(lang::ParseFile(sources, 0, diagnostics));
    analysis.emplace(sources, files, library, diagnostics);
  }

  lang::SourceSet sources;
  lang::Diagnostics diagnostics;
  std::vector<lang::File> files;
  std::vector<std::string> library;
  std::optional<lang::Analysis> analysis;
};

// Those of which no line was reported.
std::vector<std::string> Without(const std::vector<std::string>& expressions,
                                 const Checked& checked) {
  const lang::SourceFile& file = checked.sources.files[0];
  const std::string declarations = kDeclarations;
  const uint32_t first = file.Locate(static_cast<uint32_t>(declarations.size())).line;
  std::set<size_t> bad;
  for (const lang::Diagnostic& d : checked.diagnostics.Sorted()) {
    if (lang::DiagnosticSeverity(d.id) != lang::Severity::kError) continue;
    const uint32_t line = file.Locate(d.span.begin).line;
    if (line >= first) bad.insert(line - first);
  }
  std::vector<std::string> kept;
  for (size_t i = 0; i < expressions.size(); ++i) {
    if (!bad.contains(i)) kept.push_back(expressions[i]);
  }
  return kept;
}

// One way to make code of the batch.
struct Compiled {
  std::shared_ptr<const Program> program;
  PatternSet patterns;
  std::string failure;
};

Compiled Generate(const Checked& checked, const lang::Passes& passes) {
  Compiled compiled;
  lang::Diagnostics diagnostics;
  lang::Generator generator(checked.analysis->model(), checked.sources, 1, diagnostics, passes);
  generator.Generate();
  if (diagnostics.has_errors()) {
    compiled.failure = lang::Render(diagnostics.Sorted()[0], checked.sources);
    return compiled;
  }
  auto program = Program::Load(std::move(generator.program()).Finish());
  if (!program.ok()) {
    compiled.failure = std::string(program.status().message());
    return compiled;
  }
  auto patterns = PatternSet::Compile(**program);
  if (!patterns.ok()) {
    compiled.failure = std::string(patterns.status().message());
    return compiled;
  }
  compiled.program = *std::move(program);
  compiled.patterns = *std::move(patterns);
  return compiled;
}

void Record(const Program& program, const Block& block, Tally& tally) {
  for (uint32_t i = block.begin; i < block.begin + block.size; ++i) {
    const Instruction& instruction = program.code[i];
    tally.opcodes.emplace(FindOpcode(instruction.op)->name);
    if (instruction.op != Op::kCall && instruction.op != Op::kCallAny) continue;
    tally.builtins.emplace(FindBuiltin(static_cast<uint32_t>(instruction.d))->name);
  }
}

class Machine {
 public:
  Machine(const Compiled& compiled, const World& world, Arena& arena)
      : program_(*compiled.program),
        patterns_(compiled.patterns),
        world_(world),
        arena_(arena),
        slots_(program_.slots.size()) {}

  Value Run(const FactUpdate& update) {
    for (uint32_t slot : update.slots) slots_[slot] = Fill(program_.slots[slot]);
    return Run(update.element);
  }

 private:
  Value Run(const Block& block) {
    Budget budget(kFuel);
    return writ::Run(program_, block, Frame{world_.roots, slots_, patterns_}, budget, arena_);
  }

  Value Fill(const SlotDef& slot) {
    std::vector<Value> keys;
    for (const Block& block : slot.keys) {
      keys.push_back(Run(block));
      if (keys.back().is_error()) return keys.back();
      if (keys.back().is(Kind::kAbsent)) return Value::Error(ErrorCode::kAbsent);
    }
    if (slot.fact == kEntityAttributes) return world_.attributes(keys[0]);
    return world_.fact(slot.fact, keys);
  }

  const Program& program_;
  const PatternSet& patterns_;
  const World& world_;
  Arena& arena_;
  std::vector<Value> slots_;
};

// NaN is unlike itself, and here the same.
bool Same(const Value& a, const Value& b) { return CanonicalBytes(a) == CanonicalBytes(b); }

class Comparison {
 public:
  Comparison(const std::vector<std::string>& expressions, const Checked& checked, Tally& tally)
      : expressions_(expressions), model_(checked.analysis->model()), tally_(tally) {
    const std::pair<const char*, lang::Passes> ways[] = {{"every pass", lang::Passes()},
                                                         {"no pass", lang::Passes::None()}};
    for (const auto& [name, passes] : ways) {
      names_.push_back(name);
      compiled_.push_back(Generate(checked, passes));
      const Compiled& made = compiled_.back();
      if (made.program == nullptr) {
        tally_.differences.push_back(absl::StrCat("does not load with ", name, ": ", made.failure));
        ok_ = false;
      }
    }
    for (size_t i = 0; ok_ && i < model_.facts.size(); ++i) {
      for (const Compiled& made : compiled_) {
        if (made.program->facts[i].update.element.present()) {
          Record(*made.program, made.program->facts[i].update.element, tally_);
        }
      }
    }
  }

  bool ok() const { return ok_; }

  void RunOn(Random& random) {
    Arena arena;
    World world = MakeWorld(model_, random, arena);
    world.patterns = &compiled_[0].patterns;
    size_t expression = 0;
    for (size_t i = 0; i < model_.facts.size(); ++i) {
      if (model_.facts[i].element == nullptr) continue;
      CompareOne(i, expressions_[expression++], world, arena);
    }
  }

 private:
  void CompareOne(size_t fact, const std::string& expression, const World& world, Arena& arena) {
    Walker walker(world, arena);
    const Value expected = walker.Evaluate(*model_.facts[fact].element);
    tally_.unknown.insert(walker.unknown().begin(), walker.unknown().end());
    tally_.shared.insert(walker.shared().begin(), walker.shared().end());
    if (!walker.unknown().empty()) return;
    ++tally_.cases;
    tally_.errors += expected.is_error() ? 1 : 0;
    for (size_t way = 0; way < compiled_.size(); ++way) {
      const FactUpdate& update = compiled_[way].program->facts[fact].update;
      const Value got = Machine(compiled_[way], world, arena).Run(update);
      if (Same(got, expected) || tally_.differences.size() > 20) continue;
      tally_.differences.push_back(absl::StrCat(
          expression, "\n  with ", names_[way], ": ", writ::ToSource(got),
          "\n  walked: ", writ::ToSource(expected),
          "\n  args: ", writ::ToSource(world.roots[static_cast<size_t>(Root::kArgs)])));
    }
  }

  const std::vector<std::string>& expressions_;
  const lang::Model& model_;
  Tally& tally_;
  std::vector<const char*> names_;
  std::vector<Compiled> compiled_;
  bool ok_ = true;
};

}  // namespace

void Compare(const std::vector<std::string>& expressions, size_t calls, Random& random,
             Tally& tally) {
  std::vector<std::string> kept = expressions;
  auto checked = std::make_unique<Checked>(kept);
  // Diagnostics are kept up to a limit, so that it may take several turns.
  while (checked->diagnostics.has_errors()) {
    std::vector<std::string> fewer = Without(kept, *checked);
    if (fewer.size() == kept.size()) {
      tally.differences.push_back("the declarations do not compile: " +
                                  lang::Render(checked->diagnostics.Sorted()[0], checked->sources));
      return;
    }
    kept = std::move(fewer);
    checked = std::make_unique<Checked>(kept);
  }
  tally.dropped += expressions.size() - kept.size();
  tally.compiled += kept.size();
  Comparison comparison(kept, *checked, tally);
  for (size_t i = 0; comparison.ok() && i < calls; ++i) comparison.RunOn(random);
}

}  // namespace writ::oracle
