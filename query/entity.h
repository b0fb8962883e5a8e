// Entities: the rows of a table as the store holds them, one triple a field.
//
// The subject of a row's triples is the order-preserving encoding of its key. A row
// exists while the triple of its first key field does; a NULL field has no triple.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/row.h"
#include "lsm/store.h"
#include "query/schema.h"

namespace cambium {

// Equal numbers are stored as one value; a field reads them back as its own type.
Value AsField(const FieldType& type, const Value& value);

// The subject of a whole row: the encoding of its key.
std::string SubjectOf(const Table& table, const Row& row);
std::string SubjectOf(const Table& table, std::span<const Value> row);

absl::StatusOr<bool> Exists(const Store& store, const Table& table, const std::string& subject,
                            std::uint64_t version = Store::kNow);

// The whole row of an entity, if it stands.
absl::StatusOr<std::optional<Row>> ReadEntity(const Store& store, const Table& table,
                                              const std::string& subject,
                                              std::uint64_t version = Store::kNow);

// The subject of the row of `table` that a reference with this value leads to.
std::string SubjectOfReference(const Table& table, const ValueView& reference);

// Calls `visit(subject, row)` for each row of the table, in key order; the row holds the
// fields `read`, of which the first is the first of the key.
using EntityVisitor = std::function<void(const std::string&, const Row&)>;
absl::Status ScanEntities(const Store& store, const Table& table,
                          const std::vector<std::size_t>& read, const EntityVisitor& visit,
                          std::uint64_t version = Store::kNow);

// What a transaction does to one entity: how it was and will be, if it was and will be.
struct EntityChange {
  std::optional<Row> before;
  std::optional<Row> after;
  // Whether the row that was has been deleted on the way: what will be is another one.
  bool is_replaced = false;
};

// The triples that turn `before` into `after`.
void AppendTriples(const Table& table, const std::string& subject, const EntityChange& change,
                   Batch& batch);

}  // namespace cambium
