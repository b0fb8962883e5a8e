// The checksum that decides whether an engine's answer is right.
//
// A row is hashed column by column, h = Mix(h ^ column) from h = 0, and a view's hash is
// the wrapping sum over its rows. So the order of the rows does not matter, the order of
// the columns does, and a row that appears twice counts twice: two bags of rows have the
// same (hash, rows) exactly when they are equal, but for chance.
//
// Cost: O(1) memory, about a nanosecond a column. Nothing here is timed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace cambium::bench {

inline constexpr uint64_t kGoldenGamma = 0x9E3779B97F4A7C15;

// A bijection of 64-bit words: the finaliser of splitmix64.
constexpr uint64_t Finalise(uint64_t word) {
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

constexpr uint64_t Mix(uint64_t word) { return Finalise(word + kGoldenGamma); }

constexpr uint64_t HashRow(std::initializer_list<int64_t> columns) {
  uint64_t hash = 0;
  for (const int64_t column : columns) hash = Mix(hash ^ static_cast<uint64_t>(column));
  return hash;
}

struct Checksum {
  uint64_t hash = 0;
  int64_t rows = 0;

  void Add(std::initializer_list<int64_t> columns) {
    hash += HashRow(columns);
    ++rows;
  }
  bool operator==(const Checksum&) const = default;
};

// Receives the rows of a result, view by view. A workload with one view calls it "".
class ResultSink {
 public:
  // Stays valid as long as the sink. A view with no rows must be named all the same.
  Checksum& View(std::string_view name) { return views_[std::string(name)]; }

  const std::map<std::string, Checksum, std::less<>>& views() const { return views_; }

 private:
  std::map<std::string, Checksum, std::less<>> views_;
};

}  // namespace cambium::bench
