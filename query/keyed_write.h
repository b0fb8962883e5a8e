// UPDATE or DELETE of the row that a whole key names, resolved: which row, and which field gets
// which value.
//
//     UPDATE Issue WHERE id = $id SET votes = $votes
//     DELETE Edge WHERE from = $a AND to = $b
//
// Law: AddTo() does what the planner does with the statement and these values in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/given_value.h"
#include "query/key_condition.h"
#include "query/mutation.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

class KeyedWrite {
 public:
  // Nothing if the statement is another, moves the row, computes a value or is wrong: the
  // planner knows what to do or to say then.
  static std::optional<KeyedWrite> Of(const Schema& schema, const Update& update,
                                      const std::vector<std::string>& parameters);
  static std::optional<KeyedWrite> Of(const Schema& schema, const Delete& erase,
                                      const std::vector<std::string>& parameters);

  // Values in the order of `parameters`. False, with nothing done, if the key is not of its
  // type: the planner knows what to say of it.
  absl::StatusOr<bool> AddTo(MutationPlanner& planner, std::span<const Value> values) const;

 private:
  static std::optional<KeyedWrite> Of(const Schema& schema, const Name& table,
                                      const std::optional<Expr>& where,
                                      const std::vector<std::string>& parameters);
  KeyedWrite(const Table& table, Span span, KeyCondition condition)
      : table_(&table), span_(span), condition_(std::move(condition)) {}

  const Table* table_;
  Span span_;
  KeyCondition condition_;
  bool erases_ = false;
  std::vector<GivenField> given_;
};

}  // namespace cambium
