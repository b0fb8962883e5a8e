// The heap before and after.
// SPDX-License-Identifier: Apache-2.0
#include "bench/curves/memory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "bench/generator/generator.h"
#include "bench/generator/random.h"
#include "bench/harness/curves.h"
#include "bench/harness/memory.h"
#include "bench/keyed_row.h"
#include "bench/treeql/live_database.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

constexpr std::int64_t kLargest = 1'000'000;
constexpr int kRowsOfAKey = 10;
constexpr int kRowsOfATransaction = 1'000;

std::vector<std::int64_t> Sizes(int scale) {
  std::vector<std::int64_t> sizes;
  for (std::int64_t rows = 1'000; rows <= kLargest / scale || sizes.empty(); rows *= 10) {
    sizes.push_back(rows);
  }
  return sizes;
}

// What `make()`, which returns what holds it, has taken from the heap.
template <typename Make>
double HeldBytes(Make make) {
  const double before = HeapBytes();
  const auto held = make();
  return HeapBytes() - before;
}

void LoadAndAnswer(Engine<W1>& engine, const W1Tables& tables) { engine.Load(tables); }
void LoadAndAnswer(Evaluator<W1>& evaluator, const W1Tables& tables) {
  evaluator.Load(tables);
  evaluator.Evaluate();
}

template <typename Participant>
Case MakeViewCase(const std::string& engine, std::unique_ptr<Participant> (*make)()) {
  Case added = CaseOf<W1>(engine);
  added.workload = added.data = "memory.view";
  added.title = "what W1's tables and its view take";
  added.views.clear();
  added.run = [make](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    Outcome outcome;
    outcome.scale = settings.scale;
    for (const std::int64_t orders : Sizes(settings.scale)) {
      const W1Input input = GenerateGrowth(orders);
      std::unique_ptr<Participant> participant;
      const double before = HeapBytes();
      participant = make();
      LoadAndAnswer(*participant, input.tables);
      const double bytes = HeapBytes() - before;
      outcome.metrics.push_back(
          {PointMetric("order_bytes", orders), bytes / static_cast<double>(orders)});
      ResultSink sink;
      participant->Result(sink);
      outcome.checks.push_back({"orders_" + std::to_string(orders), sink.View("")});
    }
    return outcome;
  };
  return added;
}

// With keys and amounts at random, which no column can hold in less than they are.
std::vector<KeyedRow> RowsOf(std::int64_t count) {
  Random random(0x3E3);
  std::vector<KeyedRow> rows;
  rows.reserve(static_cast<std::size_t>(count));
  for (std::int32_t id = 0; id < count; ++id) {
    rows.push_back({id, random.Int32Below(count / kRowsOfAKey), random.Int32Below(1'000'000)});
  }
  return rows;
}

// Destroyed from below: what is attached goes before the graph.
template <typename View>
struct Attached {
  std::unique_ptr<Graph> graph;
  NewInput<KeyedRow> input;
  View view;
};

// A graph with one thing in it that holds rows. `attach(stream, graph)` returns what keeps it.
template <typename Attach>
double TypedBytes(const std::vector<KeyedRow>& rows, Attach attach) {
  return HeldBytes([&] {
    auto graph = std::make_unique<Graph>();
    auto input = graph->AddInput<KeyedRow>();
    auto view = attach(input.stream, *graph);
    ExpectOk(graph->Transact([&] {
      for (const KeyedRow& row : rows) input.input.Insert(row);
    }));
    return Attached<decltype(view)>{std::move(graph), std::move(input), std::move(view)};
  });
}

double TableBytes(const std::vector<KeyedRow>& rows) {
  return TypedBytes(
      rows, [](const Stream<KeyedRow>& stream, Graph&) { return stream.Materialize(); });
}

double JoinBytes(const std::vector<KeyedRow>& rows) {
  return TypedBytes(rows, [](const Stream<KeyedRow>& stream, Graph& graph) {
    auto others = graph.AddInput<KeyedRow>();
    auto view = stream
                    .Join(others.stream, &KeyedRow::key, &KeyedRow::key,
                          [](const KeyedRow& left, const KeyedRow&) { return left; })
                    .Materialize();
    return std::pair(std::move(others), std::move(view));
  });
}

