// One table of integer rows as a `.bin` or a `.csv` file.
//
// A row is a trivially copyable struct of 32-bit integers; the machine is little-endian,
// so the bytes of an array of rows are the bytes of its file. Cost: one read or write.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace cambium::bench {

static_assert(std::endian::native == std::endian::little);

absl::StatusOr<std::string> ReadBytes(const std::string& path);
absl::Status WriteBytes(const std::string& path, std::string_view bytes);

// Size in bytes, read without the contents.
absl::StatusOr<size_t> SizeOf(const std::string& path);
absl::Status ReadInto(const std::string& path, char* bytes, size_t size);

// Appends the decimal digits of the number.
void AppendNumber(std::string& text, int64_t number);

template <typename Row>
concept IntegerRow = std::is_trivially_copyable_v<Row> && sizeof(Row) % sizeof(int32_t) == 0 &&
                     alignof(Row) == alignof(int32_t);

template <IntegerRow Row>
absl::Status WriteBinary(const std::string& path, const std::vector<Row>& rows) {
  return WriteBytes(path,
                    {reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(Row)});
}

template <IntegerRow Row>
absl::StatusOr<std::vector<Row>> ReadBinary(const std::string& path) {
  const absl::StatusOr<size_t> size = SizeOf(path);
  if (!size.ok()) return size.status();
  if (*size % sizeof(Row) != 0) {
    return absl::DataLossError("file is not a whole number of rows: " + path);
  }
  std::vector<Row> rows(*size / sizeof(Row));
  const absl::Status read = ReadInto(path, reinterpret_cast<char*>(rows.data()), *size);
  if (!read.ok()) return read;
  return rows;
}

template <IntegerRow Row>
void AppendCsv(std::string& text, const Row& row) {
  const auto columns = std::bit_cast<std::array<int32_t, sizeof(Row) / sizeof(int32_t)>>(row);
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) text += ',';
    AppendNumber(text, columns[i]);
  }
  text += '\n';
}

template <IntegerRow Row>
absl::Status WriteCsv(const std::string& path, const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) AppendCsv(text, row);
  return WriteBytes(path, text);
}

}  // namespace cambium::bench
