// INSERT or UPSERT of one row, resolved: which field gets which value.
//
// Law: AddTo() does what the planner does with the statement and these values in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "query/given_value.h"
#include "query/mutation.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

class RowWrite {
 public:
  // Nothing if a field gets more than a literal or a parameter, or if the statement is wrong:
  // the planner knows what to say of it. `insert` outlives it.
  static std::optional<RowWrite> Of(const Schema& schema, const Insert& insert,
                                    const std::vector<std::string>& parameters);

  // Values in the order of `parameters`.
  absl::Status AddTo(MutationPlanner& planner, std::span<const Value> values) const;

 private:
  const Insert* insert_ = nullptr;
  const Table* table_ = nullptr;
  std::vector<GivenField> given_;
};

}  // namespace cambium
