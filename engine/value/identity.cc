#include "engine/value/identity.h"

#include "engine/value/email.h"
#include "engine/value/ip.h"
#include "engine/value/path.h"
#include "engine/value/url.h"

namespace writ {
namespace {

struct IdentityRow {
  Kind kind;
  TypeKind type;
  Spelling (*read)(std::string_view text);
  std::string_view form;
};
constexpr IdentityRow kRows[] = {
    {Kind::kIp, TypeKind::kIp, ReadIp, kIpForm},
    {Kind::kCidr, TypeKind::kCidr, ReadCidr, kCidrForm},
    {Kind::kUrl, TypeKind::kUrl, ReadUrl, kUrlForm},
    {Kind::kEmail, TypeKind::kEmail, ReadEmail, kEmailForm},
    {Kind::kPath, TypeKind::kPath, ReadPath, kPathForm},
};

const IdentityRow* RowOf(Kind kind) {
  for (const IdentityRow& row : kRows) {
    if (row.kind == kind) return &row;
  }
  return nullptr;
}

}  // namespace

bool IsIdentity(Kind kind) { return RowOf(kind) != nullptr; }

std::optional<Kind> IdentityOfType(TypeKind type) {
  for (const IdentityRow& row : kRows) {
    if (row.type == type) return row.kind;
  }
  return std::nullopt;
}

Spelling ReadIdentity(Kind kind, std::string_view text) {
  const IdentityRow* row = RowOf(kind);
  return row == nullptr ? Spelling::Misfit("is no identity") : row->read(text);
}

std::string_view IdentityForm(Kind kind) {
  const IdentityRow* row = RowOf(kind);
  return row == nullptr ? std::string_view() : row->form;
}

std::string IdentityText(Kind kind, std::string_view stored) {
  if (kind == Kind::kIp) return FormatIp(stored);
  if (kind == Kind::kCidr) return FormatCidr(stored);
  return std::string(stored);
}

bool IsStoredIdentity(Kind kind, std::string_view stored) {
  if (kind == Kind::kIp) return IsStoredIp(stored);
  if (kind == Kind::kCidr) return IsStoredCidr(stored);
  const Spelling spelling = ReadIdentity(kind, stored);
  return spelling.ok() && spelling.stored == stored;
}

}  // namespace writ
