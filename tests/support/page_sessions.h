// The sessions of the command that a page shows, run: the page as it should be.
//
// In a block, a line `$ …` is a command, for the shell of the system, which knows `cambium`;
// what it reads stands below; then what it prints, behind `→ `, its errors, behind `! `, and
// its exit status if that is not 0. All commands of a page run in one folder, from top to
// bottom.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/co_process.h"

namespace cambium::testing {

inline std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Each line behind a mark, without blanks at its end.
inline std::string Marked(std::string_view mark, std::string_view text) {
  std::string marked;
  for (const std::string& line : LinesOf(text)) {
    std::string shown = std::string(mark) + line;
    shown.erase(shown.find_last_not_of(' ') + 1);
    marked += shown + "\n";
  }
  return marked;
}

class PageSessions {
 public:
  // `program` is what `cambium` is; `folder` is where the commands run.
  PageSessions(std::string program, std::string folder)
      : program_(std::move(program)), folder_(std::move(folder)) {}

  // The page with what its commands print now.
  std::string Rerun(std::string_view page) {
    page_.clear();
    for (const std::string& line : LinesOf(page)) {
      const bool is_command = line.starts_with("$ ");
      const bool is_in_session = is_command || !command_.empty();
      if (is_command || line.starts_with("```")) Finish();
      if (is_in_session && IsOutput(line)) continue;
      page_ += line + "\n";
      if (is_command) {
        command_ = line.substr(2);
      } else if (!command_.empty()) {
        input_ += line + "\n";
      }
    }
    return page_;
  }

  std::size_t commands() const { return commands_; }

 private:
  static bool IsOutput(std::string_view line) {
    return line.starts_with("→") || line.starts_with("!") || line.starts_with("(exit status");
  }

  void Finish() {
    if (command_.empty()) return;
    const std::string script =
        "cd " + folder_ + "; cambium() { " + program_ + " \"$@\"; }; " + command_;
    CoProcess process("/bin/sh", {"-c", script});
    process.Write(input_);
    const CoProcess::Result result = process.Finish();
    page_ += Marked("→ ", result.out) + Marked("! ", result.errors);
    if (result.status != 0) {
      page_ += "(exit status " + std::to_string(result.status) + ")\n";
    }
    command_.clear();
    input_.clear();
    ++commands_;
  }

  const std::string program_;
  const std::string folder_;
  std::string page_;
  std::string command_;
  std::string input_;
  std::size_t commands_ = 0;
};

}  // namespace cambium::testing
