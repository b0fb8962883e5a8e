// The schema as CREATE TABLE and CREATE INDEX, for the statements of EmitSql to ask.
//
//     TABLE Album { id: Int = 1 KEY, title: Text = 2, artist: Artist? = 3 BACK albums }
//
//     CREATE TABLE "Album" ("id" INTEGER NOT NULL, "title" TEXT NOT NULL, "artist" INTEGER,
//       PRIMARY KEY ("id")) STRICT
//     CREATE INDEX "Album.artist" ON "Album" ("artist")
//
// References are no FOREIGN KEYs, since they may dangle; what BACK, INDEX and UNIQUE ask for
// is an index. Defaults and ON DELETE are left out: they are for who writes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/schema.h"
#include "query/sql/sql_value.h"

namespace cambium {

// One statement each, in the order of declaration. An error while a table is missing that
// another refers to.
absl::StatusOr<std::vector<std::string>> SchemaSql(const Schema& schema, SqlDialect dialect);

}  // namespace cambium
