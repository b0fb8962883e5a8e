// Cuts a stream of text into statements, as soon as each is complete.
//
// A program that writes one statement and waits for its answer gets it: nothing behind
// the end of a statement's line is needed (FindStatementEnd() says where one ends). Dot
// commands are lines of their own, and so are words by which other shells are left or asked for
// help (`exit`, `help`, `\q`), which begin no statement. A `;` alone is no statement.
//
// Law: the pieces are the same however the text was cut for Add().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cambium {

struct StatementText {
  std::string text;
  std::size_t line = 1;  // Where its first character stands in the whole input.
  std::size_t column = 1;
};

class StatementReader {
 public:
  void Add(std::string_view text) { buffer_ += text; }

  // The next complete statement or dot command, if there is one.
  std::optional<StatementText> Next();

  // Whether nothing waits for its end, once Next() has given all that is complete.
  bool empty() const { return buffer_.empty(); }

  // At the end of the input, instead of Next(): what is left, piece by piece.
  std::optional<StatementText> Finish();

 private:
  void SkipBlanks();  // comments and empty statements too
  StatementText Take(std::size_t size);
  void Advance(std::size_t size);

  std::string buffer_;  // What no statement has taken yet.
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

}  // namespace cambium
