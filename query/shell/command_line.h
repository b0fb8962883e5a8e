// The arguments of the program, read: `cambium [OPTIONS] [DATABASE] [STATEMENTS]`.
//
// Options go before and behind the database; one that is not known is an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/database.h"
#include "query/shell/shell.h"

namespace cambium {

struct CommandLine {
  Options database_options;
  ShellOptions shell_options;
  std::optional<ResultMode> mode;  // None: that of a terminal, or that of a pipe.
  std::string database = ":memory:";
  std::optional<std::string> statements;
  bool wants_help = false;
  bool wants_version = false;
};

// Without the name of the program.
absl::StatusOr<CommandLine> ReadCommandLine(const std::vector<std::string>& arguments);

// What -help prints.
std::string_view CommandLineHelp();

}  // namespace cambium
