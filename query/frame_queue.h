// The frames that wait for one subscriber: in order, and never more than so many operations.
//
//     pushed     open 3    delta 3→4    delta 4→5    preview    delta 5→6
//     taken      open 3    delta 3→5                 preview    delta 5→6
//
// Deltas that follow each other can become one. Operations apply in turn, so theirs, one behind
// the other, lead exactly from the first version to the last. New values of a row whose new
// values wait already go to those, so that a counter is one operation however often it counts.
//
// A queue that would hold more operations than it may drops them all and *lags*: it takes
// nothing in until it is given the whole answer, as a reset frame, from which on it goes on.
// One frame may always wait, however large, since whoever made it had room for it; of whole
// answers no more than two do.
//
// Law: what is taken folds to the same tree as what was pushed.
//
// Cost: of a frame, its operations; of one operation, its rows.
//
// Not safe for concurrent use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/frame.h"

namespace cambium {

class FrameQueue {
 public:
  // `merges`: deltas that follow each other become one.
  FrameQueue(std::size_t max_operations, bool merges)
      : max_operations_(max_operations), merges_(merges) {}

  // False if the frame is not kept: it made the queue lag, or found it lagging.
  bool Push(Frame frame);
  // The oldest.
  std::optional<Frame> Take();
  void Clear();

  bool empty() const { return frames_.empty(); }
  // Whether it wants the whole answer.
  bool lags() const { return lags_; }
  // Operations that wait, each with the rows below it. A whole answer is none.
  std::size_t operation_count() const { return operation_count_; }

 private:
  void Add(Frame frame);
  // To the operations of the last frame.
  void Append(std::vector<TreeOp> ops, std::vector<TreeOp>& last);

  const std::size_t max_operations_;
  const bool merges_;
  std::list<Frame> frames_;  // Which takes nothing while it is empty.
  std::size_t operation_count_ = 0;
  bool lags_ = false;
  bool has_opened_ = false;  // An open frame was taken.
  // Where in the last frame the new values of a row stand, by the hash of its path. A row that
  // came, went or was replaced since is another one, so then it is empty.
  absl::flat_hash_map<std::size_t, std::size_t> latest_sets_;
};

}  // namespace cambium
