// W1 and W8: customers, orders, and a stream of inserts, updates and deletes of orders.
//
// An update keeps the customer and draws a new status and a new amount. A delete takes a
// random live order. The order of the draws is the format: moving one changes every row
// behind it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/generator/generator.h"
#include "bench/generator/random.h"

namespace cambium::bench {
namespace {

constexpr int kRegions = 20;
constexpr int kFewestCents = 100;
constexpr int kCentsRange = 1'000'000;

// How the changes that are no updates are divided between inserts and deletes.
enum class Growth { kThreeInsertsToTwoDeletes, kInTurn };

struct Shape {
  uint64_t seed;
  int64_t customers;
  int64_t orders;
  int64_t transactions;
  int64_t batches;
  int64_t batch_size;
  Growth growth;
};

class OrderStream {
 public:
  explicit OrderStream(const Shape& shape) : shape_(shape), random_(shape.seed) {}

  W1Input Generate() {
    W1Input input;
    input.tables.customers = Customers();
    input.tables.orders = Orders();
    live_ = input.tables.orders;
    input.transactions = Changes(shape_.transactions);
    input.batches = Changes(shape_.batches * shape_.batch_size);
    input.batch_size = static_cast<size_t>(shape_.batch_size);
    return input;
  }

 private:
  std::vector<W1Customer> Customers() {
    std::vector<W1Customer> customers;
    customers.reserve(static_cast<size_t>(shape_.customers));
    for (int32_t id = 0; id < shape_.customers; ++id) {
      const int32_t tier = random_.Int32Below(kW1Tiers);
      const int32_t region = random_.Int32Below(kRegions);
      customers.push_back({id, tier, region});
    }
    return customers;
  }

  std::vector<W1Order> Orders() {
    std::vector<W1Order> orders;
    orders.reserve(static_cast<size_t>(shape_.orders));
    for (int64_t i = 0; i < shape_.orders; ++i) orders.push_back(NewOrder());
    return orders;
  }

  std::vector<W1Change> Changes(int64_t count) {
    std::vector<W1Change> changes;
    changes.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) changes.push_back(NextChange());
    return changes;
  }

  W1Change NextChange() {
    const uint64_t percent = random_.Below(100);
    if (percent < 50) return Update();
    return NextInserts(percent) ? Insert() : Delete();
  }

  bool NextInserts(uint64_t percent) {
    if (shape_.growth == Growth::kThreeInsertsToTwoDeletes) return percent < 80;
    insert_is_next_ = !insert_is_next_;
    return !insert_is_next_;
  }

  W1Change Update() {
    W1Order& order = live_[random_.Position(live_.size())];
    const W1Order before = order;
    order.status = random_.Int32Below(kW1Statuses);
    order.cents = NewCents();
    return {W1Op::kUpdate, order.id,        order.customer, order.status,
            order.cents,   before.customer, before.status,  before.cents};
  }

  W1Change Insert() {
    const W1Order order = NewOrder();
    live_.push_back(order);
    return {W1Op::kInsert, order.id, order.customer, order.status, order.cents, -1, -1, -1};
  }

  W1Change Delete() {
    W1Order& place = live_[random_.Position(live_.size())];
    const W1Order order = place;
    place = live_.back();
    live_.pop_back();
    return {W1Op::kDelete, order.id, -1, -1, -1, order.customer, order.status, order.cents};
  }

  W1Order NewOrder() {
    const int32_t customer = random_.Int32Below(shape_.customers);
    const int32_t status = random_.Int32Below(kW1Statuses);
    return {next_id_++, customer, status, NewCents()};
  }

  int32_t NewCents() { return kFewestCents + random_.Int32Below(kCentsRange); }

  const Shape shape_;
  Random random_;
  int32_t next_id_ = 0;
  bool insert_is_next_ = true;
  // The orders that exist, in the order that deletes have left them in.
  std::vector<W1Order> live_;
};

}  // namespace

W1Input GenerateW1(int scale) {
  return OrderStream({.seed = 0x1001,
                      .customers = 100'000 / scale,
                      .orders = 1'000'000 / scale,
                      .transactions = 20'000 / scale,
                      .batches = kW1Batches,
                      .batch_size = std::max(10, 1000 / scale),
                      .growth = Growth::kThreeInsertsToTwoDeletes})
      .Generate();
}

W1Input GenerateGrowth(int64_t orders) {
  return OrderStream({.seed = 0x8008,
                      .customers = orders / 10,
                      .orders = orders,
                      .transactions = 10'000,
                      .batches = 50,
                      .batch_size = 1000,
                      .growth = Growth::kInTurn})
      .Generate();
}

}  // namespace cambium::bench
