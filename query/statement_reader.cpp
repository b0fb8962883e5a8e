// The reader's position in the input, and its two kinds of pieces.
// SPDX-License-Identifier: Apache-2.0
#include "query/statement_reader.h"

#include "query/keyword.h"
#include "query/lexer.h"

namespace cambium {
namespace {

// What begins no statement, and is whole with its line.
bool IsLineOfOtherShells(std::string_view line) {
  if (line.starts_with('\\')) return true;
  line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
  for (const std::string_view word : {"HELP", "EXIT", "QUIT"}) {
    if (SameKeyword(line, word)) return true;
  }
  return line == "?";
}

}  // namespace

std::optional<StatementText> StatementReader::Next() {
  SkipBlanks();
  if (buffer_.empty()) return std::nullopt;
  std::size_t end = 0;
  const std::size_t newline = buffer_.find('\n');
  const bool is_line = buffer_[0] == '.' || (newline != std::string::npos &&
                                             IsLineOfOtherShells(buffer_.substr(0, newline)));
  if (is_line) {
    end = newline == std::string::npos ? newline : newline + 1;
  } else {
    end = FindStatementEnd(buffer_);
  }
  if (end == std::string::npos) return std::nullopt;
  return Take(end);
}

std::optional<StatementText> StatementReader::Finish() {
  buffer_ += '\n';
  if (auto statement = Next()) return statement;
  if (buffer_.empty()) return std::nullopt;
  return Take(buffer_.size());
}

void StatementReader::SkipBlanks() {
  for (;;) {
    const std::size_t start = buffer_.find_first_not_of(" \t\r\n;");
    Advance(start == std::string::npos ? buffer_.size() : start);
    if (!buffer_.starts_with("--")) return;
    const std::size_t newline = buffer_.find('\n');
    if (newline == std::string::npos) return;  // The comment may go on.
    Advance(newline + 1);
  }
}

StatementText StatementReader::Take(std::size_t size) {
  StatementText statement{buffer_.substr(0, size), line_, column_};
  Advance(size);
  return statement;
}

void StatementReader::Advance(std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const char byte = buffer_[i];
    if (byte == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(byte) & 0xC0) != 0x80) {
      ++column_;
    }
  }
  buffer_.erase(0, size);
}

}  // namespace cambium
