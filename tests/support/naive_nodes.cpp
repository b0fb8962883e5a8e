// The rows or groups of a select: reached, filtered, grouped, sorted, cut to their window.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "tests/support/naive_question.h"

namespace cambium::testing {
namespace {

// NULL is lowest: first when ascending, last when descending, unless told.
int CompareBy(const OrderKey& key, const NaiveValue& left, const NaiveValue& right) {
  if (left.is_null() != right.is_null()) {
    const bool nulls_first = key.nulls_first.value_or(!key.descending);
    return left.is_null() == nulls_first ? -1 : 1;
  }
  const int order = NaiveOrder(left, right);
  return key.descending ? -order : order;
}

// By ORDER BY, then by key; as far as both have values.
int CompareNodes(const std::vector<OrderKey>& keys, const NaiveRow& left,
                 const NaiveRow& right) {
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const int order =
        i < keys.size() ? CompareBy(keys[i], left[i], right[i]) : NaiveOrder(left[i], right[i]);
    if (order != 0) return order;
  }
  return 0;
}

NaiveRow PlaceOf(const NaiveNode& node) {
  NaiveRow place = node.order;
  place.insert(place.end(), node.key.begin(), node.key.end());
  return place;
}

}  // namespace

std::vector<NaiveNode> NaiveQuestion::Nodes(const PathSyntax& source, const Clauses& clauses,
                                            const std::vector<Item>* items, bool as_set,
                                            const NaiveScope& scope) const {
  std::vector<NaiveNode> nodes = RowsOf(source, clauses, as_set, scope);
  if (!clauses.group_by.empty()) {
    nodes = Group(clauses, items, std::move(nodes), scope);
  } else if (clauses.having.has_value()) {
    throw InvalidScript("HAVING without GROUP BY");
  }
  Sort(clauses, items, nodes);
  Cut(clauses, nodes, scope);
  return nodes;
}

// Those that ON and WHERE leave, by key.
std::vector<NaiveNode> NaiveQuestion::RowsOf(const PathSyntax& source, const Clauses& clauses,
                                             bool as_set, const NaiveScope& scope) const {
  std::vector<NaiveNode> all;
  if (IsRows(source)) {
    const NaiveScope* group = GroupAround(scope);
    if (group == nullptr) throw InvalidScript("ROWS outside of a group");
    if (group->members != nullptr) all = *group->members;
    for (NaiveNode& node : all) node.scope.outer = &scope;
  } else {
    std::vector<Reached> reached = Reach(source, scope);
    if (as_set) {
      // Each entity once, with the fewest hops that any way to it takes.
      std::stable_sort(reached.begin(), reached.end(), [](const auto& left, const auto& right) {
        return left.depth.value_or(0) < right.depth.value_or(0);
      });
      std::vector<Reached> once;
      for (const Reached& one : reached) {
        const bool is_new = std::none_of(once.begin(), once.end(), [&one](const auto& other) {
          return other.row == one.row;
        });
        if (is_new) once.push_back(one);
      }
      reached = std::move(once);
    }
    for (const Reached& one : reached) {
      NaiveNode node;
      node.scope.outer = &scope;
      node.scope.table = one.table;
      node.scope.row = one.row;
      node.scope.depth = one.depth;
      node.key = one.table->KeyOf(*one.row);
      all.push_back(std::move(node));
    }
  }
  std::vector<NaiveNode> rows;
  for (NaiveNode& node : all) {
    if (clauses.alias.has_value()) node.scope.aliases.push_back(clauses.alias->text);
    if (clauses.on.has_value() && !Holds(*clauses.on, node.scope)) continue;
    if (clauses.where.has_value() && !Holds(*clauses.where, node.scope)) continue;
    rows.push_back(std::move(node));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const NaiveNode& left, const NaiveNode& right) {
    return left.key < right.key;
  });
  return rows;
}

