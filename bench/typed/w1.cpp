// W1 in streams: a join, a group-by and four aggregates.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "bench/fail.h"
#include "bench/typed/typed.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

struct Customer {
  int32_t id;
  int32_t tier;
  auto operator<=>(const Customer&) const = default;
};

struct Order {
  int32_t id;
  int32_t customer;
  int32_t status;
  int32_t cents;
  auto operator<=>(const Order&) const = default;
};

struct Sale {
  int32_t tier;
  int32_t status;
  int32_t cents;
  auto operator<=>(const Sale&) const = default;
  std::pair<int32_t, int32_t> Group() const { return {tier, status}; }
};

// By tier and status: how many orders, the sum of their cents, the least and the greatest.
using Totals = std::tuple<int64_t, int64_t, std::optional<int32_t>, std::optional<int32_t>>;
using Rollup = Grouped<std::pair<int32_t, int32_t>, Totals>;

Stream<Rollup> RollUp(const Stream<Order>& orders, const Stream<Customer>& customers) {
  const auto sales = orders.Join(customers, &Order::customer, &Customer::id,
                                 [](const Order& order, const Customer& customer) {
                                   return Sale{customer.tier, order.status, order.cents};
                                 });
  const auto groups = sales.GroupBy(&Sale::Group);
  return groups.Aggregate(CountAggregate(), groups.SumOf(&Sale::cents),
                          groups.MinOf(&Sale::cents), groups.MaxOf(&Sale::cents));
}

class TypedW1 final : public Engine<W1> {
 public:
  void Load(const W1Tables& tables) override {
    ExpectOk(graph_.Transact([&] {
      for (const W1Customer& row : tables.customers) {
        customers_.input.Insert({row.id, row.tier});
      }
      for (const W1Order& row : tables.orders) orders_.input.Insert(OrderOf(row));
    }));
  }

  void Transaction(const W1Change& change) override {
    ExpectOk(graph_.Transact([&] { Push(change); }));
  }

  void Batch(std::span<const W1Change> changes) override {
    ExpectOk(graph_.Transact([&] {
      for (const W1Change& change : changes) Push(change);
    }));
  }

  void Result(ResultSink& sink) const override {
    Checksum& rows = sink.View("");
    for (const auto& [group, weight] : view_.Read()) {
      const auto& [count, sum, least, greatest] = group.value;
      rows.Add({group.key.first, group.key.second, count, sum, *least, *greatest});
    }
  }

 private:
  static Order OrderOf(const W1Order& row) {
    return {row.id, row.customer, row.status, row.cents};
  }

  void Push(const W1Change& change) {
    if (change.has_before()) orders_.input.Delete(OrderOf(change.before()));
    if (change.has_after()) orders_.input.Insert(OrderOf(change.after()));
  }

  Graph graph_;
  NewInput<Customer> customers_ = graph_.AddInput<Customer>();
  NewInput<Order> orders_ = graph_.AddInput<Order>();
  View<Rollup> view_ = RollUp(orders_.stream, customers_.stream).Materialize();
};

}  // namespace

std::unique_ptr<Engine<W1>> MakeTypedW1() { return std::make_unique<TypedW1>(); }

}  // namespace cambium::bench
