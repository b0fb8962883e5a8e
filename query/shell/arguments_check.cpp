// Looks at the file system, and at the first word.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/arguments_check.h"

#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "query/diagnostic.h"
#include "query/shell/dot_commands.h"

namespace cambium {
namespace {

namespace fs = std::filesystem;

// How a file is used, by its ending.
std::string FileHint(const std::string& path) {
  const bool has_rows =
      path.ends_with(".csv") || path.ends_with(".jsonl") || path.ends_with(".ndjson");
  if (has_rows) return "hint: cambium FOLDER '.import " + path + " TABLE'";
  return "hint: cambium FOLDER '.read " + path + "' runs the statements of a file";
}

// A crash while it was made leaves at least its lock.
bool IsDatabase(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "super", ignored) || fs::exists(folder / "lock", ignored);
}

}  // namespace

absl::Status CheckDatabaseArgument(const std::string& database, bool read_only) {
  if (database == ":memory:") return absl::OkStatus();
  std::error_code ignored;
  if (fs::is_directory(database, ignored)) {
    if (IsDatabase(database) || (fs::is_empty(database, ignored) && !read_only)) {
      return absl::OkStatus();
    }
    return WithHint(absl::FailedPreconditionError("folder is no database: " + database),
                    "hint: a database is made in a folder that is new or empty");
  }
  if (fs::exists(database, ignored)) {
    return WithHint(
        absl::FailedPreconditionError("database is a folder, and this is a file: " + database),
        FileHint(database));
  }
  if (database.find_first_of("{};") != std::string::npos || IsDotCommand(database)) {
    return WithHint(
        absl::InvalidArgumentError("the database is missing in front of: " + database),
        "hint: cambium FOLDER STATEMENTS, or cambium :memory: STATEMENTS");
  }
  if (!read_only) return absl::OkStatus();
  return absl::NotFoundError("there is no database: " + database);
}

absl::Status CheckStatementsArgument(const std::string& statements) {
  std::error_code ignored;
  if (!fs::is_regular_file(statements, ignored)) return absl::OkStatus();
  return WithHint(
      absl::InvalidArgumentError("statements are expected, and this is a file: " + statements),
      FileHint(statements));
}

absl::Status WithOpenHint(absl::Status error) {
  if (!absl::StartsWith(error.message(), "database is open already")) return error;
  return WithHint(std::move(error),
                  "hint: another process writes there; cambium -readonly opens it beside");
}

}  // namespace cambium
