// Running statements and printing what they did.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/shell.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "dataflow/status.h"
#include "query/field_type.h"
#include "query/parser.h"
#include "query/shell/dot_commands.h"
#include "query/shell/other_shells.h"
#include "query/shell/progress_bar.h"
#include "query/shell/terminal_text.h"

namespace cambium {
namespace {

constexpr std::size_t kLongestStatement = std::size_t{64} << 10;
constexpr int kDeepestRead = 16;

// Whether it can be asked now; else it is remembered alone.
bool HasValues(const Query& query, const Parameters& parameters) {
  return std::all_of(query.parameters.begin(), query.parameters.end(),
                     [&parameters](const Parameter& parameter) {
                       return parameter.default_value.has_value() ||
                              parameters.count(parameter.name.text) != 0;
                     });
}

}  // namespace

bool Shell::RunAll(std::istream& in) {
  std::string line;
  while (std::getline(in, line)) {
    reader_.Add(line);
    if (!in.eof()) reader_.Add("\n");
    if (!Drain()) return false;
  }
  return Finish();
}

bool Shell::RunText(std::string_view text) {
  reader_.Add(text);
  return Drain() && Finish();
}

bool Shell::AddLine(std::string_view line) {
  // On a terminal, lines are counted from the start of the statement.
  if (!is_pending()) reader_ = StatementReader();
  reader_.Add(line);
  reader_.Add("\n");
  return Drain();
}

bool Shell::Drain() {
  while (const auto statement = reader_.Next()) {
    if (!Run(*statement)) return false;
  }
  return true;
}

bool Shell::Finish() {
  while (const auto statement = reader_.Finish()) {
    if (!Run(*statement)) return false;
  }
  return true;
}

bool Shell::Run(const StatementText& statement) {
  const auto begin = std::chrono::steady_clock::now();
  // What another shell calls .quit or .help is no statement.
  const std::string meant = CommandOfOtherShells(statement.text);
  const std::string& text = meant.empty() ? statement.text : meant;
  const bool is_command = !meant.empty() || text.starts_with('.');
  absl::Status status;
  if (statement.text.size() > kLongestStatement) {
    status = ErrorAt({0, 1}, "statement is longer than 64 KiB");
  } else {
    status = is_command ? RunDotCommand(*this, text) : RunStatement(text);
  }
  if (has_timer_) {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    errors_ << "time: " << taken.count() << " s" << std::endl;
  }
  if (status.ok()) return !quit_;
  failed_ = true;
  if (absl::StartsWith(status.message(), "parameter has no value: $")) {
    const std::string name(status.message().substr(status.message().find('$') + 1));
    status = WithHint(std::move(status), "hint: .param " + name + " VALUE sets it");
  }
  PrintError(status, statement);
  return options_.keep_going && !quit_;
}

void Shell::PrintError(const absl::Status& status, const StatementText& statement) {
  const bool has_place = PlaceOf(status).has_value();
  std::string text = RenderError(status, statement.text, statement.line, statement.column);
  if (options_.is_terminal) text = EscapeForTerminal(text);
  const bool red = options_.form.colours;
  errors_ << (red ? "\x1B[31merror:\x1B[0m " : "error: ");
  if (!file_.empty()) errors_ << file_ << (has_place ? ":" : ": ");
  errors_ << text << std::endl;
}

void Shell::Write(const std::string& text) {
  if (text.empty()) return;
  // Colours are ours: what is coloured was escaped before.
  const bool is_escaped = options_.form.mode == ResultMode::kTable;
  out_ << (options_.is_terminal && !is_escaped ? EscapeForTerminal(text) : text) << std::flush;
}

void Shell::Print(std::string_view json, std::string_view text) {
  Write(EitherText(json, text, options_.form));
}

void Shell::TakeFrame(const Frame& frame) {
  if (frame.kind == FrameKind::kError) live_.erase(frame.subscription);
  std::string text = FrameText(frame, options_.form);
  if (frames_ == nullptr) {
    Write(text);
  } else {
    frames_->push_back(std::move(text));
  }
}

absl::Status Shell::RunStatement(const std::string& text) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  if (std::holds_alternative<cambium::Explain>(statement)) return Explain(text);
  const auto* query = std::get_if<Query>(&statement);
  if (query != nullptr && !query->name.has_value()) {
    return RunQuery(*query, text, options_.parameters);
  }
  if (query != nullptr && HasValues(*query, options_.parameters)) {
    CAMBIUM_RETURN_IF_ERROR(database_.Execute(text).status());
    return RunQuery(*query, text, options_.parameters);
  }
  return WithFramesBehind([this, &text]() -> absl::Status {
    CAMBIUM_ASSIGN_OR_RETURN(const Committed committed, database_.Execute(text));
    Write(CommittedText(committed, options_.form));
    return absl::OkStatus();
  });
}

