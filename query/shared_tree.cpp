// Path copying, and the comparison of lists.
// SPDX-License-Identifier: Apache-2.0
#include "query/shared_tree.h"

#include <algorithm>
#include <map>
#include <variant>

#include "dataflow/check.h"

namespace cambium {
namespace {

std::size_t SelectAt(const SelectPlan& plan, std::string_view label) {
  std::size_t at = 0;
  while (at < plan.selects.size() && plan.selects[at].label != label) ++at;
  CAMBIUM_CHECK(at < plan.selects.size(), "no list has the label ", label);
  return at;
}

std::ptrdiff_t Find(const SharedList& list, const Row& key) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&key](const auto& node) { return node->key() == key; });
  CAMBIUM_CHECK(found != list.end(), "an operation names a row that is not there");
  return found - list.begin();
}

// Which of the numbers, all different, stay when as few as can be are taken out so that the
// rest ascends.
std::vector<bool> LongestAscending(const std::vector<std::size_t>& numbers) {
  std::vector<std::size_t> ends;  // ends[n]: where the run of n + 1 with the least end ends
  std::vector<std::size_t> previous(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto longer =
        std::lower_bound(ends.begin(), ends.end(), numbers[i],
                         [&](std::size_t end, std::size_t n) { return numbers[end] < n; });
    previous[i] = longer == ends.begin() ? numbers.size() : *(longer - 1);
    if (longer == ends.end()) {
      ends.push_back(i);
    } else {
      *longer = i;
    }
  }
  std::vector<bool> stays(numbers.size(), false);
  std::size_t at = ends.empty() ? numbers.size() : ends.back();
  for (; at < numbers.size(); at = previous[at]) stays[at] = true;
  return stays;
}

}  // namespace

ValueView SharedNode::Get(std::string_view label) const {
  for (const PlanColumn& scalar : plan->scalars) {
    if (scalar.label == label) return row[scalar.column];
  }
  CAMBIUM_CHECK(false, "no value has the label ", label);
  return {};
}

const std::shared_ptr<const SharedList>& SharedNode::List(std::string_view label) const {
  return lists[SelectAt(*plan, label)];
}

template <typename Shared>
Shared& SharedTree::Own(std::shared_ptr<const Shared>& shared) {
  if (!own_.contains(shared.get())) {
    auto copy = std::make_shared<Shared>(*shared);
    own_.insert(copy.get());
    shared = std::move(copy);
  }
  // Made above, as something that may change.
  return const_cast<Shared&>(*shared);
}

SharedTree::Place SharedTree::Walk(const Path& path) {
  SharedList* list = &Own(root_);
  const auto in_slot = [&] { return list->empty() ? nullptr : &Own(list->front()); };
  SharedNode* node = plan_->is_one || plan_->is_roots ? in_slot() : nullptr;
  for (const PathStep& step : path) {
    if (const auto* key = std::get_if<PathKey>(&step)) {
      node = &Own((*list)[static_cast<std::size_t>(Find(*list, key->key))]);
      continue;
    }
    const std::size_t at = SelectAt(*node->plan, std::get<std::string>(step));
    const bool is_slot = node->plan->selects[at].is_one;
    list = &Own(node->lists[at]);
    node = is_slot ? in_slot() : nullptr;
  }
  return {list, node};
}

std::shared_ptr<const SharedNode> SharedTree::Made(const TreeNode& node) {
  auto made = std::make_shared<SharedNode>();
  own_.insert(made.get());
  made->plan = std::shared_ptr<const SelectPlan>(plan_, node.plan);
  made->row = node.row;
  for (const TreeList& list : node.lists) {
    auto rows = std::make_shared<SharedList>();
    own_.insert(rows.get());
    for (const TreeNode& row : list) rows->push_back(Made(row));
    made->lists.push_back(std::move(rows));
  }
  return made;
}

void SharedTree::Begin(const Frame& frame) {
  if (IsWhole(frame)) {
    plan_ = frame.plan;
    root_ = std::make_shared<const SharedList>();
  } else {
    CAMBIUM_CHECK(frame.from == version_ && plan_ != nullptr, "a frame is missing");
  }
  version_ = frame.to;
}

void SharedTree::Insert(const Path& list, const PathKey& /*key*/, std::size_t at,
                        const TreeNode& node) {
  SharedList& rows = *Walk(list).list;
  rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), Made(node));
}

void SharedTree::Erase(const Path& list, const PathKey& key) {
  SharedList& rows = *Walk(list).list;
  rows.erase(rows.begin() + Find(rows, key.key));
}

void SharedTree::Move(const Path& list, const PathKey& key, std::size_t at) {
  SharedList& rows = *Walk(list).list;
  const auto from = rows.begin() + Find(rows, key.key);
  auto row = std::move(*from);
  rows.erase(from);
  rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), std::move(row));
}

void SharedTree::Set(const Path& row, std::span<const std::pair<PlanColumn, Value>> fields) {
  SharedNode& node = *Walk(row).node;
  std::vector<ValueView> values;
  for (std::size_t i = 0; i < node.row.size(); ++i) values.push_back(node.row[i]);
  for (const auto& [scalar, value] : fields) values[scalar.column] = value;
  node.row = Row(values);
}

void SharedTree::Replace(const Path& slot, const TreeNode* node) {
  SharedList& rows = *Walk(slot).list;
  rows.clear();
  if (node != nullptr) rows.push_back(Made(*node));
}

void SharedTree::End() { own_.clear(); }

ListChanges ListChangesBetween(const SharedList& before, const SharedList& after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t begin = 0;
  while (begin < shorter && before[begin] == after[begin]) ++begin;
  std::size_t tail = 0;
  while (tail < shorter - begin &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  std::map<Row, std::size_t> old_places;  // by key
  for (std::size_t i = begin; i < before.size() - tail; ++i) {
    old_places.emplace(before[i]->key(), i);
  }
  ListChanges changes;
  std::vector<std::size_t> common_old;
  std::vector<std::size_t> common_new;
  for (std::size_t i = begin; i < after.size() - tail; ++i) {
    const auto found = old_places.find(after[i]->key());
    if (found == old_places.end()) {
      changes.insertions.push_back(i);
      continue;
    }
    common_old.push_back(found->second);
    common_new.push_back(i);
    if (before[found->second] != after[i]) {
      changes.modified_old.push_back(found->second);
      changes.modified_new.push_back(i);
    }
    old_places.erase(found);
  }
  for (const auto& [key, place] : old_places) changes.deletions.push_back(place);
  const std::vector<bool> stays = LongestAscending(common_old);
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (stays[i]) continue;
    changes.moves.emplace_back(common_old[i], common_new[i]);
    changes.deletions.push_back(common_old[i]);
    changes.insertions.push_back(common_new[i]);
  }
  std::sort(changes.deletions.begin(), changes.deletions.end());
  std::sort(changes.insertions.begin(), changes.insertions.end());
  return changes;
}

}  // namespace cambium
