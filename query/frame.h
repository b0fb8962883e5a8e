// What a subscriber receives: the answer as it stands, then what each commit changed.
//
//     open   the whole answer at one version
//     delta  the operations that lead from one version to another
//     preview  what a commit would have changed, and nothing has
//     reset  the whole answer again, since the schema that it rests on has changed, or since
//            too many operations waited for the subscriber
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

enum class FrameKind { kOpen, kDelta, kPreview, kError, kEnd, kReset };

struct Frame {
  FrameKind kind = FrameKind::kOpen;
  std::int64_t subscription = 0;
  std::shared_ptr<const SelectPlan> plan;  // What labels and types the trees refer to.
  std::uint64_t from = 0;                  // kDelta: the version that the subscriber has seen
  std::uint64_t to = 0;     // kOpen, kDelta, kReset: the version that it sees now
  std::string why;          // kReset: "schema", "import" or "lag"
  TreeList data;            // kOpen, kReset
  std::vector<TreeOp> ops;  // kDelta
  absl::Status error;       // kError
};

// Whether it has the whole answer, whatever came before it.
inline bool IsWhole(const Frame& frame) {
  return frame.kind == FrameKind::kOpen || frame.kind == FrameKind::kReset;
}

std::string FrameJson(const Frame& frame);

// The answer alone, as a one-shot query prints it: without row keys.
std::string AnswerJson(const SelectPlan& plan, const TreeList& list);

}  // namespace cambium
