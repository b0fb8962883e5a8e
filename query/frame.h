// What a subscriber receives: the answer as it stands, then what each commit changed.
//
//     open   the whole answer at one version
//     delta  the operations that lead from one version to another
//     reset  the whole answer anew, in the place of what was seen before
//     preview  what a commit would have changed, and nothing has
//     error  the query failed, and nothing follows
//     end    the subscription was stopped, and nothing follows
//
// FrameJson() prints one as docs/treeql.md says; printing depends on nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "query/tree.h"

namespace cambium {

enum class FrameKind { kOpen, kDelta, kReset, kPreview, kError, kEnd };

struct Frame {
  FrameKind kind = FrameKind::kOpen;
  std::int64_t subscription = 0;
  std::shared_ptr<const SelectPlan> plan;  // What labels and types the trees refer to.
  std::uint64_t from = 0;                  // kDelta: the version that the subscriber has seen
  std::uint64_t to = 0;     // kOpen, kDelta and kReset: the version that it sees now
  TreeList data;            // kOpen and kReset
  std::string why;          // kReset: "lag"
  std::vector<TreeOp> ops;  // kDelta
  absl::Status error;       // kError
};

std::string FrameJson(const Frame& frame);

// The answer alone, as a one-shot query prints it: without row keys.
std::string AnswerJson(const SelectPlan& plan, const TreeList& list);

}  // namespace cambium
