// Where the members of a struct stand in a table, if they fit its fields.
//
//     Order.note   Text? = 3   std::optional<std::string>   position 2, field number 3
//
// A member fits a field of its name that has values which it can hold; of a field that can be
// NULL only an optional one does.
//
// Cost: a look-up of each name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/schema.h"
#include "query/struct_fields.h"

namespace cambium {

struct StructMatch {
  const Table* table = nullptr;        // Of the schema that was asked.
  std::vector<std::size_t> positions;  // Of the table's fields, for each member.
};

// An error names the table, the field, its type and that of the member.
absl::StatusOr<StructMatch> MatchStruct(const Schema& schema, std::string_view table,
                                        std::span<const StructMember> members);

// What is read of a table for members at these positions: in front the first field of the key,
// by which the store finds rows.
std::vector<std::size_t> KeyAndMembers(const Table& table,
                                       const std::vector<std::size_t>& positions);

}  // namespace cambium
