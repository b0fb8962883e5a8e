// W5 from scratch: a counting sort by item, then a mark for each user of an item.
//
// The mark of a user is the last item that saw him, so marks need no clearing.
// Cost: O(events + users + items).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bench/recompute/recompute.h"
#include "bench/recompute/row_table.h"

namespace cambium::bench {
namespace {

struct ItemCount {
  int32_t item;
  int64_t count;
};

class RecomputeW5 final : public Evaluator<W5> {
 public:
  void Load(const W5Tables& tables) override {
    for (const W5Event& event : tables.events) Put(event);
  }

  void Apply(std::span<const W5Change> changes) override {
    for (const auto& [sign, event] : changes) {
      if (sign > 0) {
        Put(event);
      } else {
        events_.Erase(event.id);
      }
    }
  }

  void Evaluate() override {
    SortUsersByItem();
    CountUsers();
    FindTop();
  }

  void Result(ResultSink& sink) const override {
    Checksum& top = sink.View("top10");
    for (const auto& [item, events] : top_) top.Add({item, events});
    Checksum& distinct = sink.View("distinct");
    for (const auto& [item, users] : distinct_) distinct.Add({item, users});
  }

 private:
  void Put(const W5Event& event) {
    items_ = std::max(items_, static_cast<size_t>(event.item) + 1);
    users_ = std::max(users_, static_cast<size_t>(event.user) + 1);
    events_.Put(event);
  }

  void SortUsersByItem() {
    begin_of_.assign(items_ + 1, 0);
    for (const W5Event& event : events_.rows())
      ++begin_of_[static_cast<size_t>(event.item) + 1];
    for (size_t item = 0; item < items_; ++item) begin_of_[item + 1] += begin_of_[item];
    user_by_item_.resize(events_.rows().size());
    std::vector<size_t> next = begin_of_;
    for (const W5Event& event : events_.rows()) {
      user_by_item_[next[static_cast<size_t>(event.item)]++] = event.user;
    }
  }

  std::span<const int32_t> UsersOf(size_t item) const {
    return std::span(user_by_item_)
        .subspan(begin_of_[item], begin_of_[item + 1] - begin_of_[item]);
  }

  void CountUsers() {
    distinct_.clear();
    constexpr int32_t kNoItem = -1;
    std::vector<int32_t> last_item(users_, kNoItem);
    for (int32_t item = 0; static_cast<size_t>(item) < items_; ++item) {
      int64_t users = 0;
      for (const int32_t user : UsersOf(static_cast<size_t>(item))) {
        int32_t& last = last_item[static_cast<size_t>(user)];
        users += last != item;
        last = item;
      }
      if (users > 0) distinct_.push_back({item, users});
    }
  }

  void FindTop() {
    top_.clear();
    for (const ItemCount& entry : distinct_) {
      const size_t events = UsersOf(static_cast<size_t>(entry.item)).size();
      top_.push_back({entry.item, static_cast<int64_t>(events)});
    }
    const auto better = [](const ItemCount& left, const ItemCount& right) {
      return left.count != right.count ? left.count > right.count : left.item < right.item;
    };
    const size_t kept = std::min(kW5Top, top_.size());
    std::partial_sort(top_.begin(), top_.begin() + static_cast<std::ptrdiff_t>(kept),
                      top_.end(), better);
    top_.resize(kept);
  }

  RowTable<W5Event> events_;
  // One more than the greatest item and user ever seen.
  size_t items_ = 0;
  size_t users_ = 0;
  // The users of item i, with repetition, are [begin_of_[i], begin_of_[i + 1]).
  std::vector<size_t> begin_of_;
  std::vector<int32_t> user_by_item_;
  std::vector<ItemCount> top_;
  std::vector<ItemCount> distinct_;
};

}  // namespace

std::unique_ptr<Evaluator<W5>> MakeRecomputeW5() { return std::make_unique<RecomputeW5>(); }

}  // namespace cambium::bench
