#include "lang/session/session.h"

#include <algorithm>
#include <utility>

#include "lang/session/input.h"
#include "lang/syntax/parser.h"
#include "lang/testing/runner.h"

namespace writ::lang {
namespace {

constexpr char kTitle[] = "the session";
constexpr char kStepsFile[] = "~steps.writ";  // behind all others by name

Answer Failed(std::string text) {
  Answer answer;
  answer.text = std::move(text);
  return answer;
}

Answer Done(std::string text) {
  Answer answer;
  answer.ok = true;
  answer.text = std::move(text);
  return answer;
}

std::string Rendered(const CompileResult& result) {
  std::string text;
  for (const Diagnostic& diagnostic : result.diagnostics.Sorted()) {
    if (DiagnosticSeverity(diagnostic.id) == Severity::kError) {
      text += Render(diagnostic, result.sources);
    }
  }
  return text;
}

std::string PackageOf(const InputFile& file) {
  SourceSet sources;
  sources.files.emplace_back(file.name, file.text);
  Diagnostics diagnostics;
  return ParseFile(sources, 0, diagnostics).package.text;
}

Answer Told(const Shown& shown, const std::string& name) {
  Answer answer = Done("");
  if (shown.kind == StepKind::kCall) {
    answer.negative = !shown.permitted;
    answer.text = shown.text + "\n";
    for (const std::string& line : shown.trace) answer.text += "  " + line + "\n";
    return answer;
  }
  answer.name = name;
  answer.type = shown.type;
  answer.source = shown.text;
  answer.json = shown.json;
  answer.negative = shown.is_error;
  answer.text = (name.empty() ? "" : name + ": ") + shown.type + " = " + shown.text + "\n";
  return answer;
}

}  // namespace

Answer Session::Load(std::vector<InputFile> files) {
  Session loaded = *this;
  std::stable_sort(files.begin(), files.end(),
                   [](const InputFile& a, const InputFile& b) { return a.name < b.name; });
  std::string package = files.empty() ? "session" : PackageOf(files[0]);
  loaded.package_ = package.empty() ? "session" : std::move(package);
  loaded.policies_ = std::move(files);
  Answer answer = loaded.Run(loaded.steps_);
  if (!answer.ok) return answer;
  *this = std::move(loaded);
  return Done("loaded " + std::to_string(policies_.size()) + " files of package " + package_ +
              "\n");
}

Answer Session::Enter(std::string_view line) {
  if (steps_.size() + declarations_.size() >= kMaxSessionLines) {
    return Failed("a session has at most " + std::to_string(kMaxSessionLines) + " lines\n");
  }
  const std::string text(TrimSpace(line));
  switch (KindOfInput(text)) {
    case InputKind::kEmpty:
      return Done("");
    case InputKind::kUse: {
      Session used = *this;
      used.uses_.push_back(text);
      Answer answer = used.Run(used.steps_);
      if (!answer.ok) return answer;
      *this = std::move(used);
      return Done("");
    }
    case InputKind::kDeclaration:
      return AddDeclaration(text);
    case InputKind::kStep:
      return AddStep(ParsesAsStep(text) ? text : text + " -> permit", "");
    case InputKind::kLet: {
      auto [name, expression] = *SplitLet(text);
      return Bind(name, expression);
    }
    case InputKind::kExpression:
      return AddValue(text, "_" + std::to_string(values_ + 1));
  }
  return Failed("");
}

Answer Session::AddDeclaration(std::string_view text) {
  Session changed = *this;
  const std::string name = DeclaredName(text);
  if (!name.empty()) {
    std::erase_if(changed.declarations_, [&](const Declared& d) { return d.name == name; });
  }
  changed.declarations_.push_back({name, std::string(text)});
  Answer answer = changed.Run(changed.steps_);
  if (!answer.ok) return answer;
  *this = std::move(changed);
  return Done("");
}

Answer Session::AddStep(std::string text, std::string name) {
  std::vector<Step> steps = steps_;
  steps.push_back({std::move(text), std::move(name)});
  Answer answer = Run(steps);
  if (answer.ok) steps_ = std::move(steps);
  return answer;
}

Answer Session::AddValue(std::string_view expression, std::string name) {
  if (!ParsesAsExpression(expression)) return Value(expression);
  Answer answer = AddStep("expect " + std::string(expression), std::move(name));
  if (answer.ok) ++values_;
  return answer;
}

Answer Session::Bind(const std::string& name, const std::string& expression) {
  const bool taken = std::any_of(steps_.begin(), steps_.end(),
                                 [&](const Step& step) { return step.name == name; });
  if (taken) return Failed("`" + name + "` has a value already\n");
  if (!SplitLet("let " + name + " = 0")) return Failed("`" + name + "` is no name\n");
  return AddStep("expect " + expression, name);
}

Answer Session::Value(std::string_view expression) const {
  const std::string_view text = TrimSpace(expression);
  if (!ParsesAsExpression(text)) {
    SourceSet sources;
    sources.files.emplace_back("expression", std::string(text));
    Diagnostics diagnostics;
    ParseExpression(sources, 0, diagnostics);
    std::string rendered;
    for (const Diagnostic& d : diagnostics.Sorted()) rendered += Render(d, sources);
    return Failed(rendered);
  }
  std::vector<Step> steps = steps_;
  steps.push_back({"expect " + std::string(text), ""});
  return Run(steps);
}

Answer Session::TypeOf(std::string_view expression) const {
  Answer answer = Value(expression);
  if (answer.ok) answer.text = answer.type + "\n";
  return answer;
}

std::string Session::Header() const {
  std::string header = "package " + package_;
  for (const std::string& use : uses_) header += " " + use;
  return header + "\n";
}

// Each declaration is a file of its own, so that a diagnostic shows it alone.
std::vector<InputFile> Session::Files(const std::vector<Step>& steps) const {
  std::vector<InputFile> files = policies_;
  size_t number = 0;
  for (const Declared& declared : declarations_) {
    files.push_back({"~input" + std::to_string(++number), Header() + declared.text + "\n"});
  }
  std::string text = Header() + "test \"" + kTitle + "\" {\n";
  for (const Step& step : steps) text += step.text + "\n";
  files.push_back({kStepsFile, text + "}\n"});
  return files;
}

Answer Session::Run(const std::vector<Step>& steps) const {
  ScratchNames names;
  for (const Step& step : steps) {
    if (step.text.starts_with("expect ")) names.push_back(step.name);
  }
  const CompileResult result = Compile(Files(steps), {.scratch = &names});
  if (!result.ok()) return Failed(Rendered(result));
  TestOptions options;
  options.selects = [](const std::string& title) { return title == kTitle; };
  options.show = true;
  const std::vector<TestResult> results = RunTests(result.tests, options);
  const TestResult& session = results.back();
  if (!session.passed()) return Failed(session.failure->got + "\n");
  const bool shows = !steps.empty() && session.shown.size() > 0;
  const bool last_shows = shows && (steps.back().text.starts_with("expect ") ||
                                    steps.back().text.find("->") != std::string::npos);
  return last_shows ? Told(session.shown.back(), steps.back().name) : Done("");
}

std::vector<std::string> Session::History() const {
  std::vector<std::string> lines;
  for (const std::string& use : uses_) lines.push_back(use);
  for (const Declared& declared : declarations_) lines.push_back(declared.text);
  for (const Step& step : steps_) lines.push_back(step.text);
  return lines;
}

std::vector<std::string> Session::Bindings() const {
  std::vector<std::string> lines;
  for (const Step& step : steps_) {
    if (!step.name.empty()) lines.push_back(step.name + " = " + step.text.substr(7));
  }
  return lines;
}

bool Session::IsUnfinished(std::string_view text) {
  int open = 0;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote || c == '\n') quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '/' && text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else {
      open += c == '(' || c == '[' || c == '{' ? 1 : 0;
      open -= c == ')' || c == ']' || c == '}' ? 1 : 0;
    }
  }
  return open > 0;
}

}  // namespace writ::lang
