// Numbering flows, and printing them.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan_graph.h"

#include <map>
#include <vector>

#include "query/field_type.h"

namespace cambium {
namespace {

// Flows with their numbers, inputs first.
class Numbered {
 public:
  explicit Numbered(const SelectPlan& plan) { Add(plan); }

  const std::vector<const Flow*>& flows() const { return flows_; }
  std::size_t Of(const Flow& flow) const { return numbers_.at(&flow); }
  std::vector<std::size_t> InputsOf(const Flow& flow) const {
    std::vector<std::size_t> inputs;
    for (const Flow* input : {flow.left.get(), flow.right.get()}) {
      if (input != nullptr) inputs.push_back(Of(*input));
    }
    return inputs;
  }

 private:
  void Add(const SelectPlan& plan) {
    if (plan.repeats) return;
    Add(*plan.flow);
    for (const SelectPlan& select : plan.selects) Add(select);
  }
  void Add(const Flow& flow) {
    if (numbers_.count(&flow) != 0) return;
    if (flow.left != nullptr) Add(*flow.left);
    if (flow.right != nullptr) Add(*flow.right);
    flows_.push_back(&flow);
    numbers_[&flow] = flows_.size();
  }

  std::vector<const Flow*> flows_;
  std::map<const Flow*, std::size_t> numbers_;  // looked up only
};

const char* CardOf(const SelectPlan& plan) {
  if (plan.is_roots) return "ROOTS";
  return plan.is_one ? "ONE" : "MANY";
}

std::string SelectJson(const SelectPlan& plan, const Numbered& flows) {
  if (plan.repeats) return "{\"repeats\":" + JsonText(plan.label) + "}";
  std::string kids;
  for (const SelectPlan& select : plan.selects) {
    kids += (kids.empty() ? "" : ",") + SelectJson(select, flows);
  }
  return "{\"label\":" + JsonText(plan.label) + ",\"source\":" + JsonText(plan.source) +
         ",\"card\":\"" + CardOf(plan) + "\",\"flow\":" + std::to_string(flows.Of(*plan.flow)) +
         ",\"kids\":[" + kids + "]}";
}

// Boxes of a select and of what is nested in it; gives the number of its own.
std::size_t AppendSelect(const SelectPlan& plan, const Numbered& flows, std::size_t& count,
                         std::string& out) {
  const std::size_t self = ++count;
  const std::string name = "s" + std::to_string(self);
  const std::string label = plan.label.empty() ? plan.source : plan.label;
  out += "  " + name +
         " [shape=box, label=" + JsonText(CardOf(plan) + (label.empty() ? "" : " " + label)) +
         "];\n";
  out += "  f" + std::to_string(flows.Of(*plan.flow)) + " -> " + name + ";\n";
  for (const SelectPlan& select : plan.selects) {
    if (select.repeats) continue;
    const std::size_t nested = AppendSelect(select, flows, count, out);
    out += "  s" + std::to_string(nested) + " -> " + name + " [style=dashed];\n";
  }
  return self;
}

}  // namespace

std::string PlanJson(const SelectPlan& plan) {
  const Numbered flows(plan);
  std::string nodes;
  for (const Flow* flow : flows.flows()) {
    std::string inputs;
    for (const std::size_t input : flows.InputsOf(*flow)) {
      inputs += (inputs.empty() ? "" : ",") + std::to_string(input);
    }
    nodes += (nodes.empty() ? "" : ",") + ("{\"flow\":" + std::to_string(flows.Of(*flow))) +
             ",\"does\":" + JsonText(FlowLine(*flow)) + ",\"inputs\":[" + inputs + "]}";
  }
  return "{\"selects\":[" + SelectJson(plan, flows) + "],\"flows\":[" + nodes + "]}";
}

std::string PlanDot(const SelectPlan& plan) {
  const Numbered flows(plan);
  std::string out = "digraph plan {\n  rankdir=BT;\n";
  for (const Flow* flow : flows.flows()) {
    const std::string name = "f" + std::to_string(flows.Of(*flow));
    out += "  " + name + " [label=" + JsonText(FlowLine(*flow)) + "];\n";
    for (const std::size_t input : flows.InputsOf(*flow)) {
      out += "  f" + std::to_string(input) + " -> " + name + ";\n";
    }
  }
  std::size_t count = 0;
  AppendSelect(plan, flows, count, out);
  return out + "}\n";
}

}  // namespace cambium
