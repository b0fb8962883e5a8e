// W1 by hand: twenty groups, each with all of its amounts in order, so that the smallest
// and the greatest survive deletions. The orders are kept too, as in any program whose
// rows have no other home. Cost of a change: one hash probe, O(log amounts) each side.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "bench/floor/floor.h"

namespace cambium::bench {
namespace {

struct Group {
  int64_t count = 0;
  int64_t sum = 0;
  std::map<int32_t, int32_t> orders_of_cents;
};

struct Order {
  int32_t customer;
  int32_t status;
  int32_t cents;
};

class FloorW1 final : public Engine<W1> {
 public:
  void Load(const W1Tables& tables) override {
    tier_of_.resize(tables.customers.size());
    for (const W1Customer& customer : tables.customers) {
      tier_of_[static_cast<size_t>(customer.id)] = customer.tier;
    }
    // Room for some growth: one rehash would be the longest transaction of all.
    orders_.reserve(tables.orders.size() + tables.orders.size() / 8);
    // One container after the other: the nodes of each then lie together, and every later
    // search in a group meets fewer cache lines.
    for (const W1Order& order : tables.orders) Keep(order);
    for (const W1Order& order : tables.orders) AddToGroup(order);
  }

  void Transaction(const W1Change& change) override {
    switch (change.op) {
      case W1Op::kInsert:
        return Insert(change.after());
      case W1Op::kUpdate:
        return Update(change.before(), change.after());
      case W1Op::kDelete:
        return Delete(change.before());
    }
  }

  void Batch(std::span<const W1Change> changes) override {
    for (const W1Change& change : changes) Transaction(change);
  }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("");
    for (int tier = 0; tier < kW1Tiers; ++tier) {
      for (int status = 0; status < kW1Statuses; ++status) {
        const Group& group = groups_[static_cast<size_t>(tier * kW1Statuses + status)];
        if (group.count == 0) continue;
        view.Add({tier, status, group.count, group.sum, group.orders_of_cents.begin()->first,
                  group.orders_of_cents.rbegin()->first});
      }
    }
  }

 private:
  void Insert(const W1Order& order) {
    Keep(order);
    AddToGroup(order);
  }

  void Keep(const W1Order& order) {
    orders_.try_emplace(order.id, Order{order.customer, order.status, order.cents});
  }

  void Update(const W1Order& before, const W1Order& after) {
    orders_.find(after.id)->second = {after.customer, after.status, after.cents};
    RemoveFromGroup(before);
    AddToGroup(after);
  }

  void Delete(const W1Order& order) {
    orders_.erase(order.id);
    RemoveFromGroup(order);
  }

  void AddToGroup(const W1Order& order) {
    Group& group = GroupOf(order);
    ++group.count;
    group.sum += order.cents;
    ++group.orders_of_cents[order.cents];
  }

  void RemoveFromGroup(const W1Order& order) {
    Group& group = GroupOf(order);
    --group.count;
    group.sum -= order.cents;
    const auto found = group.orders_of_cents.find(order.cents);
    if (--found->second == 0) group.orders_of_cents.erase(found);
  }

  Group& GroupOf(const W1Order& order) {
    const int32_t tier = tier_of_[static_cast<size_t>(order.customer)];
    return groups_[static_cast<size_t>(tier * kW1Statuses + order.status)];
  }

  // By the id of the customer.
  std::vector<int32_t> tier_of_;
  std::unordered_map<int32_t, Order> orders_;
  // By tier * kW1Statuses + status.
  std::array<Group, kW1Tiers * kW1Statuses> groups_;
};

}  // namespace

std::unique_ptr<Engine<W1>> MakeFloorW1() { return std::make_unique<FloorW1>(); }

}  // namespace cambium::bench
