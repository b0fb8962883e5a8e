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
// Some ask for a range besides, which the values of another field are to be in
// (query/asked_by.h): among those who ask for the same values, an index of intervals finds the
// ones that a row is in.
//
// Cost of a change: two look-ups, and what is asked for. Of asking: a look-up and the rows, of
// a range those that have the values, in it or not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "dataflow/hash_index.h"
#include "lsm/store.h"
#include "query/entity.h"
#include "query/interval_index.h"
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

  bool operator==(const RoutedInput&) const = default;
};

// An input with the bounds of the range that it asks for, if it does.
struct Asker {
  RoutedInput input;
  Row bounds;

  const AskedBy& by() const { return input.input->asked; }
  Row Read(const Row& row) const { return ReadFields(input.input->fields, row, bounds); }
  void Add(const Row& row, Weight weight) const { input.input->Add(Read(row), weight); }
  bool operator==(const Asker&) const = default;
};

// Those who ask for rows with the same values.
class Askers {
 public:
  void Add(const Asker& asker);
  void Remove(const Asker& asker);
  bool empty() const { return all_.empty() && ranges_.empty(); }

  // Calls `visit(asker)` for each whose range, if it asks for one, this row is in.
  template <typename Visit>
  void ForEach(const Row& row, Visit visit) const;

 private:
  // By one field.
  struct Ranges {
    IntervalIndex index;
    std::map<Interval, std::vector<Asker>> askers;  // none is empty
  };

  std::vector<Asker> all_;                // without a range
  std::map<std::size_t, Ranges> ranges_;  // by field; none is empty
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

  // The rows that are asked for go into the input, and from then on what changes them; or go
  // out of it. A NULL among the values asks for nothing.
  void Ask(const RoutedInput& input, const Row& asked);
  void Leave(const RoutedInput& input, const Row& asked);
  // Ask() for an input that has the rows already.
  void Follow(const RoutedInput& input, const Row& asked);
  // The same without rows, when the input is going or a step is dropped.
  void Forget(const RoutedInput& input, const Row& asked);

  // COMPUTE: calls `reached(query)` for each query that rows were given to.
  template <typename Reached>
  void Route(const EntityChange& change, Reached reached);
  void Commit();
  void Abandon() { pending_ = Delta<Row>(); }

 private:
  // Calls `then(asker, values)`, unless a NULL is asked for.
  template <typename Then>
  void WithAsker(const RoutedInput& input, const Row& asked, Then then) const;
  void AddStanding(const Asker& asker, const Row& values, Weight weight) const;
  const Askers* AskersOf(const Row& values) const {
    const auto found = askers_.find(values);
    return found == askers_.end() ? nullptr : &found->second;
  }

  const std::vector<std::size_t> fields_;
  HashIndex<Row, ProjectRow> rows_;
  absl::flat_hash_map<Row, Askers> askers_;  // none is empty
  Delta<Row> pending_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename Visit>
void Askers::ForEach(const Row& row, Visit visit) const {
  for (const Asker& asker : all_) visit(asker);
  for (const auto& by_field : ranges_) {
    const ValueView value = row[by_field.first];
    if (value.is_null()) continue;
    const Ranges& ranges = by_field.second;
    ranges.index.ForEach(Value(value), [&](const Interval& interval) {
      for (const Asker& asker : ranges.askers.at(interval)) visit(asker);
    });
  }
}

template <typename Reached>
void AskedRows::Route(const EntityChange& change, Reached reached) {
  const auto values_of = [this](const std::optional<Row>& row) {
    return row.has_value() ? row->Project(fields_) : Row();
  };
  const Row before = values_of(change.before);
  const Row after = values_of(change.after);
  const bool stays = change.before.has_value() && change.after.has_value() && before == after;
  const auto give = [&](const Asker& asker, Row read, Weight weight) {
    asker.input.input->Add(std::move(read), weight);
    reached(*asker.input.query);
  };
  if (const Askers* left = change.before.has_value() ? AskersOf(before) : nullptr) {
    left->ForEach(*change.before, [&](const Asker& asker) {
      const bool keeps = stays && asker.by().IsInRange(*change.after, asker.bounds);
      Row old = asker.Read(*change.before);
      if (!keeps) return give(asker, std::move(old), -1);
      Row now = asker.Read(*change.after);
      if (old == now) return;
      give(asker, std::move(old), -1);
      give(asker, std::move(now), 1);
    });
  }
  if (const Askers* come = change.after.has_value() ? AskersOf(after) : nullptr) {
    come->ForEach(*change.after, [&](const Asker& asker) {
      const bool had = stays && asker.by().IsInRange(*change.before, asker.bounds);
      if (!had) give(asker, asker.Read(*change.after), 1);
    });
  }
  if (change.before.has_value()) pending_.Add(*change.before, -1);
  if (change.after.has_value()) pending_.Add(*change.after, 1);
}

}  // namespace cambium
