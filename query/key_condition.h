// A condition that names one row by its whole key.
//
//     id = $id
//     from = $a AND to = 7
//
// Law: of the rows of the table it is true of the one with the subject that is told, if that
// stands, and of no other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "query/given_value.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

class KeyCondition {
 public:
  // Nothing if it is another condition. `table` outlives it.
  static std::optional<KeyCondition> Of(const Table& table, const Expr& condition,
                                        const std::vector<std::string>& parameters);

  // Values in the order of `parameters`. Nothing if one of them is NULL or not of its field's
  // type: the planner knows what to say of it.
  std::optional<std::string> SubjectFor(std::span<const Value> values) const;

 private:
  explicit KeyCondition(const Table& table) : table_(&table), parts_(table.key.size()) {}
  // Takes the equalities of a conjunction; false when one of them is none of a key field.
  bool Take(const Expr& condition, const std::vector<std::string>& parameters);

  const Table* table_;
  std::vector<std::optional<GivenValue>> parts_;  // In the order of the key.
};

}  // namespace cambium
