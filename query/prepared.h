// A statement that is parsed once and run often, with other values for its parameters.
//
//     auto find = database.Prepare("ONE Issue WHERE id = $id { title }");
//     auto answer = find->Query(Bind({{"id", 7}}));
//
// A statement without parameters is planned once; what finds, changes or deletes one row by its
// whole key, and what inserts or upserts one row, is resolved once into the places of values,
// and runs without being planned again. All of it happens anew once the schema has changed.
//
// Any thread may run it; copies are the same statement. Its database outlives it.
//
// Cost: of a query by key one look-up in the store; of a mutation of one row the look-up and
// the commit; of others what Database::Query and Execute do, but for parsing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/database.h"
#include "query/key_lookup.h"
#include "query/keyed_write.h"
#include "query/row_write.h"

namespace cambium {

class Prepared {
 public:
  // Empty: running it is an error.
  Prepared() = default;

  // Names without the $, declared ones first, then as they come in the text.
  const std::vector<std::string>& parameters() const;

  // Of a query: its answer now.
  absl::StatusOr<Answer> Query(const Parameters& parameters = {}) const;
  // Of a mutation.
  absl::StatusOr<Committed> Execute(const Parameters& parameters = {}) const;

  // The same with one value for each of parameters(), in their order. The quick way.
  absl::StatusOr<Answer> QueryWith(std::span<const Value> values) const;
  absl::StatusOr<Committed> ExecuteWith(std::span<const Value> values) const;

 private:
  friend class Database;
  friend class OpenTransaction;
  // Guarded by the database's lock, but for what never changes.
  struct State {
    Statement statement;
    std::vector<std::string> parameters;
    // What was resolved in the schema of this generation.
    std::uint64_t generation = 0;
    std::shared_ptr<const SelectPlan> plan;  // Of a query without parameters or NOW().
    std::optional<KeyLookup> lookup;
    std::optional<RowWrite> write;
    std::optional<KeyedWrite> keyed;
  };

  Prepared(Database* database, std::shared_ptr<State> state)
      : database_(database), state_(std::move(state)) {}

  absl::Status CheckCount(std::span<const Value> values) const;
  Parameters Named(std::span<const Value> values) const;
  // Forgets what another schema said.
  void Refresh() const;
  // Adds the mutation, if it is resolved; false, with nothing done, if it is to be planned.
  absl::StatusOr<bool> AddTo(MutationPlanner& planner, std::span<const Value> values) const;
  absl::StatusOr<std::shared_ptr<const SelectPlan>> Plan(const Parameters& parameters) const;

  Database* database_ = nullptr;
  std::shared_ptr<State> state_;
};

}  // namespace cambium
