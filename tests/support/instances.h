// What most tests of operators instantiate, compiled once, in instances.cpp: the inputs, the
// indexes and the readers of streams of a few small types. Without it each test file compiles
// them again, and the linker throws most of them away.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "dataflow/delta.h"
#include "dataflow/group.h"
#include "dataflow/grouped.h"
#include "dataflow/hash_index.h"
#include "dataflow/input_node.h"
#include "dataflow/key_index.h"
#include "dataflow/operator_node.h"
#include "dataflow/ordered_float.h"
#include "dataflow/sorted_run.h"
#include "dataflow/split_map.h"
#include "dataflow/weight_index.h"
#include "operators/materialize.h"
#include "operators/subscribe.h"
#include "tests/support/bag.h"
#include "tests/support/history.h"
#include "tests/support/items.h"
#include "tests/support/known.h"
#include "tests/support/watched.h"

namespace cambium::testing {

using IntPair = std::pair<int, int>;
using Total = Grouped<int, std::int64_t>;
using GroupFloat = Grouped<int, std::optional<OrderedFloat>>;
using GroupInt = Grouped<int, std::optional<int>>;

}  // namespace cambium::testing

namespace cambium {

extern template class Delta<int>;
extern template class SourceWire<int>;
extern template class InputNode<int>;
extern template class Group<int>;
extern template class SortedRun<int>;
extern template class IndexNode<WeightIndex<int>>;
extern template class SubscribeNode<int>;
extern template class View<int>;
extern template struct testing::Bag<int>;
extern template struct testing::Source<int>;
extern template class testing::Watched<int>;
extern template class testing::FeedOf<int>;

extern template class Delta<testing::Item>;
extern template class SourceWire<testing::Item>;
extern template class InputNode<testing::Item>;
extern template class Group<testing::Item>;
extern template class SortedRun<testing::Item>;
extern template class IndexNode<WeightIndex<testing::Item>>;
extern template class SubscribeNode<testing::Item>;
extern template class View<testing::Item>;
extern template struct testing::Bag<testing::Item>;
extern template struct testing::Source<testing::Item>;
extern template class testing::Watched<testing::Item>;
extern template class testing::FeedOf<testing::Item>;

extern template class Delta<testing::LooseItem>;
extern template class SourceWire<testing::LooseItem>;
extern template class InputNode<testing::LooseItem>;
extern template class Group<testing::LooseItem>;
extern template class SortedRun<testing::LooseItem>;
extern template class IndexNode<WeightIndex<testing::LooseItem>>;
extern template class SubscribeNode<testing::LooseItem>;
extern template class View<testing::LooseItem>;
extern template struct testing::Bag<testing::LooseItem>;
extern template struct testing::Source<testing::LooseItem>;
extern template class testing::Watched<testing::LooseItem>;
extern template class testing::FeedOf<testing::LooseItem>;

extern template class Delta<testing::IntPair>;
extern template class SourceWire<testing::IntPair>;
extern template class InputNode<testing::IntPair>;
extern template class Group<testing::IntPair>;
extern template class SortedRun<testing::IntPair>;
extern template class IndexNode<WeightIndex<testing::IntPair>>;
extern template class SubscribeNode<testing::IntPair>;
extern template class View<testing::IntPair>;
extern template struct testing::Bag<testing::IntPair>;
extern template struct testing::Source<testing::IntPair>;
extern template class testing::Watched<testing::IntPair>;
extern template class testing::FeedOf<testing::IntPair>;

extern template class Delta<testing::Total>;
extern template class SourceWire<testing::Total>;
extern template class InputNode<testing::Total>;
extern template class Group<testing::Total>;
extern template class SortedRun<testing::Total>;
extern template class IndexNode<WeightIndex<testing::Total>>;
extern template class SubscribeNode<testing::Total>;
extern template class View<testing::Total>;
extern template struct testing::Bag<testing::Total>;
extern template struct testing::Source<testing::Total>;
extern template class testing::Watched<testing::Total>;
extern template class testing::FeedOf<testing::Total>;

extern template class Delta<testing::Known>;
extern template struct testing::Bag<testing::Known>;

extern template class SplitMap<int, Group<testing::Item>>;
extern template class HashIndex<testing::Item, int testing::Item::*>;
extern template class IndexNode<HashIndex<testing::Item, int testing::Item::*>>;
extern template class SplitMap<std::optional<int>, Group<testing::LooseItem>>;
extern template class HashIndex<testing::LooseItem, std::optional<int> testing::LooseItem::*>;
extern template class IndexNode<
    HashIndex<testing::LooseItem, std::optional<int> testing::LooseItem::*>>;
extern template class SplitMap<int, Group<testing::Total>>;
extern template class HashIndex<testing::Total, GroupKey>;
extern template class IndexNode<HashIndex<testing::Total, GroupKey>>;
extern template class Delta<testing::GroupFloat>;
extern template class Group<testing::GroupFloat>;
extern template class SortedRun<testing::GroupFloat>;
extern template class View<testing::GroupFloat>;
extern template class SplitMap<int, Group<testing::GroupFloat>>;
extern template class HashIndex<testing::GroupFloat, GroupKey>;
extern template class IndexNode<HashIndex<testing::GroupFloat, GroupKey>>;

extern template class Delta<testing::GroupInt>;
extern template class Group<testing::GroupInt>;
extern template class SortedRun<testing::GroupInt>;
extern template class View<testing::GroupInt>;
extern template class SplitMap<int, Group<testing::GroupInt>>;
extern template class HashIndex<testing::GroupInt, GroupKey>;
extern template class IndexNode<HashIndex<testing::GroupInt, GroupKey>>;

extern template class SplitMap<int, Weight>;
extern template class SplitMap<testing::IntPair, Weight>;

}  // namespace cambium
