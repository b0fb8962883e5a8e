// First how wide each column is, then the rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/table_text.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "query/field_type.h"
#include "query/shell/terminal_text.h"

namespace cambium {
namespace {

std::string CellText(const PlanColumn& scalar, const Row& row) {
  if (row[scalar.column].is_null()) return "NULL";
  return EscapeControls(PlainText(scalar.type, row[scalar.column]));
}

class TableWriter {
 public:
  TableWriter(const SelectPlan& plan, const TreeList& rows, bool colours) : colours_(colours) {
    Measure(plan, rows);
  }

  void WriteList(const SelectPlan& plan, const TreeList& rows, const std::string& indent) {
    if (rows.empty()) {
      out_ += indent + (plan.is_one ? "(no row)\n" : "(no rows)\n");
      return;
    }
    if (plan.is_roots) return WriteRoots(rows[0], indent);
    if (!plan.scalars.empty()) WriteHeader(plan, indent);
    for (const TreeNode& node : rows) {
      if (!plan.scalars.empty()) WriteCells(node, indent);
      WriteInner(node, indent + InnerIndent(plan));
    }
  }

  std::string Finish() { return std::move(out_); }

 private:
  void Measure(const SelectPlan& plan, const TreeList& rows) {
    std::vector<std::size_t>& widths = widths_[&plan];
    widths.resize(plan.scalars.size());
    for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(plan.scalars[i].label));
    }
    for (const TreeNode& node : rows) {
      for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
        widths[i] = std::max(widths[i], DisplayWidth(CellText(plan.scalars[i], node.row)));
      }
    }
    for (const TreeNode& node : rows) {
      for (std::size_t i = 0; i < plan.selects.size(); ++i) {
        Measure(*PlanOf(node, i), node.lists[i]);
      }
    }
  }

  // Rows of a RECURSE are of the plan that they repeat.
  static const SelectPlan* PlanOf(const TreeNode& node, std::size_t select) {
    const TreeList& list = node.lists[select];
    return list.empty() ? &node.plan->selects[select] : list[0].plan;
  }

  // Under the second column, or one step in.
  std::string InnerIndent(const SelectPlan& plan) const {
    const bool has_many = plan.scalars.size() > 1;
    return std::string(has_many ? widths_.at(&plan)[0] + 2 : 2, ' ');
  }

  void WriteHeader(const SelectPlan& plan, const std::string& indent) {
    const std::vector<std::size_t>& widths = widths_.at(&plan);
    std::string names = indent;
    std::string lines = indent;
    for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
      const PlanColumn& scalar = plan.scalars[i];
      const std::size_t padding = widths[i] - DisplayWidth(scalar.label);
      const std::string gap = i == 0 ? "" : "  ";
      names += gap + (scalar.type.is_number() ? std::string(padding, ' ') + scalar.label
                                              : scalar.label + std::string(padding, ' '));
      lines += gap + std::string(widths[i], '-');
    }
    Line(names, "1");
    Line(lines, "2");
  }

  void WriteCells(const TreeNode& node, const std::string& indent) {
    const std::vector<std::size_t>& widths = widths_.at(node.plan);
    std::string line = indent;
    for (std::size_t i = 0; i < node.plan->scalars.size(); ++i) {
      const PlanColumn& scalar = node.plan->scalars[i];
      const std::string text = CellText(scalar, node.row);
      const std::string padding(widths[i] - DisplayWidth(text), ' ');
      const bool is_null = node.row[scalar.column].is_null();
      const std::string shown = is_null && colours_ ? "\x1B[2m" + text + "\x1B[0m" : text;
      if (i > 0) line += "  ";
      line += scalar.type.is_number() ? padding + shown : shown + padding;
    }
    Line(line, "");
  }

  void WriteInner(const TreeNode& node, const std::string& indent) {
    for (std::size_t i = 0; i < node.lists.size(); ++i) {
      const std::string& label = node.plan->selects[i].label;
      if (node.lists[i].empty()) {
        out_ += indent + label + ": (none)\n";
        continue;
      }
      out_ += indent + label + ":\n";
      WriteList(*PlanOf(node, i), node.lists[i], indent + "  ");
    }
  }

  void WriteRoots(const TreeNode& node, const std::string& indent) {
    for (const PlanColumn& scalar : node.plan->scalars) {
      out_ += indent + scalar.label + ": " + CellText(scalar, node.row) + "\n";
    }
    WriteInner(node, indent);
  }

  // Without blanks at the end.
  void Line(const std::string& text, std::string_view colour) {
    const std::string_view shown =
        std::string_view(text).substr(0, text.find_last_not_of(' ') + 1);
    if (colours_ && !colour.empty()) {
      out_ += "\x1B[" + std::string(colour) + "m" + std::string(shown) + "\x1B[0m\n";
    } else {
      out_ += std::string(shown) + "\n";
    }
  }

  const bool colours_;
  std::map<const SelectPlan*, std::vector<std::size_t>> widths_;  // Of each select's columns.
  std::string out_;
};

}  // namespace

std::string TableText(const SelectPlan& plan, const TreeList& rows, bool colours) {
  const SelectPlan& shape = rows.empty() ? plan : *rows[0].plan;
  TableWriter writer(shape, rows, colours);
  writer.WriteList(shape, rows, "");
  return writer.Finish();
}

}  // namespace cambium
