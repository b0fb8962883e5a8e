// Mutations: from INSERT, UPDATE and DELETE to the entities that they change.
//
// Validated here, at the border: types, keys, required and unknown fields. What passes
// is a set of changes that the store and every live query can take without a question,
// so no row ever stands twice or goes negative.
//
// Cost: INSERT one look-up; UPDATE and DELETE scan their table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/entity.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

struct Changes {
  const Table* table = nullptr;
  std::map<std::string, EntityChange> entities;  // by subject
  std::int64_t rows = 0;                         // matched, unchanged ones included
};

absl::StatusOr<Changes> PlanInsert(const Schema& schema, const Store& store,
                                   const Insert& insert);
absl::StatusOr<Changes> PlanUpdate(const Schema& schema, const Store& store,
                                   const Update& update);
absl::StatusOr<Changes> PlanDelete(const Schema& schema, const Store& store,
                                   const Delete& erase);

}  // namespace cambium
