// W1 in TreeQL: a live query that groups over a reference.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <span>
#include <vector>

#include "bench/treeql/keyed_rows.h"
#include "bench/treeql/live_database.h"
#include "bench/treeql/tables.h"
#include "bench/treeql/treeql.h"

namespace cambium::bench {
namespace {

constexpr const char* kPut =
    "UPSERT Order { id: $id, customer: $customer, status: $status, cents: $cents }";
constexpr const char* kRemove = "DELETE Order WHERE id = $id";

class TreeqlW1 final : public Engine<W1> {
 public:
  explicit TreeqlW1(Place place) : database_(place, kW1Declarations) {}

  void Load(const W1Tables& tables) override {
    ImportTables(tables, database_.database());
    database_.Subscribe(Live(kW1Rollup), [this](const Frame& frame) { groups_.Apply(frame); });
  }

  void Transaction(const W1Change& change) override {
    ExpectOk(Write(change, [](const Prepared& statement, std::span<const Value> values) {
      return statement.ExecuteWith(values).status();
    }));
  }

  void Batch(std::span<const W1Change> changes) override {
    database_.Transact([&](OpenTransaction& transaction) {
      for (const W1Change& change : changes) {
        const absl::Status status =
            Write(change, [&](const Prepared& statement, std::span<const Value> values) {
              return transaction.ExecuteWith(statement, values).status();
            });
        if (!status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }

  void Result(ResultSink& sink) const override {
    groups_.Report({"tier", "status", "n", "sum", "least", "most"}, sink.View(""));
  }

 private:
  // `run(statement, values)` is one of the two ways to run it.
  template <typename Run>
  absl::Status Write(const W1Change& change, Run run) {
    const Value id = Value::Int(change.id);
    if (!change.has_after()) return run(remove_, std::span(&id, 1));
    const W1Order row = change.after();
    const Value values[] = {id, Value::Int(row.customer), Value::Int(row.status),
                            Value::Int(row.cents)};
    return run(put_, values);
  }

  LiveDatabase database_;
  const Prepared put_ = database_.Prepare(kPut);
  const Prepared remove_ = database_.Prepare(kRemove);
  KeyedRows groups_;
};

}  // namespace

std::unique_ptr<Engine<W1>> MakeTreeqlW1() {
  return std::make_unique<TreeqlW1>(Place::kMemory);
}
std::unique_ptr<Engine<W1>> MakeTreeqlDurableW1() {
  return std::make_unique<TreeqlW1>(Place::kFolder);
}

}  // namespace cambium::bench
