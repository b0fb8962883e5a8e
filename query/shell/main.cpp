// The command `cambium`: options, a database, and statements from the arguments or from
// standard input. docs/treeql.md describes it.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "query/database.h"
#include "query/shell/shell.h"
#include "query/version.h"

namespace {

constexpr char kHelp[] =
    "usage: cambium [OPTIONS] [DATABASE] [STATEMENTS]\n"
    "\n"
    "DATABASE is a folder, made when it is missing, or :memory: (the default).\n"
    "Without STATEMENTS, reads them from standard input.\n"
    "\n"
    "  -json         print one line of JSON per statement and per live frame\n"
    "  -param n=v    the value of parameter $n; a list is [1,2]\n"
    "  -durable      sync each commit to the disk before the next statement\n"
    "  -keep-going   go on behind errors; the exit status is still 1\n"
    "  -version      print the version\n"
    "  -help         print this\n";

int Refuse(const std::string& message) {
  std::cerr << "error: " << message << "\n"
            << "see cambium -help\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  cambium::Options options;
  cambium::ShellOptions shell_options;
  std::vector<std::string> places;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "-help") {
      std::cout << kHelp;
      return 0;
    }
    if (argument == "-version") {
      std::cout << "cambium " << cambium::Version() << "\n";
      return 0;
    }
    if (argument == "-param") {
      const std::string given = i + 1 < argc ? argv[++i] : "";
      const std::size_t equals = given.find('=');
      if (equals == std::string::npos || equals == 0) {
        return Refuse("-param needs name=value, not '" + given + "'");
      }
      const auto value = cambium::ReadParameter(std::string_view(given).substr(equals + 1));
      if (!value.ok()) return Refuse(std::string(value.status().message()));
      shell_options.parameters[given.substr(0, equals)] = *value;
    } else if (argument == "-durable") {
      options.durable = true;
    } else if (argument == "-keep-going") {
      shell_options.keep_going = true;
    } else if (argument == "-json") {
      // The only form that there is yet.
    } else if (argument.starts_with("-") && argument != "-") {
      return Refuse("no option '" + argument + "'");
    } else {
      places.push_back(argument);
    }
  }
  if (places.size() > 2) return Refuse("one argument too many: '" + places[2] + "'");
  const std::string path = places.empty() ? ":memory:" : places[0];
  auto database = cambium::Database::Open(path, options);
  if (!database.ok()) {
    std::cerr << "error: " << database.status().message() << "\n";
    return 1;
  }
  cambium::Shell shell(**database, shell_options, std::cout, std::cerr);
  if (places.size() == 2) {
    shell.RunText(places[1]);
  } else {
    shell.RunAll(std::cin);
  }
  return shell.failed() ? 1 : 0;
}
