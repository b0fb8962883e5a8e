// Commits of growing size, for engines and for evaluators.
// SPDX-License-Identifier: Apache-2.0
#include "bench/curves/delta.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "bench/harness/curves.h"

namespace cambium::bench {
namespace {

constexpr std::size_t kMostCommits = 101;
constexpr std::size_t kRowsOfAStep = 20'000;
// SQLite takes half a second for one.
constexpr std::size_t kEvaluations = 3;

double CommitMicros(Engine<W1>& engine, const std::vector<W1Change>& changes) {
  const Stopwatch stopwatch;
  if (changes.size() == 1) {
    engine.Transaction(changes.front());
  } else {
    engine.Batch(changes);
  }
  return stopwatch.Seconds() * 1e6;
}

void RunStep(const DeltaStep& step, Engine<W1>& engine, OrderUpdates& updates,
             Recorder<W1>& recorder) {
  std::vector<double> us;
  for (std::size_t i = 0; i < step.commits; ++i) {
    us.push_back(CommitMicros(engine, updates.Next(step.rows)));
  }
  recorder.Add(PointMetric("commit_us", static_cast<std::int64_t>(step.rows)),
               SpreadOf(std::move(us)).median);
}

void RunStep(const DeltaStep& step, Evaluator<W1>& evaluator, OrderUpdates& updates,
             Recorder<W1>& recorder) {
  std::vector<double> us;
  for (std::size_t i = 0; i < step.commits; ++i) {
    evaluator.Apply(updates.Next(step.rows));
    if (i + kEvaluations < step.commits) continue;
    const Stopwatch stopwatch;
    evaluator.Evaluate();
    us.push_back(stopwatch.Seconds() * 1e6);
  }
  recorder.Add(PointMetric("recompute_us", static_cast<std::int64_t>(step.rows)),
               SpreadOf(std::move(us)).median);
}

template <typename Participant>
Case MakeCase(const std::string& engine, std::unique_ptr<Participant> (*make)()) {
  Case added = CaseOf<W1>(engine);
  added.workload = "delta";
  added.title = "W1's rollup after commits that change more and more orders";
  added.views.clear();
  added.run = [make](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    const absl::StatusOr<W1Input> input = ReadInput<W1Input>(settings.folder);
    if (!input.ok()) return input.status();
    Recorder<W1> recorder(*input);
    const std::unique_ptr<Participant> participant = make();
    participant->Load(input->tables);
    OrderUpdates updates(input->tables.orders);
    for (const DeltaStep& step : DeltaSteps(input->tables.orders.size())) {
      RunStep(step, *participant, updates, recorder);
      recorder.AddChecks("rows_" + std::to_string(step.rows), *participant);
    }
    return recorder.outcome();
  };
  return added;
}

}  // namespace

std::vector<DeltaStep> DeltaSteps(std::size_t orders) {
  std::vector<DeltaStep> steps;
  for (std::size_t rows = 1; rows <= orders; rows *= 10) {
    const std::size_t commits = std::clamp<std::size_t>(kRowsOfAStep / rows, 1, kMostCommits);
    steps.push_back({rows, commits | 1});
  }
  return steps;
}

std::vector<W1Change> OrderUpdates::Next(std::size_t rows) {
  std::vector<W1Change> changes;
  changes.reserve(rows);
  for (std::size_t i = 0; i < std::min(rows, orders_.size()); ++i) {
    // The front of a random permutation, so that none comes twice.
    std::swap(orders_[i], orders_[i + random_.Position(orders_.size() - i)]);
    W1Order& order = orders_[i];
    const W1Order before = order;
    order.status = random_.Int32Below(kW1Statuses);
    // Another amount than before, so that the row does change.
    order.cents = before.cents + 1 + random_.Int32Below(1'000);
    changes.push_back({W1Op::kUpdate, order.id, order.customer, order.status, order.cents,
                       before.customer, before.status, before.cents});
  }
  return changes;
}

Case DeltaCase(const std::string& engine, std::unique_ptr<Engine<W1>> (*make)()) {
  return MakeCase(engine, make);
}

Case DeltaCase(const std::string& engine, std::unique_ptr<Evaluator<W1>> (*make)()) {
  return MakeCase(engine, make);
}

}  // namespace cambium::bench
