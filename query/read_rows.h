// Where a query that begins gets the rows of its tables from: the store, or the store and what
// is about to be written to it.
//
// Cost: a scan of the fields that are read; with a batch, a look-up per value.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/delta.h"
#include "dataflow/row.h"
#include "lsm/store.h"
#include "query/schema.h"

namespace cambium {

// Adds the rows that stand in a table, with these fields; the first is the first of the key.
using ReadRows =
    std::function<absl::Status(TypeId, const std::vector<std::size_t>&, Delta<Row>&)>;

// Schema, store and batch outlive what is returned. The batch writes fields of rows that stand,
// which have no value yet.
ReadRows RowsOf(const Schema& schema, const Store& store, const Batch* batch = nullptr);

}  // namespace cambium
