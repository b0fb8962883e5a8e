// A triple: the value of one attribute of one subject of one type.
//
//     [Issue, title, 7] → 'crash on save'
//
// Types and attributes are small numbers. A subject is the order-preserving encoding of
// an entity's key, so triples sort by type, then attribute, then key: one attribute of a
// whole table lies together. Absence of a triple and NULL are the same thing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "dataflow/value.h"

namespace cambium {

using TypeId = std::uint32_t;
using AttributeId = std::uint32_t;

struct TripleKey {
  TypeId type = 0;
  AttributeId attribute = 0;
  std::string subject;

  auto operator<=>(const TripleKey&) const = default;
};

struct Triple {
  TripleKey key;
  Value value;  // NULL deletes.
};

// What one commit writes, in order; a later triple with the same key wins.
using Batch = std::vector<Triple>;

}  // namespace cambium
