// Nodes as numbers, edges by node, a queue for each start.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_hops.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "query/key_numbers.h"

namespace cambium {
namespace {

class Search {
 public:
  Search(const Flow& flow, const ColumnRows& starts, const ColumnRows& edges)
      : least_(flow.offset),
        most_(flow.limit.value_or(std::numeric_limits<std::int64_t>::max())),
        start_count_(starts.size()),
        nodes_(AllEnds(flow, starts, edges)),
        numbers_({nodes_.data()}, nodes_.size()) {
    const ValueView* froms = edges.Of(flow.right_keys[0]);
    const ValueView* tos = edges.Of(flow.right_keys[1]);
    begin_.assign(numbers_.size() + 1, 0);
    const auto is_whole = [&](std::size_t edge) {
      return !froms[edge].is_null() && !tos[edge].is_null();
    };
    const auto from_of = [&](std::size_t i) {
      return numbers_.numbers()[start_count_ + 2 * i];
    };
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (is_whole(i)) ++begin_[from_of(i) + 1];
    }
    for (std::size_t i = 0; i < numbers_.size(); ++i) begin_[i + 1] += begin_[i];
    to_.resize(begin_.back());
    std::vector<std::uint32_t> next = begin_;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      if (is_whole(i)) to_[next[from_of(i)]++] = numbers_.numbers()[start_count_ + 2 * i + 1];
    }
    seen_by_.assign(numbers_.size(), KeyNumbers::kNone);
    has_run_.assign(numbers_.size(), false);
  }

  ColumnRows Run(const Flow& flow) {
    for (std::size_t i = 0; i < start_count_; ++i) {
      const std::uint32_t start = numbers_.numbers()[i];
      if (has_run_[start]) continue;
      has_run_[start] = true;
      RunFrom(start);
    }
    ColumnRows result(start_.size());
    result.Add(flow.columns[0], std::move(start_));
    result.Add(flow.columns[1], std::move(node_));
    result.Add(flow.columns[2], std::move(hops_));
    return result;
  }

 private:
  // Starts first, then the two ends of each edge.
  static ColumnRows::Values AllEnds(const Flow& flow, const ColumnRows& starts,
                                    const ColumnRows& edges) {
    const ValueView* start = starts.Of(flow.left_keys[0]);
    ColumnRows::Values nodes(start, start + starts.size());
    const ValueView* from = edges.Of(flow.right_keys[0]);
    const ValueView* to = edges.Of(flow.right_keys[1]);
    for (std::size_t i = 0; i < edges.size(); ++i) {
      nodes.push_back(from[i]);
      nodes.push_back(to[i]);
    }
    return nodes;
  }

  void RunFrom(std::uint32_t start) {
    std::optional<std::int64_t> cycle;
    std::vector<std::uint32_t> level{start};
    std::vector<std::uint32_t> next;
    seen_by_[start] = start;
    for (std::int64_t hops = 0; !level.empty(); ++hops) {
      next.clear();
      for (const std::uint32_t node : level) {
        if (hops >= least_) Add(start, node, hops);
        if (hops == most_) continue;
        for (std::uint32_t at = begin_[node]; at < begin_[node + 1]; ++at) {
          const std::uint32_t to = to_[at];
          if (to == start && !cycle.has_value()) cycle = hops + 1;
          if (seen_by_[to] == start) continue;
          seen_by_[to] = start;
          next.push_back(to);
        }
      }
      level.swap(next);
    }
    if (least_ > 0 && cycle.has_value() && *cycle >= least_) Add(start, start, *cycle);
  }

  void Add(std::uint32_t start, std::uint32_t node, std::int64_t hops) {
    start_.push_back(nodes_[numbers_.first()[start]]);
    node_.push_back(nodes_[numbers_.first()[node]]);
    hops_.push_back(Value::Int(hops));
  }

  const std::int64_t least_;
  const std::int64_t most_;
  const std::size_t start_count_;
  const ColumnRows::Values nodes_;
  const KeyNumbers numbers_;
  std::vector<std::uint32_t> begin_;  // By node, one more: where its edges are in `to_`.
  std::vector<std::uint32_t> to_;
  std::vector<std::uint32_t> seen_by_;  // By node: the last start that reached it.
  std::vector<bool> has_run_;           // By node: whether it was a start already.
  ColumnRows::Values start_;
  ColumnRows::Values node_;
  ColumnRows::Values hops_;
};

}  // namespace

ColumnRows HopColumns(const Flow& hops, const ColumnRows& starts, const ColumnRows& edges) {
  return Search(hops, starts, edges).Run(hops);
}

}  // namespace cambium
