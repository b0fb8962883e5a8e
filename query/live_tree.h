// A client's copy of a live answer: whole with the first frame, then patched by deltas.
//
// Law: after the frames of a subscription up to version v, root() is the answer at v.
//
// Cost of an operation: the rows of the lists on its path are searched by key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "query/frame.h"

namespace cambium {

class LiveTree {
 public:
  // `frame` is the next of its subscription; one out of turn is a mistake in the program.
  void Apply(const Frame& frame);

  // Of a ONE or of roots the row, if there is one.
  const TreeList& root() const { return root_; }
  std::string Json() const { return AnswerJson(*plan_, root_); }
  std::uint64_t version() const { return version_; }

 private:
  std::shared_ptr<const SelectPlan> plan_;
  TreeList root_;
  std::uint64_t version_ = 0;
};

}  // namespace cambium
