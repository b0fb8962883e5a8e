// W1 from scratch: one pass over the orders. Cost: O(orders), some nanoseconds each.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "bench/recompute/recompute.h"
#include "bench/recompute/row_table.h"

namespace cambium::bench {
namespace {

struct Group {
  int64_t count = 0;
  int64_t sum = 0;
  int32_t min = std::numeric_limits<int32_t>::max();
  int32_t max = std::numeric_limits<int32_t>::min();
};

class RecomputeW1 final : public Evaluator<W1> {
 public:
  void Load(const W1Tables& tables) override {
    tier_of_.resize(tables.customers.size());
    for (const W1Customer& customer : tables.customers) {
      tier_of_[static_cast<size_t>(customer.id)] = customer.tier;
    }
    for (const W1Order& order : tables.orders) orders_.Put(order);
  }

  void Apply(std::span<const W1Change> changes) override {
    for (const W1Change& change : changes) {
      if (change.has_after()) {
        orders_.Put(change.after());
      } else {
        orders_.Erase(change.id);
      }
    }
  }

  void Evaluate() override {
    groups_.fill({});
    for (const W1Order& order : orders_.rows()) {
      const int32_t tier = tier_of_[static_cast<size_t>(order.customer)];
      Group& group = groups_[static_cast<size_t>(tier * kW1Statuses + order.status)];
      ++group.count;
      group.sum += order.cents;
      group.min = std::min(group.min, order.cents);
      group.max = std::max(group.max, order.cents);
    }
  }

  void Result(ResultSink& sink) const override {
    Checksum& view = sink.View("");
    for (int tier = 0; tier < kW1Tiers; ++tier) {
      for (int status = 0; status < kW1Statuses; ++status) {
        const Group& group = groups_[static_cast<size_t>(tier * kW1Statuses + status)];
        if (group.count == 0) continue;
        view.Add({tier, status, group.count, group.sum, group.min, group.max});
      }
    }
  }

 private:
  // By the id of the customer.
  std::vector<int32_t> tier_of_;
  RowTable<W1Order> orders_;
  // By tier * kW1Statuses + status.
  std::array<Group, kW1Tiers * kW1Statuses> groups_;
};

}  // namespace

std::unique_ptr<Evaluator<W1>> MakeRecomputeW1() { return std::make_unique<RecomputeW1>(); }

}  // namespace cambium::bench
