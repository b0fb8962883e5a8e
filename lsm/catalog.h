// What a store knows of itself, as triples like all others: those of the type 0.
//
//     [0, 1, …]                         declarations of tables, which are query/'s
//     [0, 2, (scope, number)] → Text    names of types and attributes (lsm/name_map.h)
//     [0, 3, (type, attribute)] → Int   indexes (lsm/index.h)
//     [0, 4, (type, attribute)] → Bool  attributes that no declaration has any more, which are
//                                       query/'s, too
//     [0, 5, (0, type)] → TRUE          types that are given up (lsm/dropped_types.h)
//
// So types and attributes are subjects, too: a type is the key (0, its number), an attribute
// the key (its type, its number), and more may be said of them under other attributes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "lsm/triple.h"

namespace cambium {

inline constexpr TypeId kCatalogType = 0;
inline constexpr AttributeId kDeclarationAttribute = 1;
inline constexpr AttributeId kNameAttribute = 2;
inline constexpr AttributeId kIndexAttribute = 3;
inline constexpr AttributeId kDroppedAttribute = 4;
inline constexpr AttributeId kDroppedTypeAttribute = 5;

// The subject that stands for the pair; of a type, whose scope is kCatalogType, or of an
// attribute.
std::string CatalogSubject(std::uint32_t scope, std::uint32_t number);

enum class IndexKind : std::uint8_t {
  kPlain = 1,
  kUnique = 2,  // No two subjects have the same value.
};

struct IndexInfo {
  IndexKind kind = IndexKind::kPlain;
  std::uint64_t since = 0;  // The commit that made it.
  bool operator==(const IndexInfo&) const = default;
};

// By type and attribute.
using Indexes = std::map<std::pair<TypeId, AttributeId>, IndexInfo>;

// Makes the index, or one of another kind of it; without a kind, drops it.
struct IndexChange {
  TypeId type = 0;
  AttributeId attribute = 0;
  std::optional<IndexKind> kind;
};

struct CatalogEntry {
  std::uint32_t scope = 0;
  std::uint32_t number = 0;
};
// DataLoss when the subject is none of CatalogSubject.
absl::StatusOr<CatalogEntry> ReadCatalogSubject(std::string_view subject);

}  // namespace cambium
