// What live queries are made of, what they keep, and what they have done.
//
// An instance is what queries of one shape share; an answer of it is what those see who ask for
// the same. Times are measured, all else follows from the statements alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cambium {

// An estimate: what a row and its place in an index take, without texts that are long.
inline constexpr std::size_t kBytesPerLiveRow = 96;

struct LiveOperatorStatistics {
  std::size_t id = 0;
  std::string name;
  std::uint64_t rows_in = 0;  // Since it came; the rows that stood then are not counted.
  std::uint64_t rows_out = 0;
  std::size_t state_rows = 0;
  std::size_t readers = 0;       // Operators that share it.
  std::int64_t visit_nanos = 0;  // Of a commit that reaches it, on average of some.
  std::size_t state_bytes() const { return state_rows * kBytesPerLiveRow; }
};

struct LiveInstanceStatistics {
  std::int64_t instance = 0;
  std::size_t subscribers = 0;
  std::size_t answers = 0;
  std::size_t held_rows = 0;  // By answers; those of operators are told there.
};

struct LiveSubscriptionStatistics {
  std::int64_t subscription = 0;
  std::int64_t instance = 0;
  std::size_t rows = 0;               // That its answer has now, at all levels.
  std::uint64_t frames = 0;           // That it was sent since the first.
  std::uint64_t ops = 0;              // In these.
  std::int64_t hydration_micros = 0;  // Until its first answer stood.
  // From the begin of a step to the frame that came of it, without the log.
  std::int64_t last_delta_nanos = 0;
  std::int64_t p99_delta_nanos = 0;  // Of all that share with it; up to twice too high.
};

struct LiveQueryStatistics {
  std::size_t node_count = 0;
  std::size_t hydrating = 0;   // That have begun and are not live yet.
  std::size_t held_rows = 0;   // By operators, answers and what can be asked for.
  std::size_t asked_rows = 0;  // Of these: rows of tables that can be asked for.
  std::vector<LiveOperatorStatistics> operators;          // In the order in which they came.
  std::vector<LiveInstanceStatistics> instances;          // By number.
  std::vector<LiveSubscriptionStatistics> subscriptions;  // By number.
};

}  // namespace cambium
