// From frames to calls.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree_sink.h"

namespace cambium {
namespace {

void StreamOp(const TreeOp& op, TreeSink& sink) {
  switch (op.kind) {
    case TreeOpKind::kInsert:
      return sink.Insert(op.path, op.key, op.at, *op.node);
    case TreeOpKind::kErase:
      return sink.Erase(op.path, op.key);
    case TreeOpKind::kSet:
      return sink.Set(op.path, op.fields);
    case TreeOpKind::kMove:
      return sink.Move(op.path, op.key, op.at);
    case TreeOpKind::kReplace:
      return sink.Replace(op.path, op.node.has_value() ? &*op.node : nullptr);
  }
}

void StreamWhole(const Frame& frame, TreeSink& sink) {
  const SelectPlan& plan = *frame.plan;
  if (plan.is_one || plan.is_roots) {
    return sink.Replace({}, frame.data.empty() ? nullptr : &frame.data[0]);
  }
  for (std::size_t i = 0; i < frame.data.size(); ++i) {
    sink.Insert({}, {&plan, frame.data[i].key()}, i, frame.data[i]);
  }
}

}  // namespace

void StreamFrame(const Frame& frame, TreeSink& sink) {
  if (!IsWhole(frame) && frame.kind != FrameKind::kDelta) return;
  sink.Begin(frame);
  if (IsWhole(frame)) StreamWhole(frame, sink);
  for (const TreeOp& op : frame.ops) StreamOp(op, sink);
  sink.End();
}

}  // namespace cambium
