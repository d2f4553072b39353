#include "lang/format/lines.h"

#include <algorithm>
#include <array>
#include <functional>

#include "lang/format/spaces.h"

namespace writ::lang {
namespace {

// Clauses that stand on lines of their own together. Other words that start a part of a
// declaration stay where their author puts them.
constexpr std::array<std::string_view, 5> kClauses = {"when", "unless", "else", "token", "settle"};

bool IsClauseWord(const Token& token) {
  return token.kind == TokenKind::kKeyword &&
         std::find(kClauses.begin(), kClauses.end(), token.text) != kClauses.end();
}

bool IsPunctuation(const Token& token, std::string_view text) {
  return token.kind == TokenKind::kPunctuation && token.Is(text);
}

// Whether `right` belongs on the line of `left`, wherever the author broke it.
bool Joins(const Token& left, const Token& right) {
  if (left.kind == TokenKind::kComment || left.kind == TokenKind::kDoc) return false;
  if (left.kind == TokenKind::kPrefix || right.kind == TokenKind::kPostfix) return true;
  if (IsPunctuation(left, ".") || IsPunctuation(left, "@") || IsClauseWord(left)) return true;
  if (right.kind == TokenKind::kOpen && !right.groups && !right.Is("{")) return true;
  if (right.Is("{") && !right.map) {
    return left.kind == TokenKind::kWord || left.kind == TokenKind::kKeyword ||
           left.kind == TokenKind::kClose || left.Is("->");
  }
  return IsPunctuation(right, ",") || IsPunctuation(right, ":") || IsPunctuation(right, "=");
}

class Breaker {
 public:
  Breaker(Layout& layout, size_t width) : layout_(layout), width_(width) {}

  void Run() {
    for (size_t i = 1; i < layout_.size(); ++i) layout_.before[i] = FromSource(i);
    for (size_t i = 1; i < layout_.size(); ++i) Require(i);
    do {
      Settle();
    } while (SplitWideLines());
    TidyBlanks();
  }

 private:
  Break FromSource(size_t i) const {
    const Token& token = layout_.tokens[i];
    if (token.newlines == 0 || Joins(layout_.tokens[i - 1], token)) return Break::kNone;
    return token.newlines == 1 ? Break::kLine : Break::kBlank;
  }

  void Require(size_t i) {
    const Token& token = layout_.tokens[i];
    const bool starts = token.starts_declaration || layout_.IsDoc(i) ||
                        (layout_.depth[i] == 0 && token.Is("@")) ||
                        (token.starts_step && !layout_.IsClose(i));
    if (starts || layout_.IsComment(i - 1) || layout_.IsDoc(i - 1)) layout_.BreakAt(i);
    // A comment right behind a bracket would hide that its items start on a new line.
    const bool opens = layout_.IsOpen(i - 1) && layout_.match[i - 1] != i;
    if (opens && (layout_.tokens[i - 1].steps || layout_.IsComment(i))) layout_.BreakAt(i);
  }

  // Makes brackets and clauses agree with the breaks that are there.
  void Settle() {
    for (size_t i = 0; i < layout_.size(); ++i) {
      if (layout_.IsOpen(i)) SettleBracket(i, layout_.match[i]);
    }
    extents_ = Declarations(layout_);
    for (const Extent& extent : extents_) {
      const std::vector<size_t> clauses = ClausesOf(extent);
      const bool broken = std::any_of(clauses.begin(), clauses.end(),
                                      [this](size_t i) { return layout_.Starts(i); });
      if (broken) BreakAll(clauses);
    }
  }

  void SettleBracket(size_t open, size_t close) {
    if (layout_.Starts(open + 1) && close != open + 1) return layout_.BreakAt(close);
    if (!layout_.IsComment(close - 1)) layout_.before[close] = Break::kNone;
  }

  bool IsTest(const Extent& extent) const { return layout_.tokens[extent.first].Is("test"); }

  std::vector<size_t> ClausesOf(const Extent& extent) const {
    std::vector<size_t> clauses;
    if (IsTest(extent)) return clauses;
    for (size_t i = extent.first + 1; i < extent.end; ++i) {
      if (layout_.depth[i] == 0 && IsClauseWord(layout_.tokens[i])) clauses.push_back(i);
    }
    return clauses;
  }

  bool BreakAll(const std::vector<size_t>& places) {
    bool changed = false;
    for (size_t i : places) {
      changed = changed || !layout_.Starts(i);
      layout_.BreakAt(i);
    }
    return changed;
  }

  // ---- wide lines ----

  static constexpr size_t kContinuation = 4;

  struct Line {
    size_t begin, end;
    size_t indent;
    uint32_t depth;  // the least of its tokens
    size_t limit;    // the first token that ends past the width, or `end`
  };

  bool SplitWideLines() {
    const std::vector<size_t> indents = Indents(layout_);
    bool changed = false;
    for (const Extent& extent : extents_) {
      if (IsTest(extent)) continue;
      for (size_t i = extent.first; i < extent.end;) {
        const Line line = LineAt(i, indents[i], extent.end);
        changed = (line.limit < line.end && Split(line, extent)) || changed;
        i = line.end;
      }
    }
    return changed;
  }

  Line LineAt(size_t begin, size_t indent, size_t end) const {
    Line line{begin, begin, indent, layout_.depth[begin], SIZE_MAX};
    size_t column = indent;
    do {
      const size_t i = line.end++;
      column += WidthOf(i, begin);
      line.depth = std::min(line.depth, layout_.depth[i]);
      const bool comment = layout_.IsComment(i) || layout_.IsDoc(i);
      if (column > width_ && line.limit == SIZE_MAX && !comment) line.limit = i;
    } while (line.end < end && !layout_.Starts(line.end));
    line.limit = std::min(line.limit, line.end);
    return line;
  }

