// Dot commands: lines that begin with a dot and speak to the shell.
//
//     .import people.csv Person
//
// A line is a name and words; a word with blanks in it stands in quotes, single or double. What
// is a query is not cut: it goes from behind the name to the end of the line, or to the last
// word.
//
// docs/cli.md lists them with their output in JSON and for people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace cambium {

class Shell;

// What .help prints of one.
struct DotCommand {
  std::string_view name;
  std::string_view arguments;
  std::string_view what;
  std::string_view example;  // A line that uses it.
  // Gets what stands behind the name, without blanks around.
  absl::Status (*run)(Shell& shell, std::string_view rest);
};

// By name.
std::span<const DotCommand> DotCommands();

// Whether a line begins with the name of one.
bool IsDotCommand(std::string_view line);

// `line` begins with the dot.
absl::Status RunDotCommand(Shell& shell, std::string_view line);

// The words of a line, quotes undone; an error when a quote is not closed.
absl::StatusOr<std::vector<std::string>> SplitWords(std::string_view line);

}  // namespace cambium
