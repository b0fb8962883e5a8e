// The shell: statements and dot commands in, their results out.
//
// What each statement did is printed before the next one is read: its own line, then the frames
// that it caused, in the order of the subscriptions. Errors go to the error stream, with the
// place and a caret; a failed statement prints nothing else.
//
// The forms of results are those of query/shell/result_text.h, the dot commands those of
// query/shell/dot_commands.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "query/database.h"
#include "query/shell/result_text.h"
#include "query/statement_reader.h"

namespace cambium {

struct ShellOptions {
  bool keep_going = false;     // Past errors.
  Parameters parameters = {};  // Of every query.
  ResultForm form = {};
  bool is_terminal = false;   // Whether a person reads the output: progress, escapes.
  std::string bad_rows = {};  // The file that .import sets bad rows aside in; empty for none.
};

class Shell {
 public:
  Shell(Database& database, ShellOptions options, std::ostream& out, std::ostream& errors)
      : database_(database), options_(std::move(options)), out_(out), errors_(errors) {}

  // Each runs statements until the end of the text, `.quit`, or an error that stops it;
  // false once one has. An incomplete last statement is run at the end of input.
  bool RunAll(std::istream& in);
  bool RunText(std::string_view text);

  // The same line by line, for who asks for the next one: false once it has to stop.
  bool AddLine(std::string_view line);
  // Whether the lines so far end within a statement, and that statement dropped.
  bool is_pending() const { return !reader_.empty(); }
  void DropPending() { reader_ = StatementReader(); }
  bool Finish();

  bool failed() const { return failed_; }
  Database& database() { return database_; }

  // ---- for dot commands ----

  ShellOptions& options() { return options_; }
  std::ostream& errors() { return errors_; }
  // Prints a result in one of its forms, with a line feed.
  void Print(std::string_view json, std::string_view text);
  // Runs `body`, which prints a result, and prints the frames that it caused behind that.
  absl::Status WithFramesBehind(const std::function<absl::Status()>& body);
  // Runs a query, not LIVE, that stands in a dot command.
  absl::StatusOr<Answer> Ask(std::string_view query);
  absl::Status Explain(const std::string& query);
  absl::Status StopLive(std::string_view number);
  // By number: the text of each open subscription.
  std::map<std::int64_t, std::string> LiveTexts() const;
  // Runs a file's statements; errors name it.
  absl::Status RunFile(const std::string& path);
  // Gives parameters of a subscription other values, and prints the frame that this causes.
  absl::Status RebindLive(std::string_view number, const Parameters& parameters);
  // Runs a query that has a name, with these parameters besides.
  absl::Status RunNamed(const std::string& name, const Parameters& parameters);
  void Quit() { quit_ = true; }
  // Prints what each statement takes, to the error stream.
  void SetTimer(bool on) { has_timer_ = on; }

 private:
  struct Live {
    Subscription subscription;
    std::string text;
  };

  bool Drain();
  bool Run(const StatementText& statement);  // false to stop
  void PrintError(const absl::Status& status, const StatementText& statement);
  absl::Status RunStatement(const std::string& text);
  absl::Status RunQuery(const Query& query, const std::string& text,
                        const Parameters& parameters);
  absl::StatusOr<std::int64_t> FindLive(std::string_view number) const;
  void TakeFrame(const Frame& frame);
  // Prints and flushes.
  void Write(const std::string& text);

  Database& database_;
  ShellOptions options_;
  std::ostream& out_;
  std::ostream& errors_;
  StatementReader reader_;
  std::map<std::int64_t, Live> live_;
  // While a statement runs: where its frames wait for its own line.
  std::vector<std::string>* frames_ = nullptr;
  std::string file_;  // That is being read by .read; empty for the input itself.
  int files_ = 0;     // How many are being read.
  bool has_timer_ = false;
  bool failed_ = false;
  bool quit_ = false;
};

}  // namespace cambium
