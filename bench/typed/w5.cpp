// W5 in streams: the ten items with most events, and how many users each item has.
//
// Both questions are about who saw what, so that is what an event is here; the floor keeps no
// more of it either. One index, of pairs, says what stands and which of them are there at all.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "bench/fail.h"
#include "bench/typed/typed.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

struct Event {
  int32_t item;
  int32_t user;
  auto operator<=>(const Event&) const = default;

  // Both are not negative.
  uint64_t RadixKey() const {
    return static_cast<uint64_t>(item) << 32 | static_cast<uint32_t>(user);
  }
  template <typename H>
  friend H AbslHashValue(H state, const Event& event) {
    return H::combine(std::move(state), event.RadixKey());
  }
};

// All of one group.
struct Everything {
  template <typename T>
  int operator()(const T&) const {
    return 0;
  }
};

using ItemCount = Grouped<int32_t, int64_t>;

class TypedW5 final : public Engine<W5> {
 public:
  void Load(const W5Tables& tables) override {
    ExpectOk(graph_.Transact([&] {
      for (const W5Event& event : tables.events) events_.input.Insert({event.item, event.user});
    }));
  }
  void Transaction(const W5Change& change) override {
    ExpectOk(graph_.Transact([&] { Push(change); }));
  }
  void Batch(std::span<const W5Change> changes) override {
    ExpectOk(graph_.Transact([&] {
      for (const W5Change& change : changes) Push(change);
    }));
  }
  void Result(ResultSink& sink) const override {
    Checksum& top = sink.View("top10");
    for (const auto& [item, weight] : top_.Read()) top.Add({item.key, item.value});
    Checksum& distinct = sink.View("distinct");
    for (const auto& [item, weight] : distinct_.Read()) distinct.Add({item.key, item.value});
  }

 private:
  void Push(const W5Change& change) {
    events_.input.Add({change.event.item, change.event.user}, change.sign);
  }

  Graph graph_;
  NewInput<Event> events_ = graph_.AddInput<Event>();
  View<ItemCount> top_ = events_.stream.GroupBy(&Event::item)
                             .Count()
                             .GroupBy(Everything())
                             .Ordered(Descending(&ItemCount::value))
                             .Top(static_cast<int64_t>(kW5Top))
                             .Materialize();
  View<ItemCount> distinct_ =
      events_.stream.Distinct().GroupBy(&Event::item).Count().Materialize();
};

}  // namespace

std::unique_ptr<Engine<W5>> MakeTypedW5() { return std::make_unique<TypedW5>(); }

}  // namespace cambium::bench
