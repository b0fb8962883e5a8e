// Frames and answers as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "query/frame.h"

#include "query/field_type.h"

namespace cambium {
namespace {

// Puts commas between the members of one object or array.
class Joiner {
 public:
  Joiner(std::string& out, char open, char close) : out_(out), close_(close) { out_ += open; }
  Joiner(const Joiner&) = delete;
  Joiner& operator=(const Joiner&) = delete;
  ~Joiner() { out_ += close_; }
  std::string& Next() {
    if (!first_) out_ += ',';
    first_ = false;
    return out_;
  }
  std::string& Member(std::string_view label) { return Next() += JsonText(label) + ":"; }

 private:
  std::string& out_;
  char close_;
  bool first_ = true;
};

// One key column is a scalar, several are an array.
void AppendKey(const SelectPlan& plan, const Row& key, std::string& out) {
  if (plan.keys.size() == 1) {
    out += JsonOf(plan.keys[0].type, key[0]);
    return;
  }
  Joiner array(out, '[', ']');
  for (std::size_t i = 0; i < plan.keys.size(); ++i) {
    array.Next() += JsonOf(plan.keys[i].type, key[i]);
  }
}

void AppendList(const TreeList& list, bool with_keys, std::string& out);

void AppendMembers(const TreeNode& node, bool with_keys, Joiner& object);

// A row of a list carries its key, one in a slot has none to be found by.
void AppendNode(const TreeNode& node, bool with_keys, std::string& out) {
  const SelectPlan& plan = *node.plan;
  Joiner object(out, '{', '}');
  const bool in_slot = plan.is_one || plan.is_roots;
  if (with_keys && !in_slot) AppendKey(plan, node.key(), object.Member("$k"));
  AppendMembers(node, with_keys, object);
}

// What stands in a slot or a list.
void AppendRows(const SelectPlan& plan, const TreeList& rows, bool with_keys,
                std::string& out) {
  if (!plan.is_one && !plan.is_roots) return AppendList(rows, with_keys, out);
  if (rows.empty()) {
    out += "null";
  } else {
    AppendNode(rows[0], with_keys, out);
  }
}

void AppendMembers(const TreeNode& node, bool with_keys, Joiner& object) {
  const SelectPlan& plan = *node.plan;
  for (const PlanMember& member : plan.members) {
    if (member.is_select) {
      const SelectPlan& select = plan.selects[member.position];
      AppendRows(select, node.lists[member.position], with_keys, object.Member(select.label));
    } else {
      const PlanColumn& scalar = plan.scalars[member.position];
      object.Member(scalar.label) += JsonOf(scalar.type, node.row[scalar.column]);
    }
  }
}

void AppendList(const TreeList& list, bool with_keys, std::string& out) {
  Joiner array(out, '[', ']');
  for (const TreeNode& node : list) AppendNode(node, with_keys, array.Next());
}

void AppendPath(const Path& path, std::string& out) {
  Joiner array(out, '[', ']');
  for (const PathStep& step : path) {
    if (const auto* row = std::get_if<PathKey>(&step)) {
      AppendKey(*row->plan, row->key, array.Next());
    } else {
      array.Next() += JsonText(std::get<std::string>(step));
    }
  }
}

void AppendOp(const TreeOp& op, std::string& out) {
  constexpr std::string_view kLetters[] = {"+", "-", "=", "^", "*"};
  Joiner array(out, '[', ']');
  array.Next() += JsonText(kLetters[static_cast<std::size_t>(op.kind)]);
  AppendPath(op.path, array.Next());
  if (op.kind == TreeOpKind::kSet) {
    Joiner fields(array.Next(), '{', '}');
    for (const auto& [scalar, value] : op.fields) {
      fields.Member(scalar.label) += JsonOf(scalar.type, value);
    }
    return;
  }
  if (op.kind == TreeOpKind::kReplace) {
    if (op.node.has_value()) {
      AppendNode(*op.node, true, array.Next());
    } else {
      array.Next() += "null";
    }
    return;
  }
  AppendKey(*op.key.plan, op.key.key, array.Next());
  if (op.kind == TreeOpKind::kErase) return;
  array.Next() += std::to_string(op.at);
  if (op.node.has_value()) AppendNode(*op.node, true, array.Next());
}

void AppendShape(const SelectPlan& plan, std::string& out) {
  Joiner object(out, '{', '}');
  object.Member("card") += JsonText(plan.is_roots ? "ROOTS" : plan.is_one ? "ONE" : "MANY");
  if (!plan.is_roots) {
    Joiner keys(object.Member("key"), '[', ']');
    for (const PlanColumn& key : plan.keys) keys.Next() += JsonText(key.label);
  }
  if (plan.recurses) {
    object.Member("recurse") += "1";
    return;
  }
  if (plan.selects.empty()) return;
  Joiner kids(object.Member("kids"), '{', '}');
  for (const SelectPlan& select : plan.selects) AppendShape(select, kids.Member(select.label));
}

}  // namespace

std::string FrameJson(const Frame& frame) {
  constexpr std::string_view kNames[] = {"open", "delta", "preview", "error", "end", "reset"};
  std::string out;
  {
    Joiner object(out, '{', '}');
    object.Member("sub") += std::to_string(frame.subscription);
    object.Member("t") += JsonText(kNames[static_cast<std::size_t>(frame.kind)]);
    if (frame.kind == FrameKind::kOpen) {
      object.Member("v") += std::to_string(frame.to);
      AppendShape(*frame.plan, object.Member("shape"));
      AppendRows(*frame.plan, frame.data, true, object.Member("data"));
    } else if (frame.kind == FrameKind::kReset) {
      object.Member("v") += std::to_string(frame.to);
      object.Member("why") += JsonText(frame.why);
      AppendRows(*frame.plan, frame.data, true, object.Member("data"));
    } else if (frame.kind == FrameKind::kDelta || frame.kind == FrameKind::kPreview) {
      object.Member("from") += std::to_string(frame.from);
      if (frame.kind == FrameKind::kDelta) object.Member("to") += std::to_string(frame.to);
      Joiner ops(object.Member("ops"), '[', ']');
      for (const TreeOp& op : frame.ops) AppendOp(op, ops.Next());
    } else if (frame.kind == FrameKind::kError) {
      object.Member("code") += JsonText(absl::StatusCodeToString(frame.error.code()));
      object.Member("msg") += JsonText(std::string(frame.error.message()));
    }
  }
  return out;
}

std::string AnswerJson(const SelectPlan& plan, const TreeList& list) {
  std::string out;
  AppendRows(plan, list, false, out);
  return out;
}

}  // namespace cambium
