// Any bytes as the arguments of a call: refused with a message, or brought to the type's
// form; conforming twice changes nothing, and the canonical JSON says the same again.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "engine/value/canonical.h"
#include "engine/value/conform.h"
#include "engine/value/text.h"
#include "server/json/json.h"

namespace {

using writ::Type;
using writ::TypeKind;

void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

// A record with a field of every kind, all of them optional.
class Signature {
 public:
  Signature() {
    std::vector<writ::Field> fields;
    const TypeKind simple[] = {TypeKind::kDyn,   TypeKind::kBool,      TypeKind::kInt,
                               TypeKind::kUint,  TypeKind::kDouble,    TypeKind::kString,
                               TypeKind::kBytes, TypeKind::kDecimal,   TypeKind::kMoney,
                               TypeKind::kDate,  TypeKind::kTimestamp, TypeKind::kDuration};
    char name = 'a';
    for (TypeKind kind : simple) Add(fields, name++, types_.Simple(kind));
    const Type* text = types_.Simple(TypeKind::kString);
    Add(fields, name++, types_.List(types_.Simple(TypeKind::kInt)));
    Add(fields, name++, types_.Set(types_.Simple(TypeKind::kDecimal)));
    Add(fields, name++, types_.Map(text, types_.Simple(TypeKind::kMoney)));
    Add(fields, name++, types_.Map(types_.Simple(TypeKind::kInt), text));
    Add(fields, name++, types_.Record({{"x", text}, {"y", types_.Optional(text)}}));
    Add(fields, name++, types_.DeclareNamed(TypeKind::kEntity, "p.User"));
    type_ = types_.Record(std::move(fields));
  }
  const Type& type() const { return *type_; }

 private:
  void Add(std::vector<writ::Field>& fields, char name, const Type* type) {
    fields.push_back({std::string(1, name), types_.Optional(type)});
  }

  writ::TypeTable types_;
  const Type* type_ = nullptr;
};

std::variant<writ::Value, writ::Misfit> Read(const writ::Value& raw, writ::Arena& arena) {
  static const Signature* const signature = new Signature;
  return writ::Conform(raw, signature->type(), arena);
}

void CheckFitting(const writ::Value& value) {
  writ::Arena arena;
  const auto again = Read(value, arena);
  Demand(std::holds_alternative<writ::Value>(again), "what fits does not fit again");
  Demand(writ::CanonicalBytes(std::get<writ::Value>(again)) == writ::CanonicalBytes(value),
         "conforming twice changed something");
  const std::string json = writ::ToJson(value);
  const auto raw = writ::ReadJson(json, {.max_bytes = json.size()});
  Demand(raw.ok(), "the canonical JSON does not read");
  const auto read = Read((*raw)->value, arena);
  Demand(std::holds_alternative<writ::Value>(read), "the canonical JSON does not fit");
  Demand(writ::ToJson(std::get<writ::Value>(read)) == json, "the canonical JSON changed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto raw = writ::ReadJson({reinterpret_cast<const char*>(data), size});
  if (!raw.ok()) return 0;
  writ::Arena arena;
  const auto read = Read((*raw)->value, arena);
  if (const auto* misfit = std::get_if<writ::Misfit>(&read)) {
    Demand(!misfit->ToString().empty(), "a misfit without a reason");
  } else {
    CheckFitting(std::get<writ::Value>(read));
  }
  return 0;
}
