// CSV as RFC 4180 has it: records of cells, with quotes undone.
//
//     id,title                       [id] [title]
//     7,"a, ""quoted"" title"        [7]  [a, "quoted" title]
//
// Lines end with LF or CRLF; a byte order mark in front is skipped, and so are empty lines (an
// empty cell alone in its record is written ""). Beyond the RFC, the input is UTF-8, and no
// record is longer than 64 MiB.
//
// A record that breaks the rules is an error that says why; the reader then goes on at the
// next line, so one bad record costs only itself.
//
// Law: the records are the same however the stream was cut into reads.
// Cost: one pass over the bytes; only cells with doubled quotes are copied.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/import/input_window.h"

namespace cambium {

class CsvReader {
 public:
  // The stream outlives the reader, which reads `chunk` bytes or more at a time.
  explicit CsvReader(std::istream& in, std::size_t chunk = InputWindow::kChunk)
      : window_(in, chunk) {}

  // Reads the next record; false at the end of the input.
  absl::StatusOr<bool> Next();

  // Of the record that Next() read or failed at; valid until the next call.
  const std::vector<std::string_view>& cells() const { return cells_; }
  std::size_t line() const { return line_; }     // Where it begins, from 1.
  std::string_view raw() const { return raw_; }  // As it stands, without its line's end.
  std::uint64_t bytes() const { return window_.taken() + pending_; }  // Read so far.

 private:
  struct Cell {
    std::size_t begin;
    std::size_t end;
    bool has_escapes;
  };
  enum class Step { kCell, kMore, kFail };

  // Parses one cell of the window from `at` on, and moves `at` behind it.
  Step ParseCell(std::string_view text, std::size_t& at);
  Step ParseQuoted(std::string_view text, std::size_t& at);
  Step ParsePlain(std::string_view text, std::size_t& at);
  Step Fail(const char* why);
  // The length of the line's end at `at`: 0 if there is none, or if more has to be read.
  std::size_t LineEnd(std::string_view text, std::size_t at) const;
  absl::StatusOr<bool> ParseRecord();
  absl::Status SkipLine();
  void Finish(std::string_view text, std::size_t end, std::size_t line_end);

  InputWindow window_;
  std::vector<Cell> spans_;
  std::vector<std::string_view> cells_;
  std::string_view raw_;
  std::string unescaped_;      // What cells with doubled quotes are views of.
  std::size_t line_ = 0;       // Of the record at hand.
  std::size_t next_line_ = 1;  // Behind it.
  std::size_t pending_ = 0;    // Bytes of the record at hand, taken by the next call.
  const char* why_ = "";       // What ParseCell failed at.
  bool at_front_ = true;
  bool is_cut_ = false;  // Whether the line at hand goes on behind what is pending.
};

}  // namespace cambium
