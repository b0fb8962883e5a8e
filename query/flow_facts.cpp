// From inputs to readers.
// SPDX-License-Identifier: Apache-2.0
#include "query/flow_facts.h"

#include <algorithm>
#include <utility>

namespace cambium {
namespace {

ValuePlaces Both(const ValuePlaces& left, const ValuePlaces& right) {
  ValuePlaces both;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                        std::inserter(both, both.end()));
  return both;
}

// From now on two classes are one.
void Merge(std::size_t into, std::size_t other, FlowFacts& facts) {
  if (into == other) return;
  for (auto& [column, of] : facts.classes) {
    if (of == other) of = into;
  }
  for (std::set<std::size_t>& key : facts.keys) {
    if (key.erase(other) != 0) key.insert(into);
  }
}

}  // namespace

bool FlowFacts::IsUnique(const std::vector<ColumnId>& columns) const {
  std::set<std::size_t> given;
  for (const ColumnId column : columns) given.insert(classes.at(column));
  return std::any_of(keys.begin(), keys.end(), [&given](const std::set<std::size_t>& key) {
    return std::includes(given.begin(), given.end(), key.begin(), key.end());
  });
}

const FlowFacts& FactsOfFlows::Of(const Flow& flow) {
  const auto found = known_.find(&flow);
  if (found != known_.end()) return found->second;
  FlowFacts facts = Find(flow);
  for (const auto& [column, of] : facts.classes) {
    facts.within[column].insert({&flow, column});
    facts.holds[column].insert({&flow, column});
  }
  return known_.emplace(&flow, std::move(facts)).first->second;
}

void FactsOfFlows::AddColumn(FlowFacts& facts, ColumnId column, ValuePlaces within,
                             ValuePlaces holds) {
  facts.classes[column] = classes_++;
  facts.within[column] = std::move(within);
  facts.holds[column] = std::move(holds);
}

FlowFacts FactsOfFlows::Find(const Flow& flow) {
  switch (flow.kind) {
    case FlowKind::kUnit:
    case FlowKind::kClock: {
      FlowFacts facts;
      for (const ColumnId column : flow.columns) AddColumn(facts, column);
      facts.keys = {{}};
      return facts;
    }
    case FlowKind::kScan:
      return OfScan(flow);
    case FlowKind::kFilter:
    case FlowKind::kFilterTime:
    case FlowKind::kSemiJoin:
    case FlowKind::kAntiJoin:
    case FlowKind::kTop: {
      FlowFacts facts = Of(*flow.left);
      for (auto& [column, places] : facts.holds) places.clear();  // Some are gone.
      return facts;
    }
    case FlowKind::kExtend:
      return OfExtend(flow);
    case FlowKind::kJoin:
    case FlowKind::kLeftJoin:
      return OfJoin(flow);
    case FlowKind::kDistinct:
    case FlowKind::kAggregate:
      return OfColumns(flow);
    case FlowKind::kHops:
    case FlowKind::kReach:
      return OfReached(flow);
    case FlowKind::kUnion:
      break;
  }
  FlowFacts facts;
  const FlowFacts& left = Of(*flow.left);
  const FlowFacts& right = Of(*flow.right);
  for (std::size_t i = 0; i < flow.columns.size(); ++i) {
    AddColumn(facts, flow.columns[i],
              Both(left.within.at(flow.left_keys[i]), right.within.at(flow.right_keys[i])));
  }
  return facts;
}

FlowFacts FactsOfFlows::OfScan(const Flow& flow) {
  FlowFacts facts;
  const Table& table = *schema_.FindById(flow.table);
  const bool is_whole = flow.asked.empty() && flow.bounds.empty();
  std::set<std::size_t> key;
  for (const ScanColumn& column : flow.fields) {
    AddColumn(facts, column.id);
    const auto found = std::find(table.key.begin(), table.key.end(), column.field);
    if (found == table.key.end()) continue;
    key.insert(facts.classes.at(column.id));
    if (table.key.size() > 1) continue;
    const ValuePlace place{nullptr, 0, flow.table};
    facts.within[column.id].insert(place);
    if (is_whole) facts.holds[column.id].insert(place);
  }
  for (const ColumnId asked : flow.asked) {
    if (!facts.Has(asked)) AddColumn(facts, asked);
  }
  if (key.size() == table.key.size()) facts.keys.push_back(std::move(key));
  return facts;
}

