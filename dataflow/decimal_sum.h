// The exact sum of weighted decimals, and how many there are.
//
//     12.50 twice, 0.125 once, 1 deleted      scale 0:  sum     -1, count -1
//                                             scale 2:  sum   2500, count  2
//                                             scale 3:  sum    125, count  1
//     total                                   24.125 at scale 3, the greatest that is there
//
// There is one sum for each scale, since a column mostly has one, and since the scale of the
// total then comes back with the decimals: once 0.125 is deleted the total is 24.00.
//
// Law: an Abelian group under Merge. Sums are a function of the decimals alone, so equal ones
// have equal bytes, and results depend neither on order nor on history. A total whose unscaled
// integer does not fit 64 bits is an overflow, and gives nothing; one that came back is fine.
//
// Cost: Add O(scales in use), of which there are 19 at most; no allocation while it is one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "dataflow/decimal.h"
#include "dataflow/int128.h"
#include "dataflow/weight.h"

namespace cambium {

class DecimalSum {
 public:
  void Add(const Decimal& decimal, Weight weight);
  void Merge(const DecimalSum& other);

  // Nothing is left. 1.0 and 1.00 are equal, so one may be deleted as the other: what then
  // stands at either scale is nothing together.
  bool empty() const {
    if (rest_.empty()) return least_.IsZero();
    return count() == 0 && UnscaledTotal() == Int128{0};
  }
  // The weight of all decimals together.
  Weight count() const;

  // At the greatest scale that is there.
  std::optional<Decimal> Total() const;
  // Total() / count(), which is not zero, rounded once: half away from zero, at the scale to
  // which Divide() of dataflow/decimal.h rounds, two digits more than the total and at least 6.
  std::optional<Decimal> Average() const;

  bool operator==(const DecimalSum&) const = default;

 private:
  struct Part {
    uint8_t scale = 0;
    Int128 sum = 0;  // Below 2^126: 2^63 copies of 2^63.
    Weight count = 0;

    bool IsZero() const { return sum == 0 && count == 0; }
    bool operator==(const Part&) const = default;
  };

  void AddPart(const Part& part);
  uint8_t greatest_scale() const { return rest_.empty() ? least_.scale : rest_.back().scale; }
  // At the greatest scale.
  std::optional<Int128> UnscaledTotal() const;

  // By scale, ascending; none has neither sum nor count, but the first one when there is none.
  Part least_;
  std::vector<Part> rest_;
};

}  // namespace cambium
