// One search from all starts at once.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_reach.h"

#include <utility>
#include <vector>

#include "query/key_numbers.h"

namespace cambium {
namespace {

void Append(const ColumnRows& rows, ColumnId column, ColumnRows::Values& values) {
  values.insert(values.end(), rows.Of(column), rows.Of(column) + rows.size());
}

}  // namespace

ColumnRows ReachColumns(const Flow& reach, const ColumnRows& starts, const ColumnRows& edges) {
  const std::size_t width = reach.left_keys.size();
  // All nodes there are: the starts, then where edges come from, then where they lead.
  std::vector<ColumnRows::Values> nodes(width);
  KeyColumns columns;
  for (std::size_t i = 0; i < width; ++i) {
    Append(starts, reach.left_keys[i], nodes[i]);
    Append(edges, reach.right_keys[i], nodes[i]);
    Append(edges, reach.right_keys[width + i], nodes[i]);
    columns.push_back(nodes[i].data());
  }
  const std::size_t from = starts.size();
  const std::size_t to = from + edges.size();
  const KeyNumbers numbers(columns, to + edges.size());
  std::vector<std::vector<std::uint32_t>> next(numbers.size());
  for (std::size_t i = 0; i < edges.size(); ++i) {
    next[numbers.numbers()[from + i]].push_back(numbers.numbers()[to + i]);
  }
  std::vector<bool> reached(numbers.size(), false);
  std::vector<std::uint32_t> queue;
  const auto visit = [&](std::uint32_t node) {
    if (reached[node]) return;
    reached[node] = true;
    queue.push_back(node);
  };
  for (std::size_t i = 0; i < starts.size(); ++i) visit(numbers.numbers()[i]);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    for (const std::uint32_t node : next[queue[at]]) visit(node);
  }
  ColumnRows result(queue.size());
  for (std::size_t i = 0; i < width; ++i) {
    ColumnRows::Values values;
    values.reserve(queue.size());
    for (const std::uint32_t node : queue) values.push_back(nodes[i][numbers.first()[node]]);
    result.Add(reach.columns[i], std::move(values));
  }
  return result;
}

ColumnRows UnionColumns(const Flow& both, const ColumnRows& left, const ColumnRows& right) {
  ColumnRows result(left.size() + right.size());
  for (std::size_t i = 0; i < both.columns.size(); ++i) {
    ColumnRows::Values values;
    values.reserve(result.size());
    Append(left, both.left_keys[i], values);
    Append(right, both.right_keys[i], values);
    result.Add(both.columns[i], std::move(values));
  }
  return result;
}

}  // namespace cambium
