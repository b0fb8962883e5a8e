// A table that is declared again, or dropped: whether the rows that stand fit what is to
// stand, and what has to be written so that they do.
//
//     a new field            DEFAULT is written to the rows that have no value of it, as they
//                            may from before it was dropped
//     Int → Decimal(n), Decimal(n) → Decimal(m), Decimal → Int, T → T?
//                            nothing is written: equal numbers are stored as one value, and a
//                            field reads its own type
//     T? → T, UNIQUE         nothing but the index
//
// Law: behind the change every row of the table is one that INSERT could have made; what is
// refused names up to ten rows that stand in the way, and how many there are.
//
// Cost: nothing, or one scan of the fields in question. What is written is one batch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "lsm/catalog.h"
#include "lsm/store.h"
#include "query/schema.h"

namespace cambium {

struct TableChange {
  Batch batch;
  std::vector<IndexChange> indexes;
};

// The index that the field needs, if it needs one.
std::optional<IndexKind> NeededIndex(const Field& field);

// Those that its fields need, to be made.
std::vector<IndexChange> IndexesOf(const Table& table);

// `after` comes from Schema::Resolve() over the schema of `before`. Errors have their places in
// its declaration.
absl::StatusOr<TableChange> ChangeTable(const Table& before, const Table& after,
                                        const Store& store);
// Of a table that is dropped: its type goes, with all triples and indexes
// (lsm/dropped_types.h).
Batch DropTable(const Table& table);

// Whether no row has a member of the enum that `after` has not; `before` is the schema.
absl::Status CheckMembersGone(const Schema& before, const FieldType& after, Span span,
                              const Store& store);

}  // namespace cambium
