// Aggregates of rules 4 and 18, from the list of all values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/support/naive_value.h"

namespace cambium::testing {

// `values` in order, with NULLs, of the type given.
NaiveValue NaiveAggregate(AggregateKind kind, bool distinct, std::vector<NaiveValue> values,
                          const NaiveType& type);
NaiveType AggregateType(AggregateKind kind, const NaiveType& type);

}  // namespace cambium::testing