std::vector<NaiveNode> NaiveQuestion::Group(const Clauses& clauses,
                                            const std::vector<Item>* items,
                                            std::vector<NaiveNode> rows,
                                            const NaiveScope& scope) const {
  std::map<NaiveRow, std::vector<NaiveNode>> groups;
  std::shared_ptr<NaiveGrouping> grouping;
  for (NaiveNode& row : rows) {
    if (grouping == nullptr) grouping = GroupingOf(clauses, row.scope);
    NaiveRow key;
    for (const GroupSyntax& group_key : clauses.group_by) {
      key.push_back(Of(group_key.expr, row.scope));
    }
    groups[key].push_back(std::move(row));
  }
  std::vector<NaiveNode> nodes;
  for (const auto& [key, members] : groups) {
    NaiveNode node;
    node.scope.outer = &scope;
    node.scope.grouping = grouping;
    node.scope.group = key;
    node.scope.members = std::make_shared<const std::vector<NaiveNode>>(members);
    node.key = key;
    if (clauses.having.has_value()) {
      NaiveScope labelled = node.scope;
      labelled.labels = items;
      if (!Holds(*clauses.having, labelled)) continue;
    }
    nodes.push_back(std::move(node));
  }
  return nodes;
}

void NaiveQuestion::Sort(const Clauses& clauses, const std::vector<Item>* items,
                         std::vector<NaiveNode>& nodes) const {
  for (NaiveNode& node : nodes) {
    NaiveScope labelled = node.scope;
    labelled.labels = items;
    for (const OrderKey& key : clauses.order_by) node.order.push_back(Of(key.expr, labelled));
  }
  const auto before = [&clauses](const NaiveNode& left, const NaiveNode& right) {
    return CompareNodes(clauses.order_by, PlaceOf(left), PlaceOf(right)) < 0;
  };
  std::stable_sort(nodes.begin(), nodes.end(), before);
}

// START, then OFFSET, then LIMIT.
void NaiveQuestion::Cut(const Clauses& clauses, std::vector<NaiveNode>& nodes,
                        const NaiveScope& scope) const {
  if (clauses.start.has_value()) {
    NaiveRow start;
    for (const Expr& value : clauses.start->values) start.push_back(Of(value, scope));
    if (clauses.start->parameter.has_value()) {
      const auto found = parameters_.find(clauses.start->parameter->text);
      if (found == parameters_.end()) throw InvalidScript("no parameter");
      const NaiveValue& given = found->second;
      const bool is_list = given.kind == NaiveKind::kList || given.kind == NaiveKind::kTuple;
      if (is_list) start = given.parts;
      if (!is_list && !given.is_null()) start = {given};  // NULL: from the beginning
    }
    const int least = clauses.start->inclusive ? 0 : 1;
    const bool is_given = clauses.start->parameter.has_value();
    if (!start.empty()) {
      std::erase_if(nodes, [&](const NaiveNode& node) {
        const NaiveRow place = PlaceOf(node);
        NaiveRow from = start;
        for (std::size_t i = 0; is_given && i < std::min(from.size(), place.size()); ++i) {
          // A parameter is a text until it meets a number.
          const bool is_text = from[i].kind == NaiveKind::kText && place[i].is_number();
          if (is_text) from[i] = FromText(from[i].text, TypeOfValue(place[i]));
        }
        return CompareNodes(clauses.order_by, place, from) < least;
      });
    }
  }
  if (clauses.offset.has_value()) {
    const std::size_t offset = std::min(Amount(*clauses.offset, scope), nodes.size());
    nodes.erase(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(offset));
  }
  if (clauses.limit.has_value()) {
    nodes.resize(std::min(Amount(*clauses.limit, scope), nodes.size()));
  }
}

std::size_t NaiveQuestion::Amount(const Expr& expr, const NaiveScope& scope) const {
  NaiveValue amount = Of(expr, scope);
  if (amount.kind == NaiveKind::kText) {
    amount = FromText(amount.text, {NaiveKind::kInt, 0, {}, {}});
  }
  if (amount.kind != NaiveKind::kInt || amount.number < 0) throw NaiveError("no amount");
  return static_cast<std::size_t>(amount.number);
}

}  // namespace cambium::testing
