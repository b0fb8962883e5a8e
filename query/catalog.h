// The catalog: what has been declared, as the store keeps it.
//
//     [0, 1, type id]           → Text  TABLE …, or DROP TABLE …: its id is never used again
//     [0, 1, 'enum Mood']       → Text  ENUM …; likewise fragments, queries and assertions
//     [0, 2, (type, attribute)] → Text  the name of a field that a LAX table's rows have
//     [0, 4, (type, attribute)] → Bool  numbers of fields that were dropped
//
// lsm/catalog.h has what else is there.
//
// Law: reading the catalog gives the schema that was written to it, whatever order its parts
// were declared and changed in.
//
// Cost: a scan of the catalog; resolving a table looks at all tables before it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

TripleKey KeyOfTable(TypeId table);
// `kind` as a statement's line of JSON has it: "enum", "fragment", "query" or "assert".
TripleKey KeyOfDeclared(const std::string& kind, const std::string& name);

// The statements that declare all that stands, in an order in which they can be executed:
// enums, tables, fragments behind those that they use, queries, assertions.
absl::StatusOr<std::vector<Statement>> ReadDeclarations(const Store& store);

// DataLoss when it holds what declares nothing.
absl::StatusOr<Schema> ReadCatalog(const Store& store);

}  // namespace cambium