  // At the outermost place that there is. False when there is none.
  bool Split(const Line& line, const Extent& extent) {
    if (line.depth == 0 && BreakAll(ClausesOf(extent))) return true;
    if (line.depth == 0 &&
        BreakBehind(line, [](const Token& t) { return IsPunctuation(t, "="); })) {
      return true;
    }
    if (SplitConditional(line)) return true;
    for (std::string_view op : {"||", "&&"}) {
      if (BreakBehind(
              line, [op](const Token& t) { return t.kind == TokenKind::kOperator && t.Is(op); })) {
        return true;
      }
    }
    return SplitList(line) || SplitBracket(line);
  }

  bool BreakBehind(const Line& line, const std::function<bool(const Token&)>& is_place) {
    std::vector<size_t> places;
    // Behind the first token there is nothing to gain.
    for (size_t i = line.begin + 1; i + 1 < line.end; ++i) {
      if (layout_.depth[i] == line.depth && is_place(layout_.tokens[i])) places.push_back(i + 1);
    }
    return BreakAll(places);
  }

  // Before the `?` and the `:` of `a ? b : c`.
  bool SplitConditional(const Line& line) {
    std::vector<size_t> places;
    for (size_t i = line.begin + 1; i < line.end; ++i) {
      const Token& token = layout_.tokens[i];
      const bool mark = token.kind == TokenKind::kOperator && (token.Is("?") || token.Is(":"));
      if (mark && layout_.depth[i] == line.depth) places.push_back(i);
    }
    return BreakAll(places);
  }

  // Of items outside of brackets, as many on a line as fit. A line that is begun so is at
  // most two steps in.
  bool SplitList(const Line& line) {
    std::vector<size_t> places;
    size_t place = 0, column = line.indent;
    for (size_t i = line.begin; i < line.end; ++i) {
      column += WidthOf(i, line.begin);
      if (column > width_ && place != 0) {
        places.push_back(place);
        column = kContinuation;
        for (size_t k = place; k <= i; ++k) column += WidthOf(k, place);
        place = 0;
      }
      const bool ends = layout_.depth[i] == line.depth && IsPunctuation(layout_.tokens[i], ",");
      if (ends && i + 1 < line.end) place = i + 1;
    }
    return BreakAll(places);
  }

  // Of a token with the space before it, in a line that starts with token `begin`.
  size_t WidthOf(size_t i, size_t begin) const {
    const size_t space = i == begin ? 0 : SpacesBetween(layout_.tokens[i - 1], layout_.tokens[i]);
    return space + layout_.tokens[i].text.size();
  }

  // The first bracket that runs past the width: every item on a line of its own.
  bool SplitBracket(const Line& line) {
    for (size_t i = line.begin; i < line.end; ++i) {
      const size_t close = layout_.match[i];
      const bool wide = layout_.IsOpen(i) && close >= line.limit && close > i + 1;
      if (layout_.depth[i] != line.depth || !wide || layout_.tokens[i].Is("<")) continue;
      std::vector<size_t> places = {i + 1, close};
      for (size_t k = i + 1; k + 1 < close; ++k) {
        const bool item = layout_.depth[k] == layout_.depth[i] + 1;
        if (item && IsPunctuation(layout_.tokens[k], ",")) places.push_back(k + 1);
      }
      if (BreakAll(places)) return true;
    }
    return false;
  }

  // ---- empty lines ----

  void TidyBlanks() {
    extents_ = Declarations(layout_);
    // By token: whether it begins a declaration with what stands above it, or is in that.
    std::vector<bool> leads(layout_.size()), in_lead(layout_.size());
    for (const Extent& extent : extents_) {
      leads[extent.lead] = true;
      for (size_t i = extent.lead; i <= extent.first; ++i) in_lead[i] = true;
    }
    for (size_t i = 1; i < layout_.size(); ++i) {
      const bool apart = layout_.depth[i] == 0
                             ? leads[i] || (in_lead[i] && layout_.IsComment(i - 1))
                             : MayStandApart(i);
      const bool comment = layout_.IsComment(i) && !layout_.IsOpen(i - 1);
      if (layout_.before[i] == Break::kBlank && !apart && !comment) {
        layout_.before[i] = Break::kLine;
      }
    }
    for (size_t d = 1; d < extents_.size(); ++d) {
      const bool apart = HasLines(extents_[d]) || HasLines(extents_[d - 1]) ||
                         EndsHead(extents_[d - 1], extents_[d]);
      if (apart) layout_.before[extents_[d].lead] = Break::kBlank;
    }
  }

  // Inside of brackets: an item, a step.
  bool MayStandApart(size_t i) const {
    if (layout_.IsOpen(i - 1) || layout_.IsClose(i)) return false;
    return layout_.tokens[i].starts_step || layout_.IsComment(i - 1) ||
           layout_.tokens[i - 1].Is(",");
  }

  bool HasLines(const Extent& extent) const {
    size_t end = extent.end;
    while (end > extent.first + 1 && layout_.IsComment(end - 1)) --end;
    for (size_t i = extent.first + 1; i < end; ++i) {
      if (layout_.Starts(i)) return true;
    }
    return false;
  }

  // `package` stands alone, and so do the `use` lines together.
  bool EndsHead(const Extent& before, const Extent& extent) const {
    const Token& word = layout_.tokens[before.first];
    return word.Is("package") || (word.Is("use") && !layout_.tokens[extent.first].Is("use"));
  }

  Layout& layout_;
  const size_t width_;
  std::vector<Extent> extents_;
};

}  // namespace

void BreakLines(Layout& layout, size_t width) { Breaker(layout, width).Run(); }

}  // namespace writ::lang
