// First how wide each column is, then the rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/table_text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "query/field_type.h"
#include "query/shell/terminal_text.h"

namespace cambium {
namespace {

constexpr const char* kStep = "  ";

// A column of a table: a scalar of the row, or of the one row in a slot of it.
struct Column {
  std::string label;
  std::optional<std::size_t> slot;  // The position of its select.
  const PlanColumn* scalar;
};

// Whether the slot's row has scalars alone, which then are columns of the outer row.
bool IsInline(const SelectPlan& select) { return select.is_one && select.selects.empty(); }

std::vector<Column> ColumnsOf(const SelectPlan& plan) {
  std::vector<Column> columns;
  for (const PlanMember& member : plan.members) {
    if (!member.is_select) {
      const PlanColumn& scalar = plan.scalars[member.position];
      columns.push_back({scalar.label, std::nullopt, &scalar});
      continue;
    }
    const SelectPlan& select = plan.selects[member.position];
    if (!IsInline(select)) continue;
    for (const PlanColumn& scalar : select.scalars) {
      columns.push_back({select.label + "." + scalar.label, member.position, &scalar});
    }
  }
  return columns;
}

// Null for a NULL, and for what an empty slot does not have.
ValueView ValueOf(const Column& column, const TreeNode& node) {
  if (!column.slot.has_value()) return node.row[column.scalar->column];
  const TreeList& list = node.lists[*column.slot];
  return list.empty() ? ValueView() : list[0].row[column.scalar->column];
}

std::string CellText(const Column& column, const TreeNode& node) {
  const ValueView value = ValueOf(column, node);
  return value.is_null() ? "NULL" : EscapeControls(PlainText(column.scalar->type, value));
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
    const Layout& layout = layouts_.at(&plan);
    if (!layout.columns.empty()) WriteHeader(layout, indent);
    for (const TreeNode& node : rows) {
      if (!layout.columns.empty()) WriteCells(layout, node, indent);
      WriteInner(node, indent + kStep + kStep);
    }
  }

  std::string Finish() { return std::move(out_); }

 private:
  struct Layout {
    std::vector<Column> columns;
    std::vector<std::size_t> widths;
  };

  void Measure(const SelectPlan& plan, const TreeList& rows) {
    const auto [place, is_new] = layouts_.try_emplace(&plan);
    Layout& layout = place->second;
    if (is_new) {
      layout.columns = ColumnsOf(plan);
      for (const Column& column : layout.columns) {
        layout.widths.push_back(DisplayWidth(column.label));
      }
    }
    for (const TreeNode& node : rows) {
      for (std::size_t i = 0; i < layout.columns.size(); ++i) {
        layout.widths[i] =
            std::max(layout.widths[i], DisplayWidth(CellText(layout.columns[i], node)));
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

  void WriteHeader(const Layout& layout, const std::string& indent) {
    std::string names = indent;
    std::string lines = indent;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      const Column& column = layout.columns[i];
      const std::string padding(layout.widths[i] - DisplayWidth(column.label), ' ');
      const std::string gap = i == 0 ? "" : kStep;
      const bool is_number = column.scalar->type.is_number();
      names += gap + (is_number ? padding + column.label : column.label + padding);
      lines += gap + std::string(layout.widths[i], '-');
    }
    Line(names, "1");
    Line(lines, "2");
  }

  void WriteCells(const Layout& layout, const TreeNode& node, const std::string& indent) {
    std::string line = indent;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      const Column& column = layout.columns[i];
      const std::string text = CellText(column, node);
      const std::string padding(layout.widths[i] - DisplayWidth(text), ' ');
      const bool is_dim = colours_ && ValueOf(column, node).is_null();
      const std::string shown = is_dim ? "\x1B[2m" + text + "\x1B[0m" : text;
      if (i > 0) line += kStep;
      line += column.scalar->type.is_number() ? padding + shown : shown + padding;
    }
    Line(line, "");
  }

  void WriteInner(const TreeNode& node, const std::string& indent) {
    for (std::size_t i = 0; i < node.lists.size(); ++i) {
      const SelectPlan& select = node.plan->selects[i];
      if (IsInline(select) && !node.plan->is_roots) continue;
      if (node.lists[i].empty()) {
        out_ += indent + select.label + ": (none)\n";
        continue;
      }
      out_ += indent + select.label + ":\n";
      WriteList(*PlanOf(node, i), node.lists[i], indent + kStep);
    }
  }

  void WriteRoots(const TreeNode& node, const std::string& indent) {
    for (const PlanColumn& scalar : node.plan->scalars) {
      const Column column{scalar.label, std::nullopt, &scalar};
      out_ += indent + scalar.label + ": " + CellText(column, node) + "\n";
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
  std::map<const SelectPlan*, Layout> layouts_;
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
