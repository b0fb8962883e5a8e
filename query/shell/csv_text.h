// A flat answer as CSV (RFC 4180, lines ending with LF): a header of labels, then the rows.
//
// NULL is an empty cell. Reading it back into a table of these fields gives the same rows, but
// for empty texts in nullable fields, which come back as NULL; JSON lines keep them.
//
// Cost: linear in the answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "query/tree.h"

namespace cambium {

// An error for an answer with lists or rows inside of its rows.
absl::StatusOr<std::string> CsvText(const SelectPlan& plan, const TreeList& rows);

// The rows of an answer as JSON lines: an object a line.
std::string JsonLinesText(const SelectPlan& plan, const TreeList& rows);

}  // namespace cambium
