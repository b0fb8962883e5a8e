// The rows of a CSV file with a header of field names, and those of a file of JSON lines.
//
// Columns go by their names; a field without one takes its DEFAULT, else NULL. An empty cell of
// CSV is '' for a Text that is not nullable, NULL for a nullable field, else the DEFAULT, else
// the row is wrong. In JSON null is NULL, so for a field that is not nullable the row is wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <memory>
#include <string>

#include "query/import/row_source.h"

namespace cambium {

// Each reads a stream that outlives it; `name` is what messages call it.
std::unique_ptr<RowSource> MakeCsvRows(std::istream& in, std::string name);
std::unique_ptr<RowSource> MakeJsonRows(std::istream& in, std::string name);

// By the ending: .csv, or .jsonl or .ndjson. The source has the file open as long as it lives.
absl::StatusOr<std::unique_ptr<RowSource>> OpenRows(const std::string& path);

}  // namespace cambium
