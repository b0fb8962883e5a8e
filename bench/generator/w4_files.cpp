// W4's tables and mutations as lines of comma-separated text.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bench/generator/files.h"
#include "bench/generator/table_file.h"

namespace cambium::bench {
namespace {

void AppendNumbers(std::string& text, std::initializer_list<int32_t> numbers) {
  for (const int32_t number : numbers) {
    AppendNumber(text, number);
    text += ',';
  }
}

void AppendLine(std::string& text, const W4User& user) {
  AppendNumbers(text, {user.id});
  text += user.name + '\n';
}

void AppendLine(std::string& text, const W4Label& label) {
  AppendNumbers(text, {label.id});
  text += label.name + '\n';
}

void AppendLine(std::string& text, const W4Issue& issue) {
  AppendNumbers(text, {issue.id, issue.project, issue.owner, issue.status, issue.created});
  text += issue.title + '\n';
}

void AppendLine(std::string& text, const W4Comment& comment) {
  AppendNumbers(text, {comment.id, comment.issue, comment.author, comment.created});
  text += comment.body + '\n';
}

void AppendLine(std::string& text, const W4IssueLabel& pair) { AppendCsv(text, pair); }

void AppendLine(std::string& text, const W4Mutation& mutation) {
  text += static_cast<char>(mutation.op);
  text += ',';
  std::visit([&text](const auto& row) { AppendLine(text, row); }, mutation.row);
}

// Takes a line apart, column by column. Once a column is malformed, it is never complete.
class Columns {
 public:
  explicit Columns(std::string_view line) : rest_(line) {}

  int32_t Number() {
    const std::string_view column = Text();
    int32_t number = 0;
    const char* const end = column.data() + column.size();
    const auto [stop, error] = std::from_chars(column.data(), end, number);
    if (error != std::errc() || stop != end) ok_ = false;
    return number;
  }

  std::string_view Text() {
    if (at_end_) ok_ = false;
    const size_t comma = rest_.find(',');
    const std::string_view column = rest_.substr(0, comma);
    at_end_ = comma == std::string_view::npos;
    rest_ = at_end_ ? std::string_view() : rest_.substr(comma + 1);
    return column;
  }

  void Fail() { ok_ = false; }
  bool complete() const { return ok_ && at_end_; }

 private:
  std::string_view rest_;
  bool at_end_ = false;
  bool ok_ = true;
};

// The braces of an initialiser are evaluated from left to right, as the columns stand.
void ParseRow(Columns& columns, W4User& user) {
  user = {columns.Number(), std::string(columns.Text())};
}

void ParseRow(Columns& columns, W4Label& label) {
  label = {columns.Number(), std::string(columns.Text())};
}

void ParseRow(Columns& columns, W4Issue& issue) {
  issue = {columns.Number(), columns.Number(), columns.Number(),
           columns.Number(), columns.Number(), std::string(columns.Text())};
}

void ParseRow(Columns& columns, W4Comment& comment) {
  comment = {columns.Number(), columns.Number(), columns.Number(), columns.Number(),
             std::string(columns.Text())};
}

void ParseRow(Columns& columns, W4IssueLabel& pair) {
  pair = {columns.Number(), columns.Number()};
}

template <typename Row>
W4Mutation ParseMutationOf(Columns& columns, W4Op op) {
  Row row;
  ParseRow(columns, row);
  return {op, std::move(row)};
}

void ParseRow(Columns& columns, W4Mutation& mutation) {
  const std::string_view letter = columns.Text();
  const auto op = static_cast<W4Op>(letter.size() == 1 ? letter[0] : '\0');
  switch (op) {
    case W4Op::kComment:
      mutation = ParseMutationOf<W4Comment>(columns, op);
      return;
    case W4Op::kStatus:
    case W4Op::kIssue:
      mutation = ParseMutationOf<W4Issue>(columns, op);
      return;
    case W4Op::kAddLabel:
    case W4Op::kRemoveLabel:
      mutation = ParseMutationOf<W4IssueLabel>(columns, op);
      return;
  }
  columns.Fail();
}

template <typename Row>
absl::Status ReadLines(const std::string& path, std::vector<Row>& rows) {
  const absl::StatusOr<std::string> text = ReadBytes(path);
  if (!text.ok()) return text.status();
  std::string_view rest = *text;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    Columns columns(rest.substr(0, end));
    Row row;
    ParseRow(columns, row);
    if (end == std::string_view::npos || !columns.complete()) {
      return absl::DataLossError("line " + std::to_string(rows.size() + 1) +
                                 " is malformed: " + path);
    }
    rows.push_back(std::move(row));
    rest.remove_prefix(end + 1);
  }
  return absl::OkStatus();
}

template <typename Row>
absl::Status WriteLines(const std::string& path, const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) AppendLine(text, row);
  return WriteBytes(path, text);
}

// Calls `visit(file name, rows)` for each table until one call fails.
template <typename InputType, typename Visit>
absl::Status ForEachTable(InputType& input, const std::string& directory, Visit visit) {
  auto& tables = input.tables;
  absl::Status status = visit(directory + "/w4_users.csv", tables.users);
  if (status.ok()) status = visit(directory + "/w4_labels.csv", tables.labels);
  if (status.ok()) status = visit(directory + "/w4_issues.csv", tables.issues);
  if (status.ok()) status = visit(directory + "/w4_comments.csv", tables.comments);
  if (status.ok()) status = visit(directory + "/w4_issue_labels.csv", tables.issue_labels);
  if (status.ok()) status = visit(directory + "/w4_tx.csv", input.transactions);
  return status;
}

}  // namespace

absl::Status WriteW4(const W4Input& input, const std::string& directory) {
  return ForEachTable(input, directory, [](const std::string& path, const auto& rows) {
    return WriteLines(path, rows);
  });
}

absl::StatusOr<W4Input> ReadW4(const std::string& directory) {
  W4Input input;
  const absl::Status read =
      ForEachTable(input, directory,
                   [](const std::string& path, auto& rows) { return ReadLines(path, rows); });
  if (!read.ok()) return read;
  return input;
}

}  // namespace cambium::bench
