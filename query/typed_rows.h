// Rows of a table by the members of a struct, as values: what typed tables do, whatever the
// struct is.
//
// A row has a value for each member, in their order. Where members stand in the table is looked
// up again once the schema has changed. Any thread may call any member; the database outlives
// it.
//
// Cost: of a read by key one look-up in the store; of a write the look-up and the commit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/database.h"
#include "query/database_snapshot.h"
#include "query/open_transaction.h"
#include "query/struct_match.h"

namespace cambium {

// A database while streams are made or ended, its lock taken.
class TypedInputs;
class TypedLock {
 public:
  explicit TypedLock(Database& database);
  TypedLock(const TypedLock&) = delete;
  TypedLock& operator=(const TypedLock&) = delete;

  TypedInputs& inputs() const;
  const Schema& schema() const;
  const Store& store() const;

 private:
  Database& database_;
  const std::lock_guard<std::mutex> lock_;
};

enum class WriteKind { kInsert, kUpsert };

class TypedRows {
 public:
  // Members outlive it. An error if they do not fit the table.
  static absl::StatusOr<TypedRows> Of(Database& database, std::string_view table,
                                      std::span<const StructMember> members);

  Database& database() const { return *database_; }
  const std::string& table() const { return state_->table; }
  std::span<const StructMember> members() const { return state_->members; }

  absl::StatusOr<Committed> Write(WriteKind kind, std::vector<Value> values) const;
  absl::Status Write(OpenTransaction& transaction, WriteKind kind,
                     std::vector<Value> values) const;

  // By the values of the key, in its order. Nothing to delete is no commit and no error.
  absl::StatusOr<Committed> Delete(std::span<const Value> key) const;
  absl::StatusOr<bool> Delete(OpenTransaction& transaction, std::span<const Value> key) const;
  absl::StatusOr<std::optional<Row>> Get(std::span<const Value> key) const;
  absl::StatusOr<std::optional<Row>> Get(OpenTransaction& transaction,
                                         std::span<const Value> key) const;

  // Each row of a version, in the order of keys. The members have to fit the table of then.
  absl::Status ForEach(const DatabaseSnapshot& snapshot,
                       const std::function<void(const Row&)>& visit) const;

 private:
  struct State {
    std::string table;
    std::span<const StructMember> members;
    // Guarded by the database's lock: what was found in the schema of this generation.
    std::uint64_t generation = 0;
    StructMatch match;
  };

  TypedRows(Database& database, std::shared_ptr<State> state)
      : database_(&database), state_(std::move(state)) {}

  // With the lock taken.
  absl::Status Match() const;
  absl::StatusOr<std::string> SubjectFor(std::span<const Value> key) const;
  absl::Status AddTo(MutationPlanner& planner, WriteKind kind, std::vector<Value> values) const;

  Database* database_;
  std::shared_ptr<State> state_;
};

}  // namespace cambium
