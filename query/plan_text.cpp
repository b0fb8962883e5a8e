// Plans as text: for people, and for golden tests.
//
//     MANY Issue
//       row   [#4, #1, #2]
//       order 0 desc, 1
//       key   id = 1 Int
//       title = 2 Text
//       flow
//         scan Issue [#1, #2, #4]
//       comments:
//         MANY comments
//           …
//
// #3 is a column of the flows, 3 is a column of the row.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "query/plan.h"

namespace cambium {
namespace {

class Printer {
 public:
  explicit Printer(const ScanTexts& scans) : scans_(scans) {}

  std::string Take() { return std::move(text_); }

  void PrintSelect(const SelectPlan& plan, std::size_t depth) {
    depth_ = depth;
    if (plan.is_roots) {
      Line("roots");
    } else {
      Line((plan.is_one ? "ONE " : "MANY ") + plan.source);
    }
    depth_ = depth + 1;
    std::string row;
    for (const ColumnId column : plan.layout) {
      row += (row.empty() ? "#" : ", #") + std::to_string(column);
    }
    Line("row   [" + row + "]");
    if (plan.bucket_size > 0) Line("bucket " + std::to_string(plan.bucket_size));
    if (!plan.link.empty()) Line("link  " + NumbersText(plan.link));
    if (!plan.order.columns().empty()) Line("order " + OrderText(plan.order));
    for (const PlanColumn& key : plan.keys) Line("key   " + ColumnText(key));
    Line("flow");
    const std::string flow = FlowText(*plan.flow, scans_);
    for (std::size_t at = 0; at < flow.size();) {
      const std::size_t end = flow.find('\n', at);
      Line("  " + flow.substr(at, end - at));
      at = end + 1;
    }
    for (const PlanMember& member : plan.members) {
      if (!member.is_select) {
        Line(ColumnText(plan.scalars[member.position]));
        continue;
      }
      Line(plan.selects[member.position].label + ":");
      PrintSelect(plan.selects[member.position], depth + 2);
      depth_ = depth + 1;
    }
  }

 private:
  void Line(const std::string& line) { text_ += std::string(2 * depth_, ' ') + line + "\n"; }

  static std::string ColumnText(const PlanColumn& column) {
    return column.label + " = " + std::to_string(column.column) + " " + TypeText(column.type);
  }

  static std::string NumbersText(const std::vector<std::size_t>& numbers) {
    std::string text;
    for (const std::size_t number : numbers) {
      text += (text.empty() ? "" : ", ") + std::to_string(number);
    }
    return text;
  }

  static std::string OrderText(const RowOrder& order) {
    std::string text;
    for (const OrderColumn& column : order.columns()) {
      text += (text.empty() ? "" : ", ") + std::to_string(column.column);
      if (column.descending) text += " desc";
      if (column.nulls_first == column.descending) {
        text += column.nulls_first ? " nulls first" : " nulls last";
      }
    }
    return text;
  }

  const ScanTexts& scans_;
  std::string text_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string PlanText(const SelectPlan& plan, const ScanTexts& scans) {
  Printer printer(scans);
  printer.PrintSelect(plan, 0);
  return printer.Take();
}

}  // namespace cambium
