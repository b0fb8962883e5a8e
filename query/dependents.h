// What rests on the schema: fragments, named queries, assertions and relations by paths. Each
// is a question in the end, and stands as long as that can be planned.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "query/plan.h"
#include "query/schema.h"

namespace cambium {

// MANY Table { … }, with the items of the fragment.
Query QuestionOf(const FragmentDeclaration& fragment);

// The question whose one value must stay true.
absl::StatusOr<std::shared_ptr<const SelectPlan>> PlanAssertion(
    const Schema& schema, const AssertDeclaration& assertion);

// An error at `span` that names the first thing that can be asked over `before` and not over
// `after`, and why.
absl::Status CheckDependents(const Schema& before, const Schema& after, Span span);

}  // namespace cambium
