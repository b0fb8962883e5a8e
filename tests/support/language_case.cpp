// Line by line: what a line starts with says what it is.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/language_case.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "query/lexer.h"
#include "tests/support/golden.h"
#include "tests/support/source_root.h"

namespace cambium::testing {
namespace {

constexpr const char* kFolder = "tests/query/language/";

// JSON without the blanks between its tokens.
std::string Dense(std::string_view json) {
  std::string dense;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!in_text && (c == ' ' || c == '\n')) continue;
    dense += c;
    if (in_text && c == '\\' && i + 1 < json.size()) {
      dense += json[++i];
    } else if (c == '"') {
      in_text = !in_text;
    }
  }
  return dense;
}

class Reader {
 public:
  Reader(std::string_view name, std::string_view text) : name_(name) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      lines_.emplace_back(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  std::vector<LanguageStep> Whole() {
    while (at_ < lines_.size()) {
      const std::string& line = lines_[at_];
      if (line.empty() || line.starts_with("--")) {
        ++at_;
      } else if (line.starts_with("$ ")) {
        Parameter();
      } else if (line.starts_with("? ")) {
        Question();
      } else if (line.starts_with("=") || line.starts_with("!")) {
        Fail("an answer without a question");
      } else {
        ReadStatement();
      }
    }
    if (!next_.parameters.empty()) Fail("a parameter without a question");
    return std::move(steps_);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw std::invalid_argument(Place(at_) + ": " + what);
  }
  std::string Place(std::size_t line) const {
    return std::string(name_) + ":" + std::to_string(line + 1);
  }

  void Parameter() {
    const std::string& line = lines_[at_];
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) Fail("a parameter without '='");
    next_.parameters[line.substr(2, equals - 2)] = line.substr(equals + 1);
    ++at_;
  }

  void Question() {
    LanguageStep step = std::exchange(next_, {});
    step.place = Place(at_);
    step.is_question = true;
    step.text = lines_[at_++].substr(2);
    while (!AtAnswer()) {
      if (at_ == lines_.size() || lines_[at_].empty()) Fail("a question without an answer");
      step.text += "\n" + lines_[at_++];
    }
    step.is_refused = lines_[at_].starts_with("!");
    std::string answer = lines_[at_++].substr(1);
    while (at_ < lines_.size() && !lines_[at_].empty()) answer += "\n" + lines_[at_++];
    if (!step.is_refused) {
      std::optional<Json> json = ParseJson(Dense(answer));
      if (!json.has_value()) Fail("an answer that is no JSON");
      step.answer = *std::move(json);
    }
    steps_.push_back(std::move(step));
  }

  bool AtAnswer() const {
    return at_ < lines_.size() &&
           (lines_[at_].starts_with("=") || lines_[at_].starts_with("!"));
  }

  void ReadStatement() {
    LanguageStep step;
    step.place = Place(at_);
    do {
      if (at_ == lines_.size()) Fail("a statement without an end");
      step.text += (step.text.empty() ? "" : "\n") + lines_[at_++];
    } while (FindStatementEnd(step.text + "\n") == std::string_view::npos);
    // A refused statement has its `!` on the next line.
    if (at_ < lines_.size() && lines_[at_].starts_with("!")) {
      step.is_refused = true;
      ++at_;
    }
    steps_.push_back(std::move(step));
  }

  std::string_view name_;
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  LanguageStep next_;  // Its parameters, so far.
  std::vector<LanguageStep> steps_;
};

}  // namespace

std::vector<LanguageStep> ReadLanguageCase(std::string_view name, std::string_view text) {
  return Reader(name, text).Whole();
}

std::vector<std::string> LanguageFiles() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SourceRoot() / kFolder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<LanguageStep> ReadLanguageFile(const std::string& name) {
  return ReadLanguageCase(name, ReadSourceFile(kFolder + name));
}

}  // namespace cambium::testing
