// Lines from a person at a terminal, with editing, history and completion by libedit. Where
// the build had no libedit, lines are read as the terminal gives them.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "query/shell/completion.h"

namespace cambium {

class LineEditor {
 public:
  enum class Outcome {
    kLine,
    kInterrupted,  // By Ctrl-C: what was written is dropped.
    kEnd,          // By Ctrl-D on an empty line.
  };
  using Completer = std::function<Completions(std::string_view)>;

  // `history` is a file, made when it is missing; empty for none.
  LineEditor(std::string history, Completer completer);
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;
  ~LineEditor();

  Outcome Read(const std::string& prompt, std::string& line);

 private:
  struct Terminal;
  const std::unique_ptr<Terminal> terminal_;
};

}  // namespace cambium
