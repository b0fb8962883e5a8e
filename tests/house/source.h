// A source file as the house rules read it: whole, and split into code and comments.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cambium::house {

struct Source {
  std::string path;  // From the root, such as "dataflow/weight.h".
  std::string text;
  // As long as `text`, line for line, with blanks in place of what is not code (comments and
  // what is between quotes, but for #include lines) and of what is not a comment.
  std::string code;
  std::string comments;
};

// Splits `text` by the lexical rules of C++.
Source MakeSource(std::string path, std::string text);

// Every file of ours below `root` that is text, in order of path.
std::vector<Source> ReadTree(const std::filesystem::path& root);

std::vector<std::string_view> SplitLines(std::string_view text);

// Of an identifier or a number.
bool IsWordCharacter(char c);

struct Word {
  std::string_view text;
  std::size_t offset;
};

// The identifiers and numbers of `text`, in order.
std::vector<Word> Words(std::string_view text);

bool IsCpp(const Source& source);
bool IsHeader(const Source& source);
bool IsPage(const Source& source);  // Markdown.

// The part of a path before its first slash, or nothing if it has none.
std::string_view TopFolder(std::string_view path);

}  // namespace cambium::house
