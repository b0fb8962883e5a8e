// Cells and their quotes.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/csv_text.h"

#include <string_view>

#include "query/field_type.h"
#include "query/frame.h"
#include "query/shell/json_layout.h"

namespace cambium {
namespace {

void AppendCell(std::string_view text, bool is_alone, std::string& out) {
  const bool is_plain = text.find_first_of(",\"\r\n") == std::string_view::npos;
  const bool reads_as_nothing = is_alone && text.empty();  // An empty line is no record.
  if (is_plain && !reads_as_nothing) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  out += '"';
}

}  // namespace

absl::StatusOr<std::string> CsvText(const SelectPlan& plan, const TreeList& rows) {
  if (!plan.selects.empty()) {
    return absl::InvalidArgumentError(
        "csv is for flat results, and this one has rows inside of '" + plan.selects[0].label +
        "'; json has a form for it");
  }
  const bool is_alone = plan.scalars.size() == 1;
  std::string out;
  for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
    if (i > 0) out += ',';
    AppendCell(plan.scalars[i].label, is_alone, out);
  }
  out += '\n';
  for (const TreeNode& node : rows) {
    for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
      if (i > 0) out += ',';
      const PlanColumn& scalar = plan.scalars[i];
      const ValueView value = node.row[scalar.column];
      AppendCell(value.is_null() ? "" : PlainText(scalar.type, value), is_alone, out);
    }
    out += '\n';
  }
  return out;
}

std::string JsonLinesText(const SelectPlan& plan, const TreeList& rows) {
  const std::string json = AnswerJson(plan, rows);
  if (plan.is_one || plan.is_roots) return json == "null" ? "" : json + "\n";
  std::string out;
  for (const std::string_view row : JsonElements(json)) {
    out += row;
    out += '\n';
  }
  return out;
}

}  // namespace cambium
