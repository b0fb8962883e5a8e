// One option after the other.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/command_line.h"

#include <iterator>

#include "dataflow/status.h"
#include "query/diagnostic.h"

namespace cambium {
namespace {

constexpr std::string_view kHelp =
    "usage: cambium [OPTIONS] [DATABASE] [STATEMENTS]\n"
    "\n"
    "DATABASE is a folder, made when it is missing, or :memory: (the default).\n"
    "Without STATEMENTS, reads them from standard input; .help lists the dot commands.\n"
    "\n"
    "  -table          print aligned tables (the default on a terminal)\n"
    "  -json           print one line of JSON per statement and per live frame\n"
    "  -pretty         print indented JSON\n"
    "  -csv            print CSV, of flat results alone\n"
    "  -param n=v      the value of parameter $n; a list is [1,2]\n"
    "  -readonly       write nothing\n"
    "  -durable        sync each commit to the disk before the next statement\n"
    "  -keep-going     go on behind errors; the exit status is still 1\n"
    "  -skip-bad FILE  .import sets bad rows aside in FILE\n"
    "  -version        print the version\n"
    "  -help           print this\n";

// Options that are one word.
constexpr std::string_view kFlags[] = {"-table",   "-json",     "-pretty",
                                       "-csv",     "-help",     "-version",
                                       "-durable", "-readonly", "-keep-going"};

bool TakeFlag(std::string_view argument, CommandLine& line) {
  if (const auto mode = FindResultMode(argument.substr(1)); mode.has_value()) {
    line.mode = mode;
  } else if (argument == "-help" || argument == "-h") {
    line.wants_help = true;
  } else if (argument == "-version") {
    line.wants_version = true;
  } else if (argument == "-durable") {
    line.database_options.durable = true;
  } else if (argument == "-readonly") {
    line.database_options.read_only = true;
  } else if (argument == "-keep-going") {
    line.shell_options.keep_going = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<CommandLine> ReadCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  std::vector<std::string> places;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    // Both --json and -json.
    const std::string argument = arguments[i].substr(arguments[i].starts_with("--") ? 1 : 0);
    if (!argument.starts_with('-') || argument == "-") {
      places.push_back(argument);
      continue;
    }
    if (TakeFlag(argument, line)) continue;
    const std::string given = i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (argument == "-param") {
      const std::size_t equals = given.find('=');
      if (equals == std::string::npos || equals == 0) {
        return absl::InvalidArgumentError("-param needs name=value, not '" + given + "'");
      }
      CAMBIUM_ASSIGN_OR_RETURN(line.shell_options.parameters[given.substr(0, equals)],
                               ReadParameter(std::string_view(given).substr(equals + 1)));
    } else if (argument == "-skip-bad") {
      if (given.empty()) return absl::InvalidArgumentError("-skip-bad needs a file");
      line.shell_options.bad_rows = given;
    } else {
      std::vector<std::string> names(std::begin(kFlags), std::end(kFlags));
      names.insert(names.end(), {"-param", "-skip-bad"});
      return absl::InvalidArgumentError("no option '" + argument + "'" +
                                        DidYouMean(argument, names));
    }
    ++i;
  }
  if (places.size() > 2) {
    return absl::InvalidArgumentError("one argument too many: '" + places[2] + "'");
  }
  if (!places.empty()) line.database = places[0];
  if (places.size() == 2) line.statements = places[1];
  return line;
}

std::string_view CommandLineHelp() { return kHelp; }

}  // namespace cambium
