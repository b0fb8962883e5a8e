// Whether rows that go to unique indexes leave each value to one subject.
//
//     + 'ada' ‖ 7   − 'ada' ‖ 3      fits: 3 gives away what 7 takes
//     + 'ada' ‖ 7                    is refused while the view has 'ada' ‖ 3
//
// Law: accepts just what leaves no two rows of an index with equal values, on top of the view.
// Cost: a look into the view for each value that comes; memory of the rows of one value.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "lsm/commit.h"
#include "lsm/store_view.h"

namespace cambium {

class UniqueCheck {
 public:
  // Without a view the rows must only fit to each other.
  explicit UniqueCheck(std::shared_ptr<const StoreView> view) : view_(std::move(view)) {}

  // The next row that is written to an index, or deleted from it; they ascend by run and
  // subject. AlreadyExists when it does not fit to those before it or to the view; it may be
  // said only at the next value, or at the end.
  absl::Status Next(const Write& write);
  absl::Status End();

 private:
  absl::Status Taken() const;

  const std::shared_ptr<const StoreView> view_;
  // The value that the last rows have, and what they do to it.
  RunKey run_;
  std::string value_;  // Its key; empty before the first.
  bool comes_ = false;
  std::vector<std::string> gone_;  // Rows that are deleted.
};

}  // namespace cambium
