// What a row that is imported must not clash with: keys and UNIQUE values of the table as it
// stands, and of the rows before it.
//
// A file whose keys ascend, as most do, needs no memory of them; from the first key that does
// not ascend on, all are remembered. UNIQUE values always are.
//
// Cost: a look-up in memory for each row, and where the table has rows already, one in the
// store for its key and for each UNIQUE value. Of keys that do not ascend, memory of about 12
// bytes for each that is one Int, of 50 for each other short one; of UNIQUE values, of
// about 25.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/import/row_source.h"
#include "query/schema.h"

namespace cambium {

class RowCheck {
 public:
  // Gives the subjects of all rows that passed so far.
  using Subjects = std::function<absl::Status(const std::function<void(std::string_view)>&)>;

  // What it is given outlives it.
  static absl::StatusOr<RowCheck> Make(const Table& table, const Store& store,
                                       Subjects subjects);

  // What the row clashes with; nothing, and the row is remembered, if it fits.
  absl::StatusOr<std::optional<BadRow>> Check(const std::string& subject, const SourceRow& row);

 private:
  RowCheck(const Table& table, const Store& store, Subjects subjects)
      : table_(&table), store_(&store), subjects_(std::move(subjects)) {}

  // Subjects, those that are integers as such.
  class SubjectSet {
   public:
    bool Contains(const std::string& subject) const;
    void Insert(std::string subject);

   private:
    absl::flat_hash_set<std::uint64_t> integers_;
    absl::flat_hash_set<std::string> others_;
  };

  absl::StatusOr<bool> IsKeyTaken(const std::string& subject);
  absl::StatusOr<bool> IsValueTaken(std::size_t field, const Value& value) const;

  const Table* table_;
  const Store* store_;
  Subjects subjects_;
  bool has_rows_ = false;                                     // Whether the table had any.
  std::string greatest_;                                      // The greatest subject so far.
  std::optional<SubjectSet> seen_;                            // Once subjects do not ascend.
  std::map<std::size_t, absl::flat_hash_set<Value>> values_;  // Of UNIQUE fields.
};

}  // namespace cambium
