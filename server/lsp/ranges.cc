#include "server/lsp/ranges.h"

#include "server/cli/json_object.h"

namespace writ::lsp {
namespace {

std::string PositionJson(Position position) {
  cli::JsonObject object;
  return object.Number("line", position.line).Number("character", position.character).Finish();
}

}  // namespace

std::string RangeJson(Position begin, Position end) {
  cli::JsonObject object;
  return object.Raw("start", PositionJson(begin)).Raw("end", PositionJson(end)).Finish();
}

std::string RangeJson(const lang::SourceSet& sources, lang::Span span) {
  const std::string_view text = sources.files[span.file].text();
  return RangeJson(PositionOf(text, span.begin), PositionOf(text, span.end));
}

std::string LocationJson(const lang::SourceSet& sources, lang::Span span) {
  cli::JsonObject object;
  object.Text("uri", UriOf(sources.files[span.file].name()));
  return object.Raw("range", RangeJson(sources, span)).Finish();
}

}  // namespace writ::lsp
