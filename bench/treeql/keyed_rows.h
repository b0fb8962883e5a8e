// A client's copy of a list without inner lists: its rows by key, whatever their order.
//
// Cost of a frame: one look-up for each operation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bench/checksum.h"
#include "bench/treeql/tree_checksum.h"
#include "query/cambium.h"

namespace cambium::bench {

// What an operation of kind kSet does to its row.
inline void SetFields(const TreeOp& op, TreeNode& node) {
  std::vector<ValueView> values;
  values.reserve(node.row.size());
  for (std::size_t i = 0; i < node.row.size(); ++i) values.push_back(node.row[i]);
  for (const auto& [scalar, value] : op.fields) values[scalar.column] = value;
  node.row = Row(values);
}

class KeyedRows {
 public:
  void Apply(const Frame& frame) {
    if (IsWhole(frame)) {
      rows_.clear();
      for (const TreeNode& node : frame.data) rows_.insert_or_assign(node.key(), node);
    }
    for (const TreeOp& op : frame.ops) Apply(op);
  }

  // The integers under these labels, of each row.
  void Report(std::initializer_list<std::string_view> labels, Checksum& view) const {
    for (const auto& [key, node] : rows_) AddIntegers(node, labels, view);
  }

 private:
  void Apply(const TreeOp& op) {
    if (op.kind == TreeOpKind::kInsert) rows_.insert_or_assign(op.key.key, *op.node);
    if (op.kind == TreeOpKind::kErase) rows_.erase(op.key.key);
    if (op.kind != TreeOpKind::kSet) return;
    SetFields(op, rows_.at(std::get<PathKey>(op.path.back()).key));
  }

  absl::flat_hash_map<Row, TreeNode> rows_;
};

}  // namespace cambium::bench
