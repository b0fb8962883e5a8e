// One function for each kind of result.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/result_text.h"

#include "query/field_type.h"
#include "query/json_document.h"
#include "query/shell/csv_text.h"
#include "query/shell/json_layout.h"
#include "query/shell/table_text.h"

namespace cambium {
namespace {

std::string CommittedJson(const Committed& committed) {
  const std::string commit = "{\"commit\":" + std::to_string(committed.commit);
  if (committed.declared.empty()) {
    return commit + ",\"rows\":" + std::to_string(committed.rows) + "}";
  }
  return commit + "," + JsonText(committed.declared) + ":" + JsonText(committed.name) + "}";
}

std::string LiveName(const Frame& frame) {
  return "live " + std::to_string(frame.subscription);
}

// For people: the operations, one a line, as the delta protocol has them.
std::string FrameTable(const Frame& frame, bool colours) {
  switch (frame.kind) {
    case FrameKind::kOpen:
      return LiveName(frame) + " at commit " + std::to_string(frame.to) + "\n" +
             TableText(*frame.plan, frame.data, colours);
    case FrameKind::kReset:
      return LiveName(frame) + " anew at commit " + std::to_string(frame.to) + " (" +
             frame.why + ")\n" + TableText(*frame.plan, frame.data, colours);
    case FrameKind::kError:
      return LiveName(frame) + " failed: " + std::string(frame.error.message()) + "\n";
    case FrameKind::kEnd:
      return LiveName(frame) + " ended\n";
    default:
      break;
  }
  const bool is_delta = frame.kind == FrameKind::kDelta;
  std::string text = LiveName(frame) +
                     (is_delta ? " at commit " : " would change from commit ") +
                     std::to_string(is_delta ? frame.to : frame.from) + "\n";
  const std::string json = FrameJson(frame);
  const auto ops = JsonMember(json, "ops");
  if (!ops.has_value()) return text;
  for (const std::string_view op : JsonElements(*ops)) text += "  " + std::string(op) + "\n";
  return text;
}

}  // namespace

std::optional<ResultMode> FindResultMode(std::string_view name) {
  if (name == "json") return ResultMode::kJson;
  if (name == "pretty") return ResultMode::kPretty;
  if (name == "table") return ResultMode::kTable;
  if (name == "csv") return ResultMode::kCsv;
  return std::nullopt;
}

absl::StatusOr<std::string> AnswerText(const Answer& answer, const ResultForm& form) {
  if (form.mode == ResultMode::kTable) {
    return TableText(*answer.plan, answer.rows, form.colours);
  }
  if (form.mode == ResultMode::kCsv) return CsvText(*answer.plan, answer.rows);
  return EitherText(answer.Json(), "", form);
}

std::string CommittedText(const Committed& committed, const ResultForm& form) {
  if (form.mode == ResultMode::kCsv) return "";
  std::string text = "commit " + std::to_string(committed.commit) + ": ";
  if (committed.declared.empty()) {
    text += std::to_string(committed.rows) + (committed.rows == 1 ? " row" : " rows");
  } else {
    text += committed.declared + " " + committed.name;
  }
  return EitherText(CommittedJson(committed), text, form);
}

std::string FrameText(const Frame& frame, const ResultForm& form) {
  if (form.mode == ResultMode::kTable) return FrameTable(frame, form.colours);
  return EitherText(FrameJson(frame), "", form);
}

std::string EitherText(std::string_view json, std::string_view text, const ResultForm& form) {
  if (form.mode == ResultMode::kJson) return std::string(json) + "\n";
  if (form.mode == ResultMode::kPretty) return IndentedJson(json) + "\n";
  if (text.empty() || text.ends_with('\n')) return std::string(text);
  return std::string(text) + "\n";
}

}  // namespace cambium
