// A database in memory that can be closed and opened again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include "doctest/doctest.h"
#include "query/database.h"
#include "tests/support/shared_files.h"

namespace cambium::testing {

struct Reopened {
  std::shared_ptr<FileSystem> disk{MakeMemoryFileSystem()};
  std::unique_ptr<Database> database;

  Reopened() { Open(); }
  void Open() {
    database.reset();
    auto opened = Database::Open(std::make_unique<SharedFiles>(disk), "folder");
    REQUIRE_MESSAGE(opened.ok(), opened.status().message());
    database = *std::move(opened);
  }
};

}  // namespace cambium::testing
