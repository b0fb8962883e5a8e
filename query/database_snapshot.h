// The database as it was at one version, whatever is committed meanwhile.
//
//     const DatabaseSnapshot snapshot = database.Snapshot();
//     auto before = snapshot.Query("MANY Issue { id }");
//
// What its version needs is kept in the store for as long as it lives. Names are looked up in
// the schema of then. Any thread may use it; its database outlives it.
//
// Cost: as Database::Query; to take the first one behind a declaration, a copy of the schema.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/database.h"

namespace cambium {

class DatabaseSnapshot {
 public:
  std::uint64_t version() const { return snapshot_.version(); }

  // One query without LIVE.
  absl::StatusOr<Answer> Query(std::string_view query, const Parameters& parameters = {}) const;

 private:
  friend class Database;
  friend class TypedRows;
  DatabaseSnapshot(Database& database, cambium::Snapshot snapshot,
                   std::shared_ptr<const Schema> schema)
      : database_(&database), snapshot_(std::move(snapshot)), schema_(std::move(schema)) {}

  Database* database_;
  cambium::Snapshot snapshot_;
  std::shared_ptr<const Schema> schema_;
};

}  // namespace cambium