double MaximumBytes(const std::vector<KeyedRow>& rows) {
  return TypedBytes(rows, [](const Stream<KeyedRow>& stream, Graph&) {
    return stream.GroupBy(&KeyedRow::key).Max(&KeyedRow::amount).Materialize();
  });
}

constexpr const char* kPlain =
    "TABLE Item { id: Int = 1 KEY, key: Int = 2, amount: Int = 3, price: Int = 4 }";
constexpr const char* kIndexed =
    "TABLE Item { id: Int = 1 KEY, key: Int = 2 INDEX, amount: Int = 3, price: Int = 4 }";

void Fill(const KeyedRow& row, std::vector<Value>& values) {
  values = {Value::Int(row.id), Value::Int(row.key), Value::Int(row.amount),
            Value::Int(row.amount ^ row.key)};
}

double WrittenBytes(const std::vector<KeyedRow>& rows, const char* table) {
  return HeldBytes([&] {
    Options options;
    // When a memtable that is full becomes a file would decide the figure.
    options.store_memory_bytes = std::size_t{8} << 30;
    auto database = *Database::Open(":memory:", options);
    ExpectOk(database->Execute(table).status());
    const Prepared put = *database->Prepare(
        "UPSERT Item { id: $id, key: $key, amount: $amount, price: $price }");
    std::vector<Value> values;
    for (std::size_t begin = 0; begin < rows.size(); begin += kRowsOfATransaction) {
      const std::size_t end = std::min(rows.size(), begin + kRowsOfATransaction);
      const auto written = database->Transact([&](OpenTransaction& transaction) {
        for (std::size_t i = begin; i < end; ++i) {
          Fill(rows[i], values);
          const absl::Status done = transaction.ExecuteWith(put, values).status();
          if (!done.ok()) return done;
        }
        return absl::OkStatus();
      });
      ExpectOk(written.status());
    }
    return database;
  });
}

// Of the imported table, and of a live query of all its rows.
std::pair<double, double> ImportedAndLiveBytes(const std::vector<KeyedRow>& rows) {
  const double before = HeapBytes();
  LiveDatabase database(Place::kMemory, {kPlain});
  database.Import("Item", rows, Fill);
  const double imported = HeapBytes();
  database.Subscribe("LIVE MANY Item { id, key, amount, price }", [](const Frame&) {});
  return {imported - before, HeapBytes() - imported};
}

// `measure(rows, add)` calls add(curve, bytes of them all).
template <typename Measure>
Case MakePartsCase(const std::string& engine, Measure measure) {
  Case added = CaseOf<W1>(engine);
  added.workload = added.data = "memory.parts";
  added.title = "what holds rows, one thing at a time";
  added.views.clear();
  added.checks_itself = true;  // There is nothing that could be wrong.
  added.run = [measure](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    Outcome outcome;
    outcome.scale = settings.scale;
    for (const std::int64_t count : Sizes(settings.scale)) {
      measure(RowsOf(count), [&](const char* curve, double bytes) {
        outcome.metrics.push_back(
            {PointMetric(curve, count), bytes / static_cast<double>(count)});
      });
    }
    return outcome;
  };
  return added;
}

}  // namespace

Case MemoryOfViewCase(const std::string& engine, std::unique_ptr<Engine<W1>> (*make)()) {
  return MakeViewCase(engine, make);
}

Case MemoryOfViewCase(const std::string& engine, std::unique_ptr<Evaluator<W1>> (*make)()) {
  return MakeViewCase(engine, make);
}

Case TypedMemoryOfPartsCase() {
  return MakePartsCase("typed", [](const std::vector<KeyedRow>& rows, const auto& add) {
    add("table_bytes", TableBytes(rows));
    add("join_bytes", JoinBytes(rows));
    add("maximum_bytes", MaximumBytes(rows));
  });
}

Case TreeqlMemoryOfPartsCase() {
  return MakePartsCase("treeql", [](const std::vector<KeyedRow>& rows, const auto& add) {
    const double written = WrittenBytes(rows, kPlain);
    add("written_bytes", written);
    add("index_bytes", WrittenBytes(rows, kIndexed) - written);
    const auto [imported, live] = ImportedAndLiveBytes(rows);
    add("imported_bytes", imported);
    add("live_bytes", live);
  });
}

}  // namespace cambium::bench
