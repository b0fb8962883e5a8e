// Groups as ordered lists: what the operators of order are methods of.
//
//     auto newest = issues.GroupBy(&Issue::project).Ordered(Descending(&Issue::created));
//     newest.Top(50)                                  the first fifty of each group
//     newest.First(), newest.Last()                   one of each
//     newest.Take({.offset = 50, .limit = 50})        the next page
//     newest.Take({.limit = 50, .start = last, .from = Window<Issue>::From::kAfter})
//     newest.Lists({.limit = 3})                      the first three of each, as one value
//     newest.SubscribeLists(&Issue::id, callback)     what changes in the lists, with positions
//
// All of these read one ordered index, which is shared with whoever asks for the same order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "dataflow/key_index.h"
#include "dataflow/order_by.h"
#include "dataflow/ordered_groups.h"
#include "dataflow/shared_index.h"
#include "dataflow/stream.h"
#include "dataflow/window.h"
#include "operators/aggregate.h"
#include "operators/limited_top.h"
#include "operators/ordered_lists.h"
#include "operators/subscribe_lists.h"
#include "operators/top.h"

namespace cambium {

template <Element T, typename KeyOf, typename Order>
class OrderedStream {
 public:
  using Index = OrderedGroups<T, KeyOf, Order>;
  using Key = typename Index::key_type;

  OrderedStream(Stream<T> stream, KeyOf key_of, Order order)
      : stream_(std::move(stream)), index_(Find(stream_, key_of, order)) {}

  Stream<T> Take(Window<T> window) const {
    return AddOperator(TopOperator<Index>(index_, std::move(window)));
  }
  Stream<T> Top(std::int64_t limit) const { return Take({.limit = limit}); }
  Stream<T> First() const { return Top(1); }
  Stream<T> Last() const { return Take({.limit = 1, .end = Window<T>::End::kBack}); }
  // As many as `limits` says: numbers, for all groups, or Grouped<Key, int64_t>.
  template <typename Limit>
  Stream<T> Top(const Stream<Limit>& limits) const {
    static_assert(std::is_same_v<Limit, std::int64_t> ||
                      std::is_same_v<Limit, Grouped<Key, std::int64_t>>,
                  "cambium: Top needs a stream of int64_t, or of Grouped<Key, int64_t>");
    using Operator = LimitedTopOperator<Index, Limit>;
    return internal::AddOperator(Operator(index_, IndexBy(limits, internal::LimitKey<Limit>())),
                                 stream_, limits);
  }

  // Grouped<Key, std::vector<T>>, for each group of which the window shows something.
  auto Lists(Window<T> window = {}) const {
    return AddOperator(OrderedListsOperator<Index>(index_, std::move(window)));
  }

  // callback(std::span<const ListChange<Key, T>>), first with everything that stands, then
  // after each commit that changes a list. A row is what it was before while `row_key` of it
  // is.
  template <typename RowKey, typename Callback>
  Subscriber SubscribeLists(RowKey row_key, Callback callback, Window<T> window = {}) const {
    return internal::AddListSubscriber(stream_, index_, std::move(row_key), std::move(callback),
                                       std::move(window));
  }

 private:
  static IndexHandle<Index> Find(const Stream<T>& stream, const KeyOf& key_of,
                                 const Order& order) {
    const std::string key = FunctionIdentity(key_of);
    const std::string order_identity = FunctionIdentity(order);
    const bool is_known = !key.empty() && !order_identity.empty();
    return IndexHandle<Index>::Find(stream, is_known ? key + "|" + order_identity : "",
                                    [&] { return Index(key_of, order); });
  }
  template <typename Operator>
  auto AddOperator(Operator op) const {
    return internal::AddOperator(std::move(op), stream_);
  }

  Stream<T> stream_;
  IndexHandle<Index> index_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T, typename KeyOf>
template <typename... Parts>
auto GroupedStream<T, KeyOf>::Ordered(Parts... parts) const {
  static_assert((kOrders<Parts, T> && ...),
                "cambium: Ordered needs Ascending or Descending of members of the element, or "
                "of functions of it");
  using Order = OrderBy<Parts...>;
  return OrderedStream<T, KeyOf, Order>(stream_, key_of_, Order(std::move(parts)...));
}

template <Element T, typename KeyOf>
template <typename ValueOf>
auto GroupedStream<T, KeyOf>::ArgMin(ValueOf value_of) const {
  CheckOrdered<ValueOf>();
  return Ordered(Ascending(std::move(value_of), Nulls::kLast)).First();
}

template <Element T, typename KeyOf>
template <typename ValueOf>
auto GroupedStream<T, KeyOf>::ArgMax(ValueOf value_of) const {
  CheckOrdered<ValueOf>();
  return Ordered(Descending(std::move(value_of), Nulls::kLast)).First();
}

}  // namespace cambium
