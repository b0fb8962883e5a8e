// Who takes part in what: the engines by workload, as main.cpp lists them.
//
// A *case* is one engine on one workload: everything that the harness needs to run it in a
// child process. Adding an engine for W1 also adds it to W8, which is W1 at other sizes.
// The order of the first mention is the order of every report.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/engine.h"
#include "bench/generator/generator.h"
#include "bench/harness/input.h"
#include "bench/harness/measure.h"
#include "bench/harness/outcome.h"

namespace cambium::bench {

// What a session says to each of its runs.
struct RunSettings {
  std::string folder;  // Of the files of the workload's data.
  Clocks clocks = Clocks::kWall;
  int scale = 1;  // For what is not read from files: by how much it is smaller.
};

struct Case {
  std::string engine;
  std::string workload;  // "W2.reach"
  std::string title;     // What the workload computes.
  std::string data;      // "W2": whose files it reads and whose answers it gives.
  // What it must answer, see Check. None: nothing of it is on file.
  std::vector<std::string> views;
  // Runs in the calling process.
  std::function<absl::StatusOr<Outcome>(const RunSettings& settings)> run;
  // It ends by Fail when an answer is wrong, and has none that others give as well.
  bool checks_itself = false;
};

// An engine that could not be built, and why.
struct Absence {
  std::string engine;
  std::string reason;
};

// What an engine has no means for, and why.
struct Refusal {
  std::string engine;
  std::vector<std::string> workloads;  // Families, as W2.
  std::string reason;
};

// The sizes of W8, in orders.
inline constexpr int64_t kGrowthSizes[] = {1'000, 10'000, 100'000, 1'000'000, 10'000'000};

class Catalog {
 public:
  // `make` returns a unique_ptr to an Engine or an Evaluator of some workload.
  template <typename Participant>
  void Add(const std::string& engine, std::unique_ptr<Participant> (*make)());

  // For workloads that are run in a way of their own.
  void AddCase(Case added) { cases_.push_back(std::move(added)); }

  void AddAbsent(const std::string& engine, const std::string& reason) {
    absent_.push_back({engine, reason});
  }

  void AddRefusal(Refusal refusal) { refusals_.push_back(std::move(refusal)); }

  const std::vector<Case>& cases() const { return cases_; }
  const std::vector<Absence>& absent() const { return absent_; }
  const std::vector<Refusal>& refusals() const { return refusals_; }

  // Without repetition, in the order of the first mention. Engines include absent ones.
  std::vector<std::string> Engines() const;
  std::vector<std::string> Workloads() const;

  // The workloads that a name on the command line means: itself, or all of its family, as
  // in W2 for W2.reach and the rest. Empty if nothing has that name.
  std::vector<std::string> WorkloadsNamed(std::string_view name) const;

  // Null if the engine does not take part in the workload.
  const Case* Find(std::string_view engine, std::string_view workload) const;

 private:
  std::vector<Case> cases_;
  std::vector<Absence> absent_;
  std::vector<Refusal> refusals_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename Workload>
Case CaseOf(const std::string& engine) {
  const std::string name(Workload::kName);
  return {.engine = engine,
          .workload = name,
          .title = std::string(Workload::kTitle),
          .data = name.substr(0, name.find('.')),
          .views = {Workload::kViews.begin(), Workload::kViews.end()},
          .run = nullptr,
          .checks_itself = false};
}

template <typename Participant>
void Catalog::Add(const std::string& engine, std::unique_ptr<Participant> (*make)()) {
  using Workload = typename Participant::Workload;
  Case added = CaseOf<Workload>(engine);
  added.run = [make](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    const auto input = ReadInput<typename Workload::Input>(settings.folder);
    if (!input.ok()) return input.status();
    return Measure(*make(), *input, settings.clocks);
  };
  AddCase(added);
  if constexpr (std::is_same_v<Workload, W1>) {
    for (const int64_t orders : kGrowthSizes) {
      added.workload = added.data = "W8." + std::to_string(orders);
      added.title = "W1's rollup over " + std::to_string(orders) + " orders";
      added.run = [make, orders](const RunSettings& settings) {
        const W1Input input = GenerateGrowth(orders);
        Outcome outcome = Measure(*make(), input, settings.clocks);
        // Each size has answers of its own, so there is no other scale.
        outcome.scale = 1;
        return outcome;
      };
      AddCase(added);
    }
  }
}

}  // namespace cambium::bench
