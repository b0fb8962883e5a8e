// A query for one row by its whole key, as the look-up that it is.
//
//     ONE Issue WHERE id = $id { title, votes }
//     MANY Edge WHERE from = $a AND to = 7 { * }
//
// A table, one equality for each field of its key, and fields of the row: what such a query
// answers is in the plan that any of its values gives; which row it is, the values say.
//
// Law: the answer is that of the plan for these values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/entity_fields.h"
#include "query/key_condition.h"
#include "query/plan.h"
#include "query/schema.h"
#include "query/tree.h"

namespace cambium {

class KeyLookup {
 public:
  // Nothing if the query is another. `plan` is its plan for some values of its parameters.
  static std::optional<KeyLookup> Of(const Schema& schema, const Query& query,
                                     const std::vector<std::string>& parameters,
                                     std::shared_ptr<const SelectPlan> plan);

  // Values in the order of `parameters`. Nothing if one of them is NULL or not of its field's
  // type: the plan knows what to say of it.
  absl::StatusOr<std::optional<TreeList>> Find(const Store& store,
                                               std::span<const Value> values) const;

  // The same in two steps, for who has rows of its own: the subject of the row, or nothing as
  // above; and the answer that this row makes, which holds all fields of the table.
  std::optional<std::string> SubjectFor(std::span<const Value> values) const {
    return condition_.SubjectFor(values);
  }
  TreeList AnswerFrom(const std::optional<Row>& row) const;

  const Table& table() const { return *table_; }
  const std::shared_ptr<const SelectPlan>& plan() const { return plan_; }

 private:
  KeyLookup(const Table& table, KeyCondition condition)
      : table_(&table), condition_(std::move(condition)) {}

  const Table* table_;
  KeyCondition condition_;
  std::vector<std::size_t> fields_;  // Of the plan's layout.
  std::optional<EntityFields> reader_;
  std::shared_ptr<const SelectPlan> plan_;
};

}  // namespace cambium
