// A transaction that reads and writes while others do, and commits whole or not at all.
//
//     database.Transact([](OpenTransaction& transaction) -> absl::Status {
//       auto answer = transaction.Query("ONE Account WHERE id = 1 { cents }");
//       …
//       return transaction.Execute("UPDATE Account WHERE id = 1 SET cents = 90").status();
//     });
//
// It sees one version of the database, the newest when it began, with its own changes on top.
// Nothing waits for it and nobody sees its changes before it commits. A commit goes through
// only if nothing that the transaction has read, rows by their keys and ranges by their
// conditions, has been changed since by another: then it is as if it had run alone, at that
// moment. If not, it fails with absl::StatusCode::kAborted, naming a row, and can be tried
// again.
//
// Any thread may use it, one at a time. Its database outlives it.
//
// Cost: the statements, a query for a row by its key one look-up; to commit, the rows changed
// by others meanwhile, times the ranges read. Commits are kept in memory for as long as a
// transaction that began before them is open.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/database.h"
#include "query/mutation.h"
#include "query/read_set.h"

namespace cambium {

class OpenTransaction {
 public:
  OpenTransaction(const OpenTransaction&) = delete;
  OpenTransaction& operator=(const OpenTransaction&) = delete;
  // Drops its changes, unless they are committed.
  ~OpenTransaction();

  // The version that it sees.
  std::uint64_t version() const { return snapshot_.version(); }

  // INSERT, UPSERT, UPDATE, DELETE or TX; gives the rows that it matched. After an error the
  // transaction can only be dropped.
  absl::StatusOr<std::int64_t> Execute(std::string_view mutation,
                                       const Parameters& parameters = {});
  // The same of a statement of its database that was prepared, with one value for each of its
  // parameters: the quick way for many rows.
  absl::StatusOr<std::int64_t> ExecuteWith(const Prepared& statement,
                                           std::span<const Value> values);
  // One query without LIVE.
  absl::StatusOr<Answer> Query(std::string_view query, const Parameters& parameters = {});

  // At most once; nothing works behind it. Without changes it takes no version and cannot fail.
  absl::StatusOr<Committed> Commit();

 private:
  friend class Database;
  friend class TypedRows;
  OpenTransaction(Database& database, cambium::Snapshot snapshot, std::uint64_t generation,
                  Value now);

  absl::Status CheckUsable() const;
  absl::Status Add(const Statement& statement);
  // The answer of a query for one row by its key; nothing if it is another query.
  absl::StatusOr<std::optional<TreeList>> LookUp(const cambium::Query& query,
                                                 const Parameters& parameters,
                                                 std::shared_ptr<const SelectPlan> plan);
  absl::Status CheckReads() const;
  void End();

  Database& database_;
  const cambium::Snapshot snapshot_;
  const std::uint64_t generation_;  // Of the schema; another one ends the transaction.
  const Value now_;                 // NOW() stands still.
  ReadSet reads_;
  MutationPlanner planner_;
  bool is_open_ = true;
  absl::Status failure_;  // Of a mutation.
};

}  // namespace cambium
