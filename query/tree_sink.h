// Who receives an answer operation by operation, instead of frame by frame.
//
// The operations are those of the delta protocol (docs/treeql.md): in order, each at the place
// that it has once those before it are done. The first frame comes as the insertions that lead
// from nothing to the whole answer, so a sink needs no second way to begin.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "query/frame.h"
#include "query/tree.h"

namespace cambium {

class TreeSink {
 public:
  virtual ~TreeSink() = default;

  // A frame: what comes before End() leads from version `frame.from` to `frame.to`, or, if it
  // IsWhole(), from nothing: then all that there was is gone.
  virtual void Begin(const Frame& frame) = 0;
  // A whole subtree into the list that `list` leads to.
  virtual void Insert(const Path& list, const PathKey& key, std::size_t at,
                      const TreeNode& node) = 0;
  virtual void Erase(const Path& list, const PathKey& key) = 0;
  virtual void Move(const Path& list, const PathKey& key, std::size_t at) = 0;
  // New values of a row.
  virtual void Set(const Path& row, std::span<const std::pair<PlanColumn, Value>> fields) = 0;
  // Another row in a slot, or none.
  virtual void Replace(const Path& slot, const TreeNode* node) = 0;
  virtual void End() = 0;
};

// Calls the sink for an open, reset or delta frame; the others change nothing.
void StreamFrame(const Frame& frame, TreeSink& sink);

}  // namespace cambium