FlowFacts FactsOfFlows::OfExtend(const Flow& flow) {
  FlowFacts facts = Of(*flow.left);
  for (const ComputedColumn& computed : flow.computed) {
    AddColumn(facts, computed.id);
    if (computed.expr.kind != ExprKind::kPath || !facts.Has(computed.expr.column)) continue;
    facts.classes[computed.id] = facts.classes.at(computed.expr.column);
    facts.within[computed.id] = facts.within.at(computed.expr.column);
    facts.holds[computed.id] = facts.holds.at(computed.expr.column);
  }
  return facts;
}

FlowFacts FactsOfFlows::OfJoin(const Flow& flow) {
  FlowFacts facts = Of(*flow.left);
  const FlowFacts& right = Of(*flow.right);
  const bool is_left = flow.kind == FlowKind::kLeftJoin;
  std::vector<std::set<std::size_t>> keys;
  // Each left row has one partner at most.
  if (right.IsUnique(flow.right_keys)) keys = facts.keys;
  const bool is_right_kept = !is_left && facts.IsUnique(flow.left_keys);
  facts.keys.clear();
  // Classes of the right side get numbers of their own; a column of both sides is the left one.
  std::map<std::size_t, std::size_t> renamed;
  for (const auto& [column, of] : right.classes) {
    const auto [at, is_new] = renamed.try_emplace(of, classes_);
    if (is_new) ++classes_;
    if (facts.Has(column)) continue;
    facts.classes[column] = at->second;
    // NULL stands for a partner that is missing.
    facts.within[column] = is_left ? ValuePlaces() : right.within.at(column);
  }
  for (auto& [column, places] : facts.holds) {
    if (!is_left) places.clear();
  }
  for (std::set<std::size_t>& key : keys) facts.keys.push_back(std::move(key));
  if (is_right_kept) {
    for (const std::set<std::size_t>& key : right.keys) {
      std::set<std::size_t>& mine = facts.keys.emplace_back();
      for (const std::size_t of : key) mine.insert(renamed.at(of));
    }
  }
  if (is_left) return facts;
  for (std::size_t i = 0; i < flow.left_keys.size(); ++i) {
    const ColumnId left_key = flow.left_keys[i];
    const ColumnId right_key = flow.right_keys[i];
    ValuePlaces& mine = facts.within.at(left_key);
    const ValuePlaces& theirs = right.within.at(right_key);
    mine.insert(theirs.begin(), theirs.end());
    // Of both sides: the left one.
    if (Of(*flow.left).Has(right_key)) continue;
    facts.within[right_key] = mine;
    Merge(facts.classes.at(left_key), facts.classes.at(right_key), facts);
  }
  return facts;
}

// Some columns of what is below, each combination once.
FlowFacts FactsOfFlows::OfColumns(const Flow& flow) {
  FlowFacts facts;
  const FlowFacts& input = Of(*flow.left);
  std::set<std::size_t> key;
  for (const ColumnId column : flow.columns) {
    facts.classes[column] = input.classes.at(column);
    facts.within[column] = input.within.at(column);
    facts.holds[column] = input.holds.at(column);
    key.insert(input.classes.at(column));
  }
  for (const std::set<std::size_t>& other : input.keys) {
    if (std::includes(key.begin(), key.end(), other.begin(), other.end())) {
      facts.keys.push_back(other);
    }
  }
  facts.keys.push_back(std::move(key));
  for (const FlowAggregate& aggregate : flow.aggregates) AddColumn(facts, aggregate.id);
  return facts;
}

FlowFacts FactsOfFlows::OfReached(const Flow& flow) {
  FlowFacts facts;
  const FlowFacts& starts = Of(*flow.left);
  const FlowFacts& edges = Of(*flow.right);
  const std::size_t half = flow.right_keys.size() / 2;
  std::vector<ColumnId> nodes = flow.columns;
  const bool is_hops = flow.kind == FlowKind::kHops;
  if (is_hops) {
    AddColumn(facts, flow.columns[0], starts.within.at(flow.left_keys[0]));
    nodes = {flow.columns[1]};
  }
  // Without a hop the start is reached.
  const bool has_starts = !is_hops || flow.offset == 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ValuePlaces& ends = edges.within.at(flow.right_keys[half + i]);
    AddColumn(facts, nodes[i],
              has_starts ? Both(starts.within.at(flow.left_keys[i]), ends) : ends);
  }
  std::set<std::size_t> key;
  for (const auto& [column, of] : facts.classes) key.insert(of);
  facts.keys.push_back(std::move(key));
  if (is_hops) AddColumn(facts, flow.columns[2]);
  return facts;
}

}  // namespace cambium
