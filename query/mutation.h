// Mutations: from statements to the entities that they change.
//
// Validated here, at the border: types, keys, required and unknown fields, references whose
// deletion is restricted. What passes is a set of changes that the store and every live query
// can take without a question, so no row ever stands twice or goes negative.
//
// A transaction is planned statement by statement into one set of changes; a later statement
// sees what earlier ones did.
//
// Cost: INSERT and UPSERT one look-up; UPDATE and DELETE what the way to their rows costs, by
// key, by an index or by a scan (query/access_path.h), and DELETE the way to the rows of
// references that say ON DELETE. A condition or value that looks at other rows scans the tables
// that it reads, once for all rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/entity.h"
#include "query/plan.h"
#include "query/read_rows.h"
#include "query/schema.h"
#include "query/syntax.h"
#include "query/tree.h"

namespace cambium {

struct TableChanges {
  const Table* table = nullptr;
  std::map<std::string, EntityChange> entities;  // by subject
};

struct Changes {
  std::map<TypeId, TableChanges> tables;
  std::int64_t rows = 0;  // matched by statements, unchanged ones included; cascades not
};

class ReadSet;
struct AccessPath;

// A row as a statement gives it: for each field of the table its value, if it has one.
struct GivenRow {
  explicit GivenRow(const Table& table)
      : values(table.fields.size()), given(table.fields.size(), false) {}

  void Give(std::size_t field, Value value) {
    values[field] = std::move(value);
    given[field] = true;
  }
  std::span<const Value> all() const { return {values.data(), values.size()}; }

  absl::InlinedVector<Value, 8> values;
  absl::InlinedVector<bool, 8> given;
};

// "7", "(1, 2)": the key of a row, for messages.
std::string KeyText(const Table& table, const Row& row);
std::string KeyText(const Table& table, const std::string& subject);
// What a field holds once it is given this value: of its type, or an error.
absl::StatusOr<Value> FieldValue(const Field& field, const Value& value, Span span);
// Whether the row at hand has all that the expression reads.
bool IsOfOneRow(const Table& table, const Expr& expr);

class MutationPlanner {
 public:
  // All outlive the planner and its changes. `now` is what NOW() is. Rows are read as they
  // stand at `version`, and what is read is noted in `reads`, if that is not null.
  MutationPlanner(const Schema& schema, const Store& store, Value now,
                  std::uint64_t version = Store::kNow, ReadSet* reads = nullptr)
      : schema_(schema),
        store_(store),
        now_(std::move(now)),
        version_(version),
        reads_(reads) {}

  // On an error the changes are of no use any more.
  absl::Status Add(const Insert& insert);
  absl::Status Add(const Update& update);
  absl::Status Add(const Delete& erase);
  // Deletes the row of this subject; false if there is none. Errors show the span.
  absl::StatusOr<bool> Erase(const Table& table, const std::string& subject, Span span);
  // Puts another row of the same key in the place of one that stands.
  void Change(const Table& table, const std::string& subject, const Row& before, Row after);
  // Inserts a whole row whose values are of the types of its fields.
  absl::Status Add(const Table& table, const Row& row);
  // An INSERT or UPSERT whose values are known.
  absl::Status AddRow(const Table& table, const Insert& insert, GivenRow row);

  // One row, as the transaction has left it.
  absl::StatusOr<std::optional<Row>> Find(const Table& table, const std::string& subject);

  // From here on: at the newest version, whatever the first one was.
  void LookAtNow() { version_ = Store::kNow; }

  // Behind the last statement: what holds of the transaction as a whole, as things stand now.
  absl::Status Check();

  const Changes& changes() const { return changes_; }
  // Rows as the transaction has left them. Outlived by the planner.
  ReadRows rows();

 private:
  // A row that a condition is true of, and what was asked of it.
  struct Matched {
    std::string subject;
    Row row;
    std::vector<Value> values;
  };

  // Calls `visit(subject, row)` for the whole rows that the path leads to, and perhaps others.
  absl::Status ForEach(const Table& table, const AccessPath& path, const EntityVisitor& visit);
  // The rows of the table that satisfy `where`, each with the values of these expressions.
  absl::StatusOr<std::vector<Matched>> FindMatches(const Table& table,
                                                   const std::optional<Expr>& where,
                                                   const std::vector<const Expr*>& values,
                                                   Span span);
  // The same, of expressions that read fields of the row alone.
  absl::StatusOr<std::vector<Matched>> Match(const Table& table,
                                             const std::optional<Expr>& where,
                                             const std::vector<const Expr*>& values);
  // mutation_question.cpp: the same, of any, by a query of all rows as they stand now.
  absl::StatusOr<std::vector<Matched>> Ask(const Table& table, const std::optional<Expr>& where,
                                           const std::vector<const Expr*>& values, Span span);
  // The answer as the transaction has left the rows.
  absl::StatusOr<TreeList> Answer(const SelectPlan& plan);
  // A value that belongs to no row.
  absl::StatusOr<Value> AskAlone(const Expr& expr);
  void Put(const Table& table, const std::string& subject, const std::optional<Row>& before,
           std::optional<Row> after);
  absl::StatusOr<Value> NewValue(const Table& table, const Expr& expr);
  absl::Status PutNew(const Table& table, const Row& row, Span span);
  absl::StatusOr<Row> NewRow(const Table& table, const Insert& insert, GivenRow row);
  // What references say of rows that are deleted.
  using Gone = std::map<std::string, Value>;  // by subject: how others refer to the row
  absl::Status FollowDeletes(const Table& table, const Gone& gone, Span span);
  // By one field of `other`; gives what goes with them.
  absl::StatusOr<Gone> FollowReference(const Table& table, const Gone& gone, const Table& other,
                                       std::size_t field, Span span);

  absl::Status CheckUnique(const Table& table, std::size_t field, const TableChanges& changed);

  const Schema& schema_;
  const Store& store_;
  const Value now_;
  std::uint64_t version_;
  ReadSet* const reads_;
  Changes changes_;
};

}  // namespace cambium
