// What most tests of operators instantiate: the list of instances.h.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/instances.h"

namespace cambium {

template class Delta<int>;
template class SourceWire<int>;
template class InputNode<int>;
template class Group<int>;
template class SortedRun<int>;
template class IndexNode<WeightIndex<int>>;
template class SubscribeNode<int>;
template class View<int>;
template struct testing::Bag<int>;
template struct testing::Source<int>;
template class testing::Watched<int>;
template class testing::FeedOf<int>;

template class Delta<testing::Item>;
template class SourceWire<testing::Item>;
template class InputNode<testing::Item>;
template class Group<testing::Item>;
template class SortedRun<testing::Item>;
template class IndexNode<WeightIndex<testing::Item>>;
template class SubscribeNode<testing::Item>;
template class View<testing::Item>;
template struct testing::Bag<testing::Item>;
template struct testing::Source<testing::Item>;
template class testing::Watched<testing::Item>;
template class testing::FeedOf<testing::Item>;

template class Delta<testing::LooseItem>;
template class SourceWire<testing::LooseItem>;
template class InputNode<testing::LooseItem>;
template class Group<testing::LooseItem>;
template class SortedRun<testing::LooseItem>;
template class IndexNode<WeightIndex<testing::LooseItem>>;
template class SubscribeNode<testing::LooseItem>;
template class View<testing::LooseItem>;
template struct testing::Bag<testing::LooseItem>;
template struct testing::Source<testing::LooseItem>;
template class testing::Watched<testing::LooseItem>;
template class testing::FeedOf<testing::LooseItem>;

template class Delta<testing::IntPair>;
template class SourceWire<testing::IntPair>;
template class InputNode<testing::IntPair>;
template class Group<testing::IntPair>;
template class SortedRun<testing::IntPair>;
template class IndexNode<WeightIndex<testing::IntPair>>;
template class SubscribeNode<testing::IntPair>;
template class View<testing::IntPair>;
template struct testing::Bag<testing::IntPair>;
template struct testing::Source<testing::IntPair>;
template class testing::Watched<testing::IntPair>;
template class testing::FeedOf<testing::IntPair>;

template class Delta<testing::Total>;
template class SourceWire<testing::Total>;
template class InputNode<testing::Total>;
template class Group<testing::Total>;
template class SortedRun<testing::Total>;
template class IndexNode<WeightIndex<testing::Total>>;
template class SubscribeNode<testing::Total>;
template class View<testing::Total>;
template struct testing::Bag<testing::Total>;
template struct testing::Source<testing::Total>;
template class testing::Watched<testing::Total>;
template class testing::FeedOf<testing::Total>;

template class Delta<testing::Known>;
template struct testing::Bag<testing::Known>;

template class SplitMap<int, Group<testing::Item>>;
template class HashIndex<testing::Item, int testing::Item::*>;
template class IndexNode<HashIndex<testing::Item, int testing::Item::*>>;
template class SplitMap<std::optional<int>, Group<testing::LooseItem>>;
template class HashIndex<testing::LooseItem, std::optional<int> testing::LooseItem::*>;
template class IndexNode<
    HashIndex<testing::LooseItem, std::optional<int> testing::LooseItem::*>>;
template class SplitMap<int, Group<testing::Total>>;
template class HashIndex<testing::Total, GroupKey>;
template class IndexNode<HashIndex<testing::Total, GroupKey>>;
template class Delta<testing::GroupFloat>;
template class Group<testing::GroupFloat>;
template class SortedRun<testing::GroupFloat>;
template class View<testing::GroupFloat>;
template class SplitMap<int, Group<testing::GroupFloat>>;
template class HashIndex<testing::GroupFloat, GroupKey>;
template class IndexNode<HashIndex<testing::GroupFloat, GroupKey>>;

template class Delta<testing::GroupInt>;
template class Group<testing::GroupInt>;
template class SortedRun<testing::GroupInt>;
template class View<testing::GroupInt>;
template class SplitMap<int, Group<testing::GroupInt>>;
template class HashIndex<testing::GroupInt, GroupKey>;
template class IndexNode<HashIndex<testing::GroupInt, GroupKey>>;

template class SplitMap<int, Weight>;
template class SplitMap<testing::IntPair, Weight>;

}  // namespace cambium
