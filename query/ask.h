// The answer of a query over a version of the store, with changes on top that nobody sees yet.
//
// The query is built as a live one would be, filled, read and dropped again.
//
// Cost: the rows of the tables that it reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/mutation.h"
#include "query/plan.h"
#include "query/query_limits.h"
#include "query/schema.h"
#include "query/tree.h"

namespace cambium {

// A query without LIVE, and nothing else.
absl::StatusOr<Query> ParseOneShot(std::string_view text);

// `changes` may be null.
absl::StatusOr<TreeList> AskAt(const SelectPlan& plan, const Schema& schema, const Store& store,
                               std::uint64_t version, const Changes* changes,
                               const QueryLimits& limits = {});

}  // namespace cambium
