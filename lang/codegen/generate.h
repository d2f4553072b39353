// A checked model to a bundle. Pure; the same model gives the same bytes.
#ifndef WRIT_LANG_CODEGEN_GENERATE_H_
#define WRIT_LANG_CODEGEN_GENERATE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "engine/bytecode/builder.h"
#include "lang/codegen/slots.h"
#include "lang/diagnostics/diagnostics.h"
#include "lang/sema/model.h"
#include "lang/source/source.h"

namespace writ::lang {

class Generator {
 public:
  // The first `bundled_files` of `sources` go into the bundle. `model` was checked
  // without an error.
  Generator(const Model& model, const SourceSet& sources, uint32_t bundled_files,
            Diagnostics& diagnostics, const Passes& passes = {})
      : model_(model),
        sources_(sources),
        bundled_files_(bundled_files),
        diagnostics_(diagnostics),
        program_(model.types),
        slots_(program_, passes) {}

  // Everything but tests. Reports what is too large for a block.
  void Generate();

  ProgramBuilder& program() { return program_; }
  Slots& slots() { return slots_; }
  // A block for `term`, which stands at `span`; an empty one, reported, when it does not
  // fit. Adds what it loads to `loaded`.
  bundle::Block Block(const Term& term, Span span, std::set<uint32_t>& loaded);

 private:
  void WriteSources();
  void WriteActions();
  void WriteFacts();
  void WriteUpdate(const Fact& fact, bundle::Update& update);
  void WriteRule(const Rule& rule);
  void WriteGuard(const Rule& rule, bundle::Rule& out);
  void WriteClause(const RuleClause& clause, bundle::Rule& out, std::set<uint32_t>& loaded);
  void WriteLimit(const Rule& rule, bundle::Rule& out, std::set<uint32_t>& loaded);

  const Model& model_;
  const SourceSet& sources_;
  const uint32_t bundled_files_;
  Diagnostics& diagnostics_;
  ProgramBuilder program_;
  Slots slots_;
};

// White space folded to single spaces, none at the ends.
std::string Folded(std::string_view text);

}  // namespace writ::lang

#endif  // WRIT_LANG_CODEGEN_GENERATE_H_
