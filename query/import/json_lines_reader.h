// JSON lines: one object a line, its members in the order of the line.
//
//     {"id":7,"title":"a \"quoted\" title","tags":["x"]}
//
// Lines end with LF or CRLF; a byte order mark in front is skipped, and so are lines of blanks.
// The input is UTF-8, and no line is longer than 64 MiB. A line that is no object is an error
// that says why; the reader then goes on at the next line.
//
// A member is given by its kind. What nests is given as it stands: whoever wants a document
// checks it (query/json_document.h).
//
// Law: the records are the same however the stream was cut into reads.
// Cost: one pass over the bytes; only texts with escapes are copied.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/import/input_window.h"

namespace cambium {

enum class JsonKind { kNull, kBool, kNumber, kText, kNested };

struct JsonItem {
  std::string_view name;
  JsonKind kind = JsonKind::kNull;
  std::string_view text;     // kText: its contents; kNumber: its digits; kBool: true or false
  std::string_view written;  // The value as it stands.
};

class JsonLinesReader {
 public:
  // The stream outlives the reader, which reads `chunk` bytes or more at a time.
  explicit JsonLinesReader(std::istream& in, std::size_t chunk = InputWindow::kChunk)
      : window_(in, chunk) {}

  // Reads the next object; false at the end of the input.
  absl::StatusOr<bool> Next();

  // Of the line that Next() read or failed at; valid until the next call.
  const std::vector<JsonItem>& items() const { return items_; }
  std::size_t line() const { return line_; }     // From 1.
  std::string_view raw() const { return raw_; }  // As it stands, without its end.
  std::uint64_t bytes() const { return window_.taken() + pending_; }  // Read so far.

 private:
  // Makes raw_ the next line; false when there is none.
  absl::StatusOr<bool> TakeLine();
  absl::Status ParseObject();
  absl::StatusOr<std::string_view> TakeText(std::string_view& rest);
  absl::Status TakeValue(std::string_view& rest, JsonItem& item);

  InputWindow window_;
  std::vector<JsonItem> items_;
  std::string_view raw_;
  std::list<std::string> unescaped_;  // What texts with escapes are views of.
  std::size_t line_ = 0;
  std::size_t pending_ = 0;  // Bytes of the line at hand, taken by the next call.
  bool is_cut_ = false;      // Whether that line goes on behind these.
};

// The value that a text of JSON is, for what stands inside of another: its kind, its contents.
// What `written` shows may be held by `holder`.
absl::StatusOr<JsonItem> ReadJsonItem(std::string_view written, std::string& holder);

}  // namespace cambium
