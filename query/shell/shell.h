// The shell: statements in, lines of JSON out.
//
// One line for each statement, then one for each frame that it caused, in the order of
// the subscriptions. Each line is flushed before the next statement is read. Errors go
// to the error stream, with the place and a caret; a failed statement prints nothing
// else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "query/database.h"
#include "query/statement_reader.h"

namespace cambium {

struct ShellOptions {
  bool keep_going = false;  // Past errors.
  Parameters parameters;    // of every query
};

class Shell {
 public:
  Shell(Database& database, ShellOptions options, std::ostream& out, std::ostream& errors)
      : database_(database), options_(options), out_(out), errors_(errors) {}

  // Each runs statements until the end of the text, `.quit`, or an error that stops it;
  // false once one has. An incomplete last statement is run at the end of input.
  bool RunAll(std::istream& in);
  bool RunText(std::string_view text);

  bool failed() const { return failed_; }

 private:
  bool Drain();
  bool Finish();
  bool Run(const StatementText& statement);  // false to stop
  absl::Status RunStatement(const std::string& text);
  absl::Status RunDotCommand(const std::string& text);
  absl::Status Stop(std::string_view number);
  void PrintLine(std::string_view line);

  Database& database_;
  const ShellOptions options_;
  std::ostream& out_;
  std::ostream& errors_;
  StatementReader reader_;
  std::map<std::int64_t, Subscription> subscriptions_;
  // While a statement runs: where its frames wait for its own line.
  std::vector<std::string>* frames_ = nullptr;
  bool failed_ = false;
  bool quit_ = false;
};

}  // namespace cambium
