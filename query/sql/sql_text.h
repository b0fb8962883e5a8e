// The same question in SQL: a query of TreeQL as one statement for another database.
//
//     MANY Artist WHERE id > 1 { name, albums { title } }
//
//     SELECT json_group_array(json_object('name', r.v1, 'albums', json(r.v2))) AS answer
//     FROM (SELECT t1."name" AS v1, (SELECT json_group_array(…) …) AS v2, t1."id" AS o1
//           FROM "Artist" AS t1 WHERE (t1."id" > ?1) ORDER BY o1) AS r
//
// It is made from the syntax and the schema alone, nothing that computes answers has a part
// in it: so it can tell whether they are right, and takes a question to where its data goes.
// docs/sql.md says how types are mapped, what is refused and what the limits are.
//
// Law: over the tables of SchemaSql (query/sql/sql_schema.h), filled with the same rows, the
// statement gives one row of one column, the JSON that the query prints.
//
// Cost: linear in the query with its fragments, and in the blocks that RECURSE repeats.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/parameters.h"
#include "query/schema.h"
#include "query/sql/sql_value.h"
#include "query/syntax.h"

namespace cambium {

struct SqlText {
  std::string text;
  std::vector<Value> parameters;  // Of ?1 or $1 first: Ints, Floats, Texts and Bytes.
};

// An error that names the construct where SQL has no equivalent. A query that the language
// refuses is refused too, though perhaps for another reason.
absl::StatusOr<SqlText> EmitSql(const Schema& schema, const Query& query, SqlDialect dialect,
                                const Parameters& parameters = {});

}  // namespace cambium
