// One flow graph and one assembler, and all who are answered by them.
//
//     plan  MANY Issue … asked for by (project, status)
//     (5, 0)  subscribers 1, 4, 9
//     (6, 0)  subscriber 2
//
// Queries that differ only in what they ask for share an instance; equal queries share what is
// asked for too. The instance of a query that is no template has one answer, asked for by
// nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/asked_rows.h"
#include "query/assembler.h"
#include "query/delta_times.h"
#include "query/plan.h"
#include "query/time_rows.h"

namespace cambium {

struct LiveInstance {
  explicit LiveInstance(std::shared_ptr<const SelectPlan> its_plan)
      : plan(std::move(its_plan)), assembler(*plan) {
    query.instance = this;
  }
  LiveInstance(const LiveInstance&) = delete;
  LiveInstance& operator=(const LiveInstance&) = delete;

  bool is_template() const { return plan->bucket_size > 0; }

  std::int64_t number = 0;
  std::shared_ptr<const std::string>
      identity;  // By which others find it; null if nobody shall.
  const std::shared_ptr<const SelectPlan> plan;
  // Of one that follows the time and began by itself; others have that of all.
  std::optional<LiveClock> clock;
  RoutedQuery query;  // Of the plan, which outlives it.
  Assembler assembler;
  // By what they ask for; none is empty.
  absl::flat_hash_map<Row, std::vector<std::int64_t>> subscribers;
  DeltaTimes times;
};

struct LiveSubscriber {
  LiveInstance* instance = nullptr;
  Row asked;
  std::shared_ptr<const SelectPlan> plan;  // What its trees refer to: that of its first frame.
  std::uint64_t version = 0;               // What it has seen.
  std::uint64_t frames = 0;                // That it was sent since the first.
  std::uint64_t ops = 0;                   // In these.
  // Up to an hour, and four seconds: there may be many of these.
  std::uint32_t hydration_micros = 0;
  std::uint32_t last_delta_nanos = 0;
};

}  // namespace cambium
