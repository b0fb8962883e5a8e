// libedit's callbacks find their editor by its client data.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/line_editor.h"

#include <clocale>
#include <cstdio>
#include <iostream>
#include <utility>

#ifdef CAMBIUM_LIBEDIT
#include <histedit.h>
#endif

namespace cambium {

#ifdef CAMBIUM_LIBEDIT

struct LineEditor::Terminal {
  std::string history_file;
  Completer completer;
  EditLine* edit = nullptr;
  History* history = nullptr;
  std::string prompt;
  bool is_interrupted = false;

  static Terminal& Of(EditLine* edit) {
    Terminal* terminal = nullptr;
    ::el_get(edit, EL_CLIENTDATA, &terminal);
    return *terminal;
  }

  static char* Prompt(EditLine* edit) { return Of(edit).prompt.data(); }

  static unsigned char Interrupt(EditLine* edit, int) {
    Of(edit).is_interrupted = true;
    return CC_EOF;
  }

  static unsigned char CompleteWord(EditLine* edit, int) {
    const LineInfo* const line = ::el_line(edit);
    const std::string_view before(line->buffer,
                                  static_cast<std::size_t>(line->cursor - line->buffer));
    const Completions found = Of(edit).completer(before);
    if (found.words.empty()) return CC_ERROR;
    const std::size_t begun = before.size() - found.begin;
    const std::string common = CommonPrefix(found.words);
    const std::string written(before.substr(found.begin));
    const bool is_only = found.words.size() == 1;
    const bool replaces = !common.starts_with(written);  // A keyword in small letters.
    if (common.size() > begun || (is_only && replaces)) {
      ::el_deletestr(edit, static_cast<int>(begun));
      ::el_insertstr(edit, (is_only ? common + " " : common).c_str());
      return CC_REFRESH;
    }
    if (is_only) {
      ::el_insertstr(edit, " ");
      return CC_REFRESH;
    }
    std::string list = "\n";
    for (const std::string& word : found.words) list += word + "  ";
    std::cout << list << "\n" << std::flush;
    return CC_REDISPLAY;
  }
};

LineEditor::LineEditor(std::string history, Completer completer)
    : terminal_(std::make_unique<Terminal>()) {
  Terminal& terminal = *terminal_;
  terminal.history_file = std::move(history);
  terminal.completer = std::move(completer);
  if (std::setlocale(LC_CTYPE, "") == nullptr) std::setlocale(LC_CTYPE, "C.UTF-8");
  terminal.edit = ::el_init("cambium", stdin, stdout, stderr);
  EditLine* const edit = terminal.edit;
  ::el_set(edit, EL_CLIENTDATA, &terminal);
  ::el_set(edit, EL_PROMPT, &Terminal::Prompt);
  ::el_set(edit, EL_EDITOR, "emacs");
  // The wide form, since the other leaks copies of these texts.
  ::el_wset(edit, EL_ADDFN, L"cambium-complete", L"complete a word", &Terminal::CompleteWord);
  ::el_set(edit, EL_BIND, "^I", "cambium-complete", nullptr);
  ::el_set(edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  // Ctrl-C is a key while a line is written, and the signal that ends a program while a
  // statement runs.
  ::el_set(edit, EL_SETTY, "-d", "-isig", nullptr);
  ::el_wset(edit, EL_ADDFN, L"cambium-interrupt", L"drop the line", &Terminal::Interrupt);
  ::el_set(edit, EL_BIND, "^C", "cambium-interrupt", nullptr);
  terminal.history = ::history_init();
  HistEvent event;
  ::history(terminal.history, &event, H_SETSIZE, 1000);
  ::history(terminal.history, &event, H_SETUNIQUE, 1);
  ::el_set(edit, EL_HIST, ::history, terminal.history);
  if (!terminal.history_file.empty()) {
    ::history(terminal.history, &event, H_LOAD, terminal.history_file.c_str());
  }
}

LineEditor::~LineEditor() {
  ::history_end(terminal_->history);
  ::el_end(terminal_->edit);
}

LineEditor::Outcome LineEditor::Read(const std::string& prompt, std::string& line) {
  Terminal& terminal = *terminal_;
  terminal.prompt = prompt;
  terminal.is_interrupted = false;
  int count = 0;
  const char* const text = ::el_gets(terminal.edit, &count);
  if (terminal.is_interrupted) {
    std::cout << "^C" << std::endl;
    return Outcome::kInterrupted;
  }
  if (text == nullptr || count <= 0) {
    std::cout << std::endl;
    return Outcome::kEnd;
  }
  line.assign(text, static_cast<std::size_t>(count));
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  if (line.find_first_not_of(" \t") == std::string::npos) return Outcome::kLine;
  HistEvent event;
  ::history(terminal.history, &event, H_ENTER, line.c_str());
  if (!terminal.history_file.empty()) {
    ::history(terminal.history, &event, H_SAVE, terminal.history_file.c_str());
  }
  return Outcome::kLine;
}

#else

struct LineEditor::Terminal {};

LineEditor::LineEditor(std::string, Completer) : terminal_(std::make_unique<Terminal>()) {}
LineEditor::~LineEditor() = default;

LineEditor::Outcome LineEditor::Read(const std::string& prompt, std::string& line) {
  std::cout << prompt << std::flush;
  if (std::getline(std::cin, line)) return Outcome::kLine;
  std::cout << std::endl;
  return Outcome::kEnd;
}

#endif

}  // namespace cambium
