#include "lang/format/layout.h"

#include "lang/format/spaces.h"

namespace writ::lang {
namespace {

constexpr size_t kStep = 2;

// Walks the tokens in order and knows of each line how far it is indented.
class Indenter {
 public:
  explicit Indenter(const Layout& layout) : layout_(layout) { FindMargins(); }

  std::vector<size_t> Run() {
    std::vector<size_t> indents(layout_.size(), 0);
    for (size_t i = 0; i < layout_.size(); ++i) {
      if (layout_.tokens[i].starts_declaration) clauses_ = false;
      if (i == 0 || layout_.Starts(i)) line_ = indents[i] = IndentOf(i);
      if (layout_.IsOpen(i)) open_.push_back({line_, IsBroken(i)});
      if (layout_.IsClose(i)) open_.pop_back();
    }
    return indents;
  }

 private:
  struct Bracket {
    size_t indent;  // of the line that it stands in
    bool broken;    // its items stand on lines of their own
  };

  bool IsBroken(size_t open) const { return open + 1 < layout_.size() && layout_.Starts(open + 1); }

  size_t IndentOf(size_t i) {
    if (open_.empty()) return IndentOfTop(i);
    const Bracket& bracket = open_.back();
    if (layout_.IsClose(i)) return bracket.indent;
    const bool goes_on = bracket.broken && !StartsItem(i);
    return bracket.indent + kStep + (goes_on ? kStep : 0);
  }

  // An item of a broken bracket, what belongs to one, or a comment between two.
  bool StartsItem(size_t i) const {
    if (layout_.tokens[i].starts_step || layout_.IsComment(i) || layout_.IsDoc(i)) return true;
    size_t before = i - 1;
    while (layout_.IsComment(before) && before > 0) --before;
    return layout_.IsOpen(before) || layout_.IsDoc(before) || layout_.tokens[before].Is(",");
  }

  // Outside of brackets: a declaration at the margin, its clauses one step in, what goes
  // on from a clause two.
  size_t IndentOfTop(size_t i) {
    if (margins_[i]) return 0;
    const bool clause = layout_.tokens[i].kind == TokenKind::kKeyword;
    if (clause) clauses_ = true;
    if (clause || layout_.IsComment(i)) return kStep;
    return clauses_ ? 2 * kStep : kStep;
  }

  // Whether each token starts a declaration, or stands above one or at the end.
  void FindMargins() {
    margins_.resize(layout_.size() + 1, true);
    for (size_t i = layout_.size(); i-- > 0;) {
      const Token& token = layout_.tokens[i];
      const bool starts = token.starts_declaration || token.Is("@") || layout_.IsDoc(i);
      margins_[i] = starts || (layout_.IsComment(i) && margins_[i + 1]);
    }
  }

  const Layout& layout_;
  std::vector<bool> margins_;
  std::vector<Bracket> open_;
  size_t line_ = 0;
  bool clauses_ = false;
};

void WriteToken(const Token& token, std::string& out) {
  // `///x` and `/// x` are the same documentation.
  if (token.kind == TokenKind::kDoc && token.text.size() > 3 && token.text[3] != ' ') {
    out += "/// ";
    out += token.text.substr(3);
  } else {
    out += token.text;
  }
}

}  // namespace

Layout::Layout(std::vector<Token> given)
    : tokens(std::move(given)), before(tokens.size()), depth(tokens.size()), match(tokens.size()) {
  std::vector<size_t> open;
  for (size_t i = 0; i < tokens.size(); ++i) {
    match[i] = i;
    if (IsClose(i) && !open.empty()) {
      match[i] = open.back();
      match[open.back()] = i;
      open.pop_back();
    }
    depth[i] = static_cast<uint32_t>(open.size());
    if (IsOpen(i)) open.push_back(i);
  }
}

std::vector<Extent> Declarations(const Layout& layout) {
  std::vector<Extent> found;
  size_t lead = 0;
  bool in_lead = true;
  for (size_t i = 0; i < layout.size(); ++i) {
    const Token& token = layout.tokens[i];
    const bool above = layout.depth[i] == 0 && (token.Is("@") || layout.IsDoc(i));
    if (above && !in_lead) {
      lead = i;
      in_lead = true;
      found.back().end = i;
    }
    if (!token.starts_declaration) continue;
    if (!in_lead) {
      lead = i;
      found.back().end = i;
    }
    found.push_back({lead, i, layout.size()});
    in_lead = false;
  }
  // Comments on lines of their own right above belong to what they stand above.
  for (size_t d = 1; d < found.size(); ++d) {
    size_t& first = found[d].lead;
    while (first > 0 && layout.IsComment(first - 1) && layout.Starts(first - 1) &&
           layout.before[first] != Break::kBlank) {
      --first;
    }
    found[d - 1].end = first;
  }
  return found;
}

std::vector<size_t> Indents(const Layout& layout) { return Indenter(layout).Run(); }

std::string Write(const Layout& layout) {
  const std::vector<size_t> indents = Indents(layout);
  std::string out;
  for (size_t i = 0; i < layout.size(); ++i) {
    if (i > 0 && !layout.Starts(i)) {
      out.append(SpacesBetween(layout.tokens[i - 1], layout.tokens[i]), ' ');
    } else {
      if (i > 0) out += layout.before[i] == Break::kBlank ? "\n\n" : "\n";
      out.append(indents[i], ' ');
    }
    WriteToken(layout.tokens[i], out);
  }
  if (!out.empty()) out += '\n';
  return out;
}

}  // namespace writ::lang
