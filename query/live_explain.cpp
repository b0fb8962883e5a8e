// The plan of a query as it is kept live: what each flow's operators have done and keep.
//
//     filter (#1 > 5)                  <- rows in 12, out 3
//       scan Issue [#1, #2] …          <- rows out 12; index of Issue: 4000 rows, of 3 inputs
//     live: 3 subscriptions to 2 answers, 40 rows
//
// Rows are counted since the query began; those that stood then are not.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include "query/live_queries.h"
#include "query/plan_identity.h"
#include "query/words.h"

namespace cambium {
namespace {

// `nodes`: those of one flow, the last of which gives its rows.
std::string NodesText(const std::vector<NodeStatistics>& nodes) {
  std::string text = "rows in " + std::to_string(nodes.back().entries_in) + ", out " +
                     std::to_string(nodes.back().entries_out);
  for (const NodeStatistics& node : nodes) {
    if (node.state_rows == 0) continue;
    text += "; " + node.name + ": " + Counted(node.state_rows, "row") + ", about " +
            Counted(node.state_rows * kBytesPerLiveRow, "byte");
    if (node.readers > 1) text += ", shared by " + Counted(node.readers, "operator");
  }
  return text;
}

}  // namespace

const LiveInstance* LiveQueries::FindEqual(const LivePlan& plan) const {
  if (const LiveInstance* standing = Standing(plan)) return standing;
  const std::string identity = PlanIdentity(*plan.plan);
  const auto found = std::find_if(instances_.begin(), instances_.end(), [&](const auto& each) {
    return PlanIdentity(*each.second->plan) == identity;
  });
  return found == instances_.end() ? nullptr : found->second.get();
}

std::optional<std::string> LiveQueries::Explain(const LivePlan& plan) const {
  const LiveInstance* instance = FindEqual(plan);
  if (instance == nullptr) return std::nullopt;
  const std::vector<NodeStatistics> all = graph_.Statistics();
  const auto behind = [&all](std::size_t id) {
    return std::upper_bound(
        all.begin(), all.end(), id,
        [](std::size_t wanted, const NodeStatistics& node) { return wanted < node.id; });
  };
  ScanTexts texts;
  std::optional<std::size_t> last;  // The last node of the flows so far.
  for (const FlowNodes& flow : instance->query.nodes.flows) {
    const auto end = behind(flow.last);
    const auto begin = last.has_value() ? behind(*last) : end - 1;
    if (!last.has_value() || *last < flow.last) last = flow.last;
    if (begin >= end) continue;  // It has the rows of another flow.
    texts[flow.flow] =
        FlowLine(*flow.flow) + "  <- " + NodesText(std::vector<NodeStatistics>(begin, end));
  }
  std::size_t subscribers = 0;
  for (const auto& [asked, ids] : instance->subscribers) subscribers += ids.size();
  std::string text = PlanText(*instance->plan, texts) +
                     "live: " + Counted(subscribers, "subscription") + " to " +
                     Counted(instance->subscribers.size(), "answer") + ", " +
                     Counted(instance->assembler.held_count(), "row") + "\n";
  for (const TableInput& input : instance->query.nodes.inputs) {
    if (input.asked.empty()) continue;
    const InputRouter::Shelved shelf = router_.ShelfOf(input);
    text += "asked for: " + Counted(shelf.rows, "row") + ", about " +
            Counted(shelf.rows * kBytesPerLiveRow, "byte") + ", shared by " +
            Counted(shelf.users, "input") + "\n";
  }
  return text;
}

}  // namespace cambium
