// W5 in TreeQL: two live queries over one table.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <span>
#include <vector>

#include "bench/treeql/keyed_rows.h"
#include "bench/treeql/live_database.h"
#include "bench/treeql/treeql.h"

namespace cambium::bench {
namespace {

static_assert(kW5Top == 10, "the query says LIMIT 10");

constexpr const char* kEvents =
    "TABLE Event { id: Int = 1 KEY, user: Int = 2, item: Int = 3, score: Int = 4 }";
constexpr const char* kTop =
    "LIVE MANY Event GROUP BY item ORDER BY n DESC, item LIMIT 10 { item, n: COUNT(*) }";
constexpr const char* kDistinct =
    "LIVE MANY Event GROUP BY item { item, n: COUNT(DISTINCT user) }";
constexpr const char* kPut =
    "INSERT Event { id: $id, user: $user, item: $item, score: $score }";
constexpr const char* kRemove = "DELETE Event WHERE id = $id";

class TreeqlW5 final : public Engine<W5> {
 public:
  explicit TreeqlW5(Place place) : database_(place, {kEvents}) {}

  void Load(const W5Tables& tables) override {
    database_.Import("Event", tables.events,
                     [](const W5Event& row, std::vector<Value>& values) {
                       values[0] = Value::Int(row.id);
                       values[1] = Value::Int(row.user);
                       values[2] = Value::Int(row.item);
                       values[3] = Value::Int(row.score);
                     });
    database_.Subscribe(kTop, [this](const Frame& frame) { top_.Apply(frame); });
    database_.Subscribe(kDistinct, [this](const Frame& frame) { distinct_.Apply(frame); });
  }

  void Transaction(const W5Change& change) override {
    const W5Event& row = change.event;
    const Value values[] = {Value::Int(row.id), Value::Int(row.user), Value::Int(row.item),
                            Value::Int(row.score)};
    const std::span<const Value> all = values;
    ExpectOk(change.sign > 0 ? put_.ExecuteWith(all).status()
                             : remove_.ExecuteWith(all.first(1)).status());
  }

  // W5 has no batches.
  void Batch(std::span<const W5Change> changes) override {
    for (const W5Change& change : changes) Transaction(change);
  }

  void Result(ResultSink& sink) const override {
    top_.Report({"item", "n"}, sink.View("top10"));
    distinct_.Report({"item", "n"}, sink.View("distinct"));
  }

 private:
  LiveDatabase database_;
  const Prepared put_ = database_.Prepare(kPut);
  const Prepared remove_ = database_.Prepare(kRemove);
  KeyedRows top_;
  KeyedRows distinct_;
};

}  // namespace

std::unique_ptr<Engine<W5>> MakeTreeqlW5() {
  return std::make_unique<TreeqlW5>(Place::kMemory);
}
std::unique_ptr<Engine<W5>> MakeTreeqlDurableW5() {
  return std::make_unique<TreeqlW5>(Place::kFolder);
}

}  // namespace cambium::bench
