// What an import is told and what it tells; Database::Import() does it.
//
// All rows are one commit: inserted as INSERT would, checked against the table and each other,
// and none of them stands when one is wrong, unless wrong ones are to be set aside.
//
// Rows are staged outside of the log, in bounded memory, and the commit is a few sorted files.
// Live queries that read the table get a `reset` frame then, with the whole answer; those of a
// few rows are a transaction like any other while something is live, and come as a delta. So
// does whatever goes into a table that an assertion or a typed stream reads, held in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "query/import/row_source.h"

namespace cambium {

struct ImportOptions {
  // How much is staged in memory before it goes to a file; raise it where memory is plenty.
  std::size_t staged_bytes = std::size_t{96} << 20;
  // Rows up to which live queries receive the import as a delta, for which they are held in
  // memory. Raise it where subscribers are better at following changes than at beginning anew.
  std::size_t delta_rows = 4096;
  // Gets each row that is wrong, which is then left out. Without it the first one is the error
  // of the whole import.
  std::function<void(const BadRow&)> on_bad_row;
  // Called now and then with the bytes and rows that were read so far.
  std::function<void(std::uint64_t, std::uint64_t)> on_progress;
};

struct Imported {
  std::uint64_t commit = 0;  // The version after it; the current one if there was no row.
  std::uint64_t rows = 0;    // that stand now
  std::uint64_t skipped = 0;
};

}  // namespace cambium
