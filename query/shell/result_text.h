// The forms in which results are printed.
//
//     json     a line for each statement and frame; nothing else has a line
//     pretty   the same JSON, indented
//     table    aligned tables, for people (query/shell/table_text.h)
//     csv      flat answers alone (query/shell/csv_text.h); what mutations did is not printed
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "query/database.h"

namespace cambium {

enum class ResultMode { kJson, kPretty, kTable, kCsv };

struct ResultForm {
  ResultMode mode = ResultMode::kJson;
  bool colours = false;
};

std::optional<ResultMode> FindResultMode(std::string_view name);

// Each ends with a line feed, or is empty.
absl::StatusOr<std::string> AnswerText(const Answer& answer, const ResultForm& form);
std::string CommittedText(const Committed& committed, const ResultForm& form);
std::string FrameText(const Frame& frame, const ResultForm& form);
// Of anything else: the JSON, or the text for people.
std::string EitherText(std::string_view json, std::string_view text, const ResultForm& form);

}  // namespace cambium
