// Rows by bucket, in order, linked from outside in.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree_builder.h"

#include <algorithm>
#include <optional>
#include <span>

#include "query/key_numbers.h"

namespace cambium {
namespace {

// The rows of one select: by bucket, and within one in the plan's order.
class SelectRows {
 public:
  SelectRows(const SelectPlan& plan, const ColumnRows& rows)
      : plan_(plan),
        columns_(rows.Of(plan.layout)),
        buckets_(Bucket(), rows.size()),
        by_bucket_(buckets_.GroupRows()) {
    std::vector<ValueView> values(columns_.size());
    std::vector<Row> all;
    all.reserve(rows.size());
    for (const std::uint32_t row : by_bucket_.rows) {
      for (std::size_t i = 0; i < columns_.size(); ++i) values[i] = columns_[i][row];
      all.emplace_back(std::span<const ValueView>(values));
    }
    std::vector<std::uint32_t> order(all.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i);
    for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
      std::sort(order.begin() + by_bucket_.begin[bucket],
                order.begin() + by_bucket_.begin[bucket + 1],
                [&](std::uint32_t a, std::uint32_t b) { return plan.order(all[a], all[b]); });
    }
    rows_.reserve(all.size());
    for (const std::uint32_t at : order) rows_.push_back({all[at], by_bucket_.rows[at]});
  }

  struct Placed {
    Row row;
    std::uint32_t at;  // in the columns
  };

  const SelectPlan& plan() const { return plan_; }
  const std::vector<const ValueView*>& columns() const { return columns_; }

  std::span<const Placed> Of(const KeyColumns& link, std::size_t at) const {
    const std::uint32_t bucket = buckets_.Find(link, at);
    if (bucket == KeyNumbers::kNone) return {};
    const std::uint32_t begin = by_bucket_.begin[bucket];
    return std::span<const Placed>(rows_).subspan(begin, by_bucket_.begin[bucket + 1] - begin);
  }

 private:
  KeyColumns Bucket() const {
    return {columns_.begin(),
            columns_.begin() + static_cast<std::ptrdiff_t>(plan_.bucket_size)};
  }

  const SelectPlan& plan_;
  const std::vector<const ValueView*> columns_;  // By place in the plan's layout.
  const KeyNumbers buckets_;
  const KeyNumbers::Groups by_bucket_;
  std::vector<Placed> rows_;
};

class Builder {
 public:
  Builder(const SelectPlan& root, const std::vector<ColumnRows>& rows) { Add(root, rows); }

  TreeList Build(std::size_t select, const KeyColumns& link, std::size_t at) const {
    TreeList list;
    const SelectRows& rows = *selects_[select].rows;
    const auto standing = rows.Of(link, at);
    list.reserve(standing.size());
    for (const SelectRows::Placed& placed : standing) {
      TreeNode node{&rows.plan(), placed.row, {}};
      node.lists.reserve(selects_[select].inner.size());
      for (const Inner& inner : selects_[select].inner) {
        node.lists.push_back(Build(inner.select, inner.link, placed.at));
      }
      list.push_back(std::move(node));
    }
    return list;
  }

 private:
  struct Inner {
    std::size_t select;
    KeyColumns link;  // columns of the outer select
  };
  struct Built {
    std::unique_ptr<SelectRows> rows;
    std::vector<Inner> inner;
  };

  void Add(const SelectPlan& plan, const std::vector<ColumnRows>& rows) {
    const std::size_t self = selects_.size();
    selects_.push_back({std::make_unique<SelectRows>(plan, rows[self]), {}});
    for (const SelectPlan& nested : plan.selects) {
      Inner inner{selects_.size(), {}};
      for (const std::size_t place : nested.link) {
        inner.link.push_back(selects_[self].rows->columns()[place]);
      }
      selects_[self].inner.push_back(std::move(inner));
      Add(nested, rows);
    }
  }

  std::vector<Built> selects_;  // Outer before inner.
};

}  // namespace

TreeList BuildTree(const SelectPlan& root, const std::vector<ColumnRows>& rows) {
  return Builder(root, rows).Build(0, {}, 0);
}

}  // namespace cambium
