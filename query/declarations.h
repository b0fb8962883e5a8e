// Where the catalog keeps declarations, and how they are read.
//
// They are triples like all that is stored: [kCatalog, kDeclaration, type id or kind and name]
// → the statement as it was written.
//
// Cost: a scan of the catalog, each statement parsed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/syntax.h"

namespace cambium {

inline constexpr TypeId kCatalog = 0;
inline constexpr AttributeId kDeclaration = 1;

// All of them, what is declared before what names it: enums, tables, fragments, assertions.
absl::StatusOr<std::vector<Statement>> ReadDeclarations(const Store& store);

}  // namespace cambium
