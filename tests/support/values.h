// Values to test with: those at every boundary, and random ones near them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "dataflow/decimal.h"
#include "dataflow/value.h"
#include "tests/support/random.h"

namespace cambium::testing {

// The numbers at which some code path changes.
const std::vector<int64_t>& BoundaryInts();
const std::vector<double>& BoundaryFloats();
const std::vector<Decimal>& BoundaryDecimals();

// All of the above, and the boundaries of all other types.
const std::vector<Value>& BoundaryValues();
std::vector<Value> BoundaryNumbers();

int64_t RandomInt(Random& random);
double RandomFloat(Random& random);  // Any bits, NaN too.
Decimal RandomDecimal(Random& random);
Value RandomNumber(Random& random);
Value RandomValue(Random& random);

// A number of any type that is equal or next to `value`, which is a number.
Value Neighbour(const Value& value, Random& random);

}  // namespace cambium::testing
