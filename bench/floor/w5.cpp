// W5 by hand: counts by item, in order too, and how often each user saw each item.
//
// The ten best are the head of the order. Events themselves are not needed: a delete says
// which user and item it takes away. Cost of a change: one hash probe and O(log items).
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bench/floor/floor.h"

namespace cambium::bench {
namespace {

class FloorW5 final : public Engine<W5> {
 public:
  void Load(const W5Tables& tables) override {
    events_of_pair_.reserve(tables.events.size());
    for (const W5Event& event : tables.events) Insert(event);
  }

  void Transaction(const W5Change& change) override {
    if (change.sign > 0) {
      Insert(change.event);
    } else {
      Delete(change.event);
    }
  }

  void Batch(std::span<const W5Change> changes) override {
    for (const W5Change& change : changes) Transaction(change);
  }

  void Result(ResultSink& sink) const override {
    Checksum& top = sink.View("top10");
    for (const auto& [negative_events, item] : ranking_) {
      if (static_cast<size_t>(top.rows) == kW5Top) break;
      top.Add({item, -negative_events});
    }
    Checksum& distinct = sink.View("distinct");
    for (size_t item = 0; item < items_.size(); ++item) {
      const int64_t users = items_[item].users;
      if (users > 0) distinct.Add({static_cast<int64_t>(item), users});
    }
  }

 private:
  struct Item {
    int64_t events = 0;
    int64_t users = 0;
  };
  // Ascending is best first: most events, then the lower item.
  using Rank = std::pair<int64_t, int32_t>;  // minus events, item

  void Insert(const W5Event& event) {
    AddItem(event.item);
    Item& item = items_[static_cast<size_t>(event.item)];
    if (++events_of_pair_[PairOf(event)] == 1) ++item.users;
    Rerank(event.item, item.events, item.events + 1);
    ++item.events;
  }

  void Delete(const W5Event& event) {
    Item& item = items_[static_cast<size_t>(event.item)];
    const auto pair = events_of_pair_.find(PairOf(event));
    if (--pair->second == 0) {
      events_of_pair_.erase(pair);
      --item.users;
    }
    Rerank(event.item, item.events, item.events - 1);
    --item.events;
  }

  // An item without events has no rank.
  void Rerank(int32_t item, int64_t before, int64_t after) {
    if (before == 0) {
      ranking_.emplace(-after, item);
      return;
    }
    auto node = ranking_.extract(Rank(-before, item));
    if (after == 0) return;
    node.value().first = -after;
    ranking_.insert(std::move(node));
  }

  void AddItem(int32_t item) {
    const auto items = static_cast<size_t>(item) + 1;
    if (items > items_.size()) items_.resize(items);
  }

  static uint64_t PairOf(const W5Event& event) {
    return static_cast<uint64_t>(static_cast<uint32_t>(event.user)) << 32 |
           static_cast<uint32_t>(event.item);
  }

  // By item.
  std::vector<Item> items_;
  std::set<Rank> ranking_;
  // No zeros: state is O(pairs with events).
  std::unordered_map<uint64_t, int32_t> events_of_pair_;
};

}  // namespace

std::unique_ptr<Engine<W5>> MakeFloorW5() { return std::make_unique<FloorW5>(); }

}  // namespace cambium::bench
