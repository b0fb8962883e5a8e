// Running statements and printing what they did.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/shell.h"

#include <algorithm>
#include <charconv>
#include <istream>
#include <ostream>
#include <string>

#include "dataflow/status.h"
#include "query/parser.h"

namespace cambium {
namespace {

std::string CommittedJson(const Committed& committed) {
  const std::string commit = "{\"commit\":" + std::to_string(committed.commit);
  if (committed.declared.empty()) {
    return commit + ",\"rows\":" + std::to_string(committed.rows) + "}";
  }
  return commit + "," + JsonText(committed.declared) + ":" + JsonText(committed.name) + "}";
}

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
  const bool is_command = statement.text.starts_with('.');
  const absl::Status status =
      is_command ? RunDotCommand(statement.text) : RunStatement(statement.text);
  if (status.ok()) return !quit_;
  failed_ = true;
  errors_ << "error: " << RenderError(status, statement.text, statement.line, statement.column)
          << std::endl;
  return options_.keep_going;
}

absl::Status Shell::RunStatement(const std::string& text) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  if (std::holds_alternative<Explain>(statement)) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::string plan,
                             database_.Explain(text, options_.parameters));
    PrintLine("{\"plan\":" + JsonText(plan) + "}");
    return absl::OkStatus();
  }
  const auto* query = std::get_if<Query>(&statement);
  if (query != nullptr && query->name.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(const Committed declared, database_.Execute(text));
    if (!HasValues(*query, options_.parameters)) {
      PrintLine(CommittedJson(declared));
      return absl::OkStatus();
    }
  }
  if (query == nullptr) {
    // The statement's own line comes before the frames that it causes.
    std::vector<std::string> frames;
    frames_ = &frames;
    const absl::StatusOr<Committed> committed = database_.Execute(text);
    frames_ = nullptr;
    CAMBIUM_RETURN_IF_ERROR(committed.status());
    PrintLine(CommittedJson(*committed));
    for (const std::string& frame : frames) PrintLine(frame);
    return absl::OkStatus();
  }
  if (!query->live) {
    CAMBIUM_ASSIGN_OR_RETURN(const Answer answer, database_.Query(text, options_.parameters));
    PrintLine(answer.Json());
    return absl::OkStatus();
  }
  CAMBIUM_ASSIGN_OR_RETURN(Subscription subscription,
                           database_.Subscribe(
                               text,
                               [this](const Frame& frame) {
                                 if (frame.kind == FrameKind::kError) {
                                   subscriptions_.erase(frame.subscription);
                                 }
                                 if (frames_ == nullptr) {
                                   PrintLine(FrameJson(frame));
                                 } else {
                                   frames_->push_back(FrameJson(frame));
                                 }
                               },
                               options_.parameters));
  const std::int64_t id = subscription.id();
  subscriptions_.emplace(id, std::move(subscription));
  return absl::OkStatus();
}

absl::Status Shell::RunDotCommand(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n") + 1;
  const std::size_t split = std::min(text.find_first_of(" \t"), end);
  const std::string_view command = std::string_view(text).substr(0, split);
  const std::size_t rest = std::min(text.find_first_not_of(" \t", split), end);
  const std::string_view argument = std::string_view(text).substr(rest, end - rest);
  if (command == ".quit") {
    quit_ = true;
    return absl::OkStatus();
  }
  if (command == ".stop") return Stop(argument);
  return absl::InvalidArgumentError("no command '" + std::string(command) +
                                    "'; there are .stop N and .quit");
}

absl::Status Shell::Stop(std::string_view number) {
  std::int64_t id = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), id);
  const bool is_number =
      parsed.ec == std::errc() && parsed.ptr == number.data() + number.size();
  if (!is_number || subscriptions_.erase(id) == 0) {
    return absl::InvalidArgumentError("no subscription of this number: " + std::string(number));
  }
  Frame end;
  end.kind = FrameKind::kEnd;
  end.subscription = id;
  PrintLine(FrameJson(end));
  return absl::OkStatus();
}

void Shell::PrintLine(std::string_view line) { out_ << line << std::endl; }

}  // namespace cambium
