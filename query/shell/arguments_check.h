// What can be wrong with the DATABASE and the STATEMENTS that a command line names, before
// anything is opened or made: a file where a folder belongs, statements where a database does.
//
// Law: what these refuse has made no file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/status.h"

namespace cambium {

// A folder that is a database, an empty one, or one to be made.
absl::Status CheckDatabaseArgument(const std::string& database, bool read_only);

// Not the name of a file.
absl::Status CheckStatementsArgument(const std::string& statements);

// An error of opening a database, with what can be done about it.
absl::Status WithOpenHint(absl::Status error);

}  // namespace cambium
