// Rows on their way into a table, from wherever they come: what Database::Import() reads.
//
// A source gives typed rows one by one, and of a row that is wrong its line, its field and the
// reason, so that whoever imports may stop there or set it aside and go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/schema.h"

namespace cambium {

// What is wrong with a row.
struct BadRow {
  std::size_t line = 0;  // Where it begins, from 1.
  std::string field;     // Empty when it is about the whole row.
  std::string reason;
  std::string raw;  // The row as it stands in the file.
};

// "people.csv:7: age: not a value of type Int: 'x'".
std::string BadRowText(std::string_view file, const BadRow& bad);

struct SourceRow {
  std::vector<Value> values;  // One for each field of the table, in order.
  std::size_t line = 0;
  std::string_view raw;       // Until the next row is read.
  std::optional<BadRow> bad;  // Then the values do not matter.
};

class RowSource {
 public:
  virtual ~RowSource() = default;
  // Of the file, for messages.
  virtual const std::string& name() const = 0;
  // Once, before the first row: matches what the source has with the fields of the table, which
  // outlives the source.
  virtual absl::Status Bind(const Table& table) = 0;
  // Reads the next row; false at the end. An error is of the source as a whole.
  virtual absl::StatusOr<bool> Next(SourceRow& row) = 0;
  // Read so far.
  virtual std::uint64_t bytes() const = 0;
};

// The value of a field that a row leaves out: its default, or NULL. Nothing, and the row is
// wrong, when it has none and is not nullable.
std::optional<Value> ValueOfMissing(const Field& field);

}  // namespace cambium
