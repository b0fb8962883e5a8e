// The rows of a table by the values of some fields, and which inputs ask for which of them.
//
//     by (project, status)   (5, 0): rows 17, 23      asked for by the inputs of two queries
//                            (5, 1): row 4
//                            (6, 0): row 9            asked for by nobody
//
// A change goes to the inputs that ask for its values, before and after, and to no others: what
// a query does not ask for costs it nothing, and the many queries of a table share one copy of
// its rows. Follows the two phases of a step: rows stand as before it until Commit().
//
// Cost of a change: two look-ups, and what is asked for. Of asking: a look-up and the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "dataflow/hash_index.h"
#include "lsm/store.h"
#include "query/entity.h"
#include "query/lowered_functions.h"
#include "query/lowering.h"

namespace cambium {

struct LiveInstance;

// Nodes that inputs lead to.
struct RoutedQuery {
  LoweredQuery nodes;
  LiveInstance* instance = nullptr;  // that they are of; null of an assertion
  bool is_reached = false;           // in this step
};

// Where rows enter a query.
struct RoutedInput {
  RoutedQuery* query = nullptr;
  TableInput* input = nullptr;

  void Add(const Row& row, Weight weight) const {
    input->Add(row.Project(input->fields), weight);
  }
  bool operator==(const RoutedInput&) const = default;
};

class AskedRows {
 public:
  explicit AskedRows(std::vector<std::size_t> fields)
      : fields_(std::move(fields)), rows_(ProjectRow{&fields_}) {}
  AskedRows(const AskedRows&) = delete;
  AskedRows& operator=(const AskedRows&) = delete;

  absl::Status Fill(const Store& store, const Table& table);
  // The same by hand, while nobody asks: whole rows.
  void Fill(const Delta<Row>& rows) { rows_.Fold(rows); }

  const std::vector<std::size_t>& fields() const { return fields_; }
  std::size_t row_count() const { return rows_.row_count(); }

  // The rows with these values go into the input, and from then on what changes them; or go out
  // of it. A NULL among the values asks for nothing.
  void Ask(const RoutedInput& input, const Row& values);
  void Leave(const RoutedInput& input, const Row& values);
  // Ask() for an input that has the rows already.
  void Follow(const RoutedInput& input, const Row& values);
  // The same without rows, when the input is going or a step is dropped.
  void Forget(const RoutedInput& input, const Row& values);

  // COMPUTE: calls `reached(query)` for each query that rows were given to.
  template <typename Reached>
  void Route(const EntityChange& change, Reached reached);
  void Commit();
  void Abandon() { pending_ = Delta<Row>(); }

 private:
  bool IsKnown(const Row& values) const;
  void AddStanding(const RoutedInput& input, const Row& values, Weight weight) const;
  const std::vector<RoutedInput>* AskersOf(const Row& values) const {
    const auto found = askers_.find(values);
    return found == askers_.end() ? nullptr : &found->second;
  }

  const std::vector<std::size_t> fields_;
  HashIndex<Row, ProjectRow> rows_;
  absl::flat_hash_map<Row, std::vector<RoutedInput>> askers_;  // none is empty
  Delta<Row> pending_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename Reached>
void AskedRows::Route(const EntityChange& change, Reached reached) {
  const auto values_of = [this](const std::optional<Row>& row) {
    return row.has_value() ? row->Project(fields_) : Row();
  };
  const Row before = values_of(change.before);
  const Row after = values_of(change.after);
  const bool stays = change.before.has_value() && change.after.has_value() && before == after;
  const auto give = [&](const std::vector<RoutedInput>* askers, const auto& add) {
    if (askers == nullptr) return;
    for (const RoutedInput& input : *askers) {
      if (add(input)) reached(*input.query);
    }
  };
  if (stays) {
    give(AskersOf(before), [&](const RoutedInput& input) {
      Row old_row = change.before->Project(input.input->fields);
      Row new_row = change.after->Project(input.input->fields);
      if (old_row == new_row) return false;
      input.input->Add(std::move(old_row), -1);
      input.input->Add(std::move(new_row), 1);
      return true;
    });
  } else {
    if (change.before.has_value()) {
      give(AskersOf(before),
           [&](const RoutedInput& input) { return input.Add(*change.before, -1), true; });
    }
    if (change.after.has_value()) {
      give(AskersOf(after),
           [&](const RoutedInput& input) { return input.Add(*change.after, 1), true; });
    }
  }
  if (change.before.has_value()) pending_.Add(*change.before, -1);
  if (change.after.has_value()) pending_.Add(*change.after, 1);
}

}  // namespace cambium
