// Names in a query that stand for more of it: fragments, and relations VIA a path.
//
// Whoever plans what such a name stands for does it here, so that nothing follows itself and
// nothing grows without end. Places in a declaration are not places in the query's text: what
// is wrong behind a name is told at the name.
//
// Cost: a look-up for each name, and a glance at those that are open.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

class Expansion {
 public:
  static constexpr int kMaxFragmentDepth = 64;
  static constexpr int kMaxFragmentUses = 1000;  // Fragments of fragments double quickly.

  // The schema outlives it.
  explicit Expansion(const Schema& schema) : schema_(schema) {}

  // Calls `plan(items)` with those of the fragment, if rows of this table can have it. Null:
  // there is no row here.
  absl::Status OfFragment(const Name& name, const Table* table,
                          const std::function<absl::Status(const std::vector<Item>&)>& plan);

  // Calls `follow(path)`, which returns the table that the path of the relation leads to.
  // `use`: where the relation is named.
  absl::Status OfRelation(
      const VirtualRelation& relation, Span use,
      const std::function<absl::StatusOr<const Table*>(const PathSyntax&)>& follow);

 private:
  const Schema& schema_;
  int fragment_depth_ = 0;
  int fragment_uses_ = 0;
  std::vector<const VirtualRelation*> open_;  // Whose paths are being followed.
};

}  // namespace cambium
