// What a participant of the benchmark implements: Engine or Evaluator.
//
// An *engine* keeps the answer up to date; the time until it is up to date is measured.
// An *evaluator* keeps only the tables and computes the answer from scratch when asked.
//
//     engine      Load   Transaction × n       Batch × m
//                 load_s tx_p50_us …           batch_changes_per_s
//     evaluator   Load   Apply, Evaluate at each checkpoint
//                 load_s         recompute_s
//
// Result is asked for after Load, after the transactions and after the batches, is never
// timed, and must equal the expected answer or no time of that engine is reported.
//
// A participant lives in a process of its own, is made there, and is called in this order.
// Its input outlives it and does not change, so it may keep references.
// It ends the process by Fail (bench/fail.h) when it cannot go on. To add one, write a
// file with a class and a function that makes it, and name the function in main.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "bench/checksum.h"
#include "bench/workload.h"

namespace cambium::bench {

template <typename WorkloadType>
class Engine {
 public:
  using Workload = WorkloadType;
  using Tables = typename Workload::Tables;
  using Change = typename Workload::Change;

  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  // Takes the tables and computes the first answer. Timed: load_s.
  virtual void Load(const Tables& tables) = 0;

  // Commits one change; the answer is up to date on return. Timed: tx_*.
  virtual void Transaction(const Change& change) = 0;

  // Commits the changes together, in order. Timed: batch_changes_per_s.
  virtual void Batch(std::span<const Change> changes) = 0;

  // Gives every row of every view of the workload to the sink.
  virtual void Result(ResultSink& sink) const = 0;

  // Whether the last transaction changed what a subscriber sees. Times are also reported
  // apart, as tx_hit_* and tx_miss_*, once an engine says no. Not timed.
  virtual bool changed_view() const { return true; }
};

template <typename WorkloadType>
class Evaluator {
 public:
  using Workload = WorkloadType;
  using Tables = typename Workload::Tables;
  using Change = typename Workload::Change;

  Evaluator() = default;
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;
  virtual ~Evaluator() = default;

  // Takes the tables and builds whatever indexes help. Timed: load_s.
  virtual void Load(const Tables& tables) = 0;

  // Changes the tables. Not timed.
  virtual void Apply(std::span<const Change> changes) = 0;

  // Computes the answer from the tables alone. Timed: recompute_s.
  virtual void Evaluate() = 0;

  // Gives every row of the last evaluation to the sink.
  virtual void Result(ResultSink& sink) const = 0;
};

}  // namespace cambium::bench