absl::Status Shell::WithFramesBehind(const std::function<absl::Status()>& body) {
  std::vector<std::string> frames;
  std::vector<std::string>* const outer = std::exchange(frames_, &frames);
  absl::Status status = body();
  frames_ = outer;
  for (const std::string& frame : frames) Write(frame);
  return status;
}

absl::Status Shell::RunQuery(const Query& query, const std::string& text,
                             const Parameters& parameters) {
  if (!query.live) {
    CAMBIUM_ASSIGN_OR_RETURN(const Answer answer, database_.Query(text, parameters));
    CAMBIUM_ASSIGN_OR_RETURN(const std::string shown, AnswerText(answer, options_.form));
    Write(shown);
    return absl::OkStatus();
  }
  if (options_.form.mode == ResultMode::kCsv) {
    return absl::InvalidArgumentError("csv has no form for live queries; json and table have");
  }
  SubscribeOptions options;
  std::optional<ProgressBar> bar;
  if (options_.is_terminal) {
    options.on_progress = [&](const HydrationProgress& progress) {
      if (!bar.has_value()) bar.emplace(errors_, progress.total);
      bar->Show(progress.rows, std::to_string(progress.rows) + " rows");
      if (progress.rows >= progress.total) bar->Clear();
      return true;
    };
  }
  CAMBIUM_ASSIGN_OR_RETURN(
      Subscription subscription,
      database_.Subscribe(
          text, [this](const Frame& frame) { TakeFrame(frame); }, parameters, options));
  const std::int64_t id = subscription.id();
  if (options_.is_terminal && options_.form.mode == ResultMode::kTable) {
    Write("filled in " + std::to_string(subscription.hydration_micros()) + " µs\n");
  }
  live_.emplace(id, Live{std::move(subscription), text});
  return absl::OkStatus();
}

absl::StatusOr<Answer> Shell::Ask(std::string_view query) {
  return database_.Query(query, options_.parameters);
}

absl::Status Shell::Explain(const std::string& query) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::string plan,
                           database_.Explain(query, options_.parameters));
  Print("{\"plan\":" + JsonText(plan) + "}", plan);
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> Shell::FindLive(std::string_view number) const {
  if (number.empty()) {
    return absl::InvalidArgumentError(
        "the number of a subscription is missing; .live lists them");
  }
  std::int64_t id = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), id);
  const bool is_number =
      parsed.ec == std::errc() && parsed.ptr == number.data() + number.size();
  if (is_number && live_.count(id) != 0) return id;
  return absl::InvalidArgumentError("no subscription of this number: " + std::string(number));
}

absl::Status Shell::StopLive(std::string_view number) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::int64_t id, FindLive(number));
  live_.erase(id);
  Frame end;
  end.kind = FrameKind::kEnd;
  end.subscription = id;
  Write(FrameText(end, options_.form));
  return absl::OkStatus();
}

std::map<std::int64_t, std::string> Shell::LiveTexts() const {
  std::map<std::int64_t, std::string> texts;
  for (const auto& [id, live] : live_) texts[id] = live.text;
  return texts;
}

absl::Status Shell::RunFile(const std::string& path) {
  if (files_ == kDeepestRead) {
    return absl::InvalidArgumentError("files are read deeper than 16: " + path);
  }
  std::ifstream in(path);
  std::error_code ignored;
  if (!in.is_open() || std::filesystem::is_directory(path, ignored)) {
    return absl::NotFoundError("cannot read file: " + path);
  }
  StatementReader outer = std::exchange(reader_, StatementReader());
  std::string outer_file = std::exchange(file_, path);
  ++files_;
  const bool goes_on = RunAll(in);
  --files_;
  file_ = std::move(outer_file);
  reader_ = std::move(outer);
  // Its error is printed already.
  if (!goes_on && failed_ && !options_.keep_going) quit_ = true;
  return absl::OkStatus();
}

absl::Status Shell::RunNamed(const std::string& name, const Parameters& parameters) {
  const std::map<std::string, std::string> queries = database_.NamedQueries();
  const auto found = queries.find(name);
  if (found == queries.end()) {
    std::vector<std::string> names;
    names.reserve(queries.size());
    for (const auto& [known, text] : queries) names.push_back(known);
    return absl::NotFoundError("no query '" + name + "'" + DidYouMean(name, names));
  }
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(found->second));
  Parameters all = options_.parameters;
  for (const auto& [parameter, value] : parameters) all[parameter] = value;
  return RunQuery(std::get<Query>(statement), found->second, all);
}

absl::Status Shell::RebindLive(std::string_view number, const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::int64_t id, FindLive(number));
  return live_.at(id).subscription.Rebind(parameters);
}

}  // namespace cambium
