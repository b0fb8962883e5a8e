// JOIN: pairs of elements with equal keys, maintained by deltas of either side.
//
// The join is bilinear: (A + ΔA) ⋈ (B + ΔB) opens into four terms, of which A ⋈ B is
// what has been emitted before. A step emits the other three, over indexes that stand
// as before the step:
//
//                 B (index)      ΔB
//     A (index)   said before    A ⋈ ΔB
//     ΔA          ΔA ⋈ B         ΔA ⋈ ΔB
//
// Simultaneous deltas and self-joins are therefore right by construction.
//
// Law: the outputs so far sum to the join of the inputs so far; weights multiply.
//
// State: none of its own, both indexes are the graph's and shared. Cost: one look-up
// per entry of either delta, and one output per match.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "dataflow/zset.h"

namespace cambium {

template <typename LeftIndex, typename RightIndex, typename Emit>
requires std::same_as<typename LeftIndex::key_type, typename RightIndex::key_type>
class Join {
 public:
  using Left = typename LeftIndex::element_type;
  using Right = typename RightIndex::element_type;
  using Key = typename LeftIndex::key_type;
  using Out = std::decay_t<std::invoke_result_t<const Emit&, const Left&, const Right&>>;

  Join(const LeftIndex& left, const RightIndex& right, Emit emit)
      : left_(left), right_(right), emit_(std::move(emit)) {}

  ZSet<Out> Step(const ZSet<Left>& left_delta, const ZSet<Right>& right_delta) const;

 private:
  using Entries = std::vector<typename ZSet<Out>::Entry>;

  void Pair(const Left& left, Weight left_weight, const Right& right, Weight right_weight,
            Entries& out) const {
    out.push_back({emit_(left, right), MultiplyWeights(left_weight, right_weight)});
  }

  const LeftIndex& left_;
  const RightIndex& right_;
  Emit emit_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename LeftIndex, typename RightIndex, typename Emit>
requires std::same_as<typename LeftIndex::key_type, typename RightIndex::key_type>
auto Join<LeftIndex, RightIndex, Emit>::Step(const ZSet<Left>& left_delta,
                                             const ZSet<Right>& right_delta) const
    -> ZSet<Out> {
  Entries out;
  absl::flat_hash_map<Key, std::vector<const typename ZSet<Right>::Entry*>> right_by_key;
  for (const auto& entry : right_delta.entries()) {
    const Key key = right_.KeyOfElement(entry.element);
    for (const auto& [left, weight] : left_.At(key)) {
      Pair(left, weight, entry.element, entry.weight, out);
    }
    if (!left_delta.empty()) right_by_key[key].push_back(&entry);
  }
  for (const auto& [left, weight] : left_delta.entries()) {
    const Key key = left_.KeyOfElement(left);
    for (const auto& [right, right_weight] : right_.At(key)) {
      Pair(left, weight, right, right_weight, out);
    }
    const auto found = right_by_key.find(key);
    if (found == right_by_key.end()) continue;
    for (const auto* right : found->second) {
      Pair(left, weight, right->element, right->weight, out);
    }
  }
  return ZSet<Out>(std::move(out));
}

}  // namespace cambium
