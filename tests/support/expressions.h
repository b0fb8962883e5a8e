// Expressions over one row that has a value of every type, from text to answer.
//
//     i: Int 7             n: Int? NULL           b: Bool TRUE     f: Float 0.5
//     d: Decimal(2) 2.50   s: Text 'Straße'       at: Time '2026-11-21T02:40:05.25Z'
//     day: Date '2024-02-29'                      t: reference 3   u: Uuid
//     y: Bytes 'hi'        e: Mood 'good' (2)     p: reference (1, 'x')
//     j: Json {"a":[1,{"b":"x"}],"d":2.5,"n":null,"t":"2026-01-01"}
//     most: Int 2^63 - 1   least: Int -2^63       nd: Date? NULL   ns: Text? NULL
//     third: the ratio 1/3, of 4 digits           huge: the ratio 2^63, of 4 digits
//     (no table has these two: an AVG does)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "query/expression.h"

namespace cambium::testing {

const Schema& ScalarSchema();
const Row& ScalarRow();

absl::StatusOr<PlanExpr> PlanScalar(std::string_view text);

// The value as JSON, or what is wrong: "1:5: …".
std::string Computed(std::string_view text);
// The type, or what is wrong.
std::string ComputedType(std::string_view text);

}  // namespace cambium::testing
