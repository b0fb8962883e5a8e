// The inputs of the shop: the list at the end of shop.h.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/shop.h"

namespace cambium {

template class Delta<testing::Order>;
template class SourceWire<testing::Order>;
template class Group<testing::Order>;
template class SortedRun<testing::Order>;
template class IndexNode<WeightIndex<testing::Order>>;
template class View<testing::Order>;
template class SplitMap<int, Group<testing::Order>>;
template class HashIndex<testing::Order, int testing::Order::*>;
template class IndexNode<HashIndex<testing::Order, int testing::Order::*>>;

template class Delta<testing::User>;
template class SourceWire<testing::User>;
template class Group<testing::User>;
template class SortedRun<testing::User>;
template class IndexNode<WeightIndex<testing::User>>;
template class View<testing::User>;
template class SplitMap<int, Group<testing::User>>;
template class HashIndex<testing::User, int testing::User::*>;
template class IndexNode<HashIndex<testing::User, int testing::User::*>>;

template class Delta<testing::Product>;
template class SourceWire<testing::Product>;
template class Group<testing::Product>;
template class SortedRun<testing::Product>;
template class IndexNode<WeightIndex<testing::Product>>;
template class View<testing::Product>;
template class SplitMap<int, Group<testing::Product>>;
template class HashIndex<testing::Product, int testing::Product::*>;
template class IndexNode<HashIndex<testing::Product, int testing::Product::*>>;

template class InputNode<testing::Order>;
template class InputNode<testing::User>;
template class SubscribeNode<testing::Order>;
template class SplitMap<testing::Order, Weight>;
template class SplitMap<testing::Product, Weight>;

}  // namespace cambium
