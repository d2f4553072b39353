#include "server/cli/load_facts.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/value/text.h"
#include "server/json/json.h"

namespace writ::cli {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

// One line: takes the keys that its kind has, and says which one is left.
class Line {
 public:
  explicit Line(const Value& object) : object_(object), taken_(object.AsMap().size) {}

  bool Has(std::string_view key) const { return Find(key) != nullptr; }

  // As JSON; `otherwise` when it is not there.
  std::string Json(std::string_view key, std::string otherwise = "") {
    const Value* value = Take(key);
    return value == nullptr ? otherwise : ToJson(*value);
  }

  absl::StatusOr<std::string> Text(std::string_view key) {
    const Value* value = Take(key);
    if (value != nullptr && value->is(Kind::kString)) return std::string(value->AsText());
    return absl::InvalidArgumentError(absl::StrCat("`", View(key), "` must be a text"));
  }

  absl::StatusOr<int64_t> Number(std::string_view key) {
    const Value* value = Take(key);
    int64_t number = 0;
    if (value == nullptr) return number;
    if (value->is(Kind::kNumber) && absl::SimpleAtoi(View(value->AsText()), &number)) return number;
    return absl::InvalidArgumentError(absl::StrCat("`", View(key), "` must be a whole number"));
  }

  const Value* Take(std::string_view key) {
    for (uint32_t i = 0; i < object_.AsMap().size; ++i) {
      if (object_.AsMap().entries[i].key.AsText() != key) continue;
      taken_[i] = true;
      return &object_.AsMap().entries[i].value;
    }
    return nullptr;
  }

  absl::Status CheckAllTaken() const {
    for (uint32_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i]) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "`", View(object_.AsMap().entries[i].key.AsText()), "` does not belong here"));
    }
    return absl::OkStatus();
  }

 private:
  const Value* Find(std::string_view key) const {
    for (uint32_t i = 0; i < object_.AsMap().size; ++i) {
      if (object_.AsMap().entries[i].key.AsText() == key) return &object_.AsMap().entries[i].value;
    }
    return nullptr;
  }

  const Value& object_;
  std::vector<bool> taken_;
};

absl::Status ReadPut(Line& line, v1::PutFactRequest& put) {
  WRIT_ASSIGN_OR_RETURN(*put.mutable_fact(), line.Text("fact"));
  put.set_keys_json(line.Json("keys", "[]"));
  put.set_value_json(line.Json("value"));
  WRIT_ASSIGN_OR_RETURN(int64_t ttl, line.Number("ttl_seconds"));
  put.set_ttl_seconds(ttl);
  return absl::OkStatus();
}

absl::Status ReadGroups(Line& line, v1::SetGroupsRequest& set) {
  WRIT_ASSIGN_OR_RETURN(*set.mutable_type(), line.Text("entity"));
  WRIT_ASSIGN_OR_RETURN(*set.mutable_id(), line.Text("id"));
  const Value& groups = *line.Take("groups");
  if (!groups.is(Kind::kList)) return absl::InvalidArgumentError("`groups` must be a list");
  for (uint32_t i = 0; i < groups.size(); ++i) {
    if (!groups.items()[i].is(Kind::kString)) {
      return absl::InvalidArgumentError("`groups` must be a list of ids");
    }
    set.add_groups(std::string(groups.items()[i].AsText()));
  }
  return absl::OkStatus();
}

absl::Status ReadEntity(Line& line, v1::PutEntityRequest& put) {
  WRIT_ASSIGN_OR_RETURN(*put.mutable_type(), line.Text("entity"));
  WRIT_ASSIGN_OR_RETURN(*put.mutable_id(), line.Text("id"));
  put.set_attributes_json(line.Json("attributes", "{}"));
  return absl::OkStatus();
}

absl::Status ReadDelete(Line& line, v1::DeleteFactRequest& remove) {
  WRIT_ASSIGN_OR_RETURN(*remove.mutable_fact(), line.Text("delete"));
  remove.set_keys_json(line.Json("keys", "[]"));
  return absl::OkStatus();
}

absl::Status ReadLine(std::string_view text, v1::Change& change) {
  auto value = ReadJson(text);
  if (!value.ok()) return absl::InvalidArgumentError(absl::StrCat("it ", value.status().message()));
  if (!(*value)->value.is(Kind::kMap)) return absl::InvalidArgumentError("it is no JSON object");
  Line line((*value)->value);
  absl::Status status =
      line.Has("fact")                           ? ReadPut(line, *change.mutable_put())
      : line.Has("delete")                       ? ReadDelete(line, *change.mutable_delete_())
      : line.Has("entity") && line.Has("groups") ? ReadGroups(line, *change.mutable_set_groups())
      : line.Has("entity")
          ? ReadEntity(line, *change.mutable_put_entity())
          : absl::InvalidArgumentError("it says neither `fact`, `entity` nor `delete`");
  return status.ok() ? line.CheckAllTaken() : status;
}

bool Fits(const v1::LoadRequest& batch, const v1::Change& change) {
  return batch.changes_size() < kMaxBatchChanges &&
         batch.ByteSizeLong() + change.ByteSizeLong() <= kMaxBatchBytes;
}

}  // namespace

absl::StatusOr<std::vector<v1::LoadRequest>> ReadBatches(std::string_view text) {
  std::vector<v1::LoadRequest> batches;
  uint64_t number = 0;
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    v1::Change change;
    change.set_line(number);
    if (absl::Status status = ReadLine(line, change); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", status.message()));
    }
    if (batches.empty() || !Fits(batches.back(), change)) batches.emplace_back();
    *batches.back().add_changes() = std::move(change);
  }
  return batches;
}

}  // namespace writ::cli
