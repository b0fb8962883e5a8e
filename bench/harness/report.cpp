// Medians, ratios, and their two forms.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/report.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "bench/harness/table.h"

namespace cambium::bench {
namespace {

std::optional<Spread> BaselineOf(const WorkloadRuns& runs, const std::string& metric) {
  for (const EngineRuns& engine : runs.engines) {
    if (engine.engine == kBaseline) return SpreadOfMetric(engine, metric);
  }
  return std::nullopt;
}

std::string FormatRange(const Spread& spread) {
  if (spread.min == spread.max) return "";
  return FormatNumber(spread.min) + ".." + FormatNumber(spread.max);
}

std::string FormatRatio(const Spread& spread, const std::optional<Spread>& baseline) {
  if (!baseline || baseline->median == 0) return "";
  return FormatNumber(spread.median / baseline->median, 3);
}

// Evaluators across, engines down: how many commits one evaluation costs.
std::string FormatSavings(const WorkloadRuns& runs) {
  std::vector<std::string> header = {"commits per evaluation"};
  std::vector<double> recompute_us;
  for (const EngineRuns& evaluator : runs.engines) {
    const std::optional<Spread> spread = SpreadOfMetric(evaluator, "recompute_s");
    if (!spread) continue;
    header.push_back(evaluator.engine);
    recompute_us.push_back(spread->median * 1e6);
  }
  Table table(header, 1);
  bool empty = true;
  for (const EngineRuns& engine : runs.engines) {
    const std::optional<Spread> commit_us = SpreadOfMetric(engine, "tx_p50_us");
    if (!commit_us || commit_us->median == 0) continue;
    std::vector<std::string> row = {LabelOf(engine)};
    for (const double us : recompute_us) row.push_back(FormatNumber(us / commit_us->median, 3));
    table.AddRow(row);
    empty = recompute_us.empty();
  }
  return empty ? "" : '\n' + table.Format();
}

std::string JsonNumber(double number) {
  char text[40];
  std::snprintf(text, sizeof(text), "%.9g", number);
  return text;
}

std::string JsonMetric(const std::string& head, const std::string& metric, double value) {
  return head + "\"m\":\"" + metric + "\",\"v\":" + JsonNumber(value) + "}\n";
}

}  // namespace

std::optional<Cut> CutOf(const EngineRuns& runs) {
  // Transactions come before batches.
  const auto place = [](const Cut& cut) { return std::pair(cut.part != "tx", cut.made); };
  std::optional<Cut> first;
  for (const Outcome& outcome : runs.outcomes) {
    if (!outcome.cut || (first && place(*first) <= place(*outcome.cut))) continue;
    first = outcome.cut;
  }
  return first;
}

std::string LabelOf(const EngineRuns& runs) {
  const std::optional<Cut> cut = CutOf(runs);
  if (!cut) return runs.engine;
  return runs.engine + " [only " + FormatNumber(static_cast<double>(cut->made)) +
         (cut->part == "tx" ? " tx]" : " changes in batches]");
}

std::optional<Spread> SpreadOfMetric(const EngineRuns& runs, const std::string& name) {
  std::vector<double> values;
  for (const Outcome& outcome : runs.outcomes) {
    for (const Metric& metric : outcome.metrics) {
      if (metric.name == name) values.push_back(metric.value);
    }
  }
  if (values.empty()) return std::nullopt;
  return SpreadOf(std::move(values));
}

std::vector<std::string> MetricsOf(const WorkloadRuns& runs) {
  std::vector<std::string> names;
  for (const EngineRuns& engine : runs.engines) {
    for (const Outcome& outcome : engine.outcomes) {
      for (const Metric& metric : outcome.metrics) {
        if (std::find(names.begin(), names.end(), metric.name) == names.end()) {
          names.push_back(metric.name);
        }
      }
    }
  }
  return names;
}

std::string FormatAsTable(const WorkloadRuns& runs) {
  Table table({"metric", "engine", "median", "min..max", "/ floor"}, 2);
  for (const std::string& metric : MetricsOf(runs)) {
    const std::optional<Spread> baseline = BaselineOf(runs, metric);
    std::string label = metric;
    for (const EngineRuns& engine : runs.engines) {
      const std::optional<Spread> spread = SpreadOfMetric(engine, metric);
      if (!spread) continue;
      table.AddRow({label, LabelOf(engine), FormatNumber(spread->median), FormatRange(*spread),
                    FormatRatio(*spread, baseline)});
      label.clear();
    }
  }
  return table.Format() + FormatSavings(runs);
}

std::string FormatAsJson(const WorkloadRuns& runs) {
  std::string text;
  const std::vector<std::string> metrics = MetricsOf(runs);
  for (const EngineRuns& engine : runs.engines) {
    if (engine.outcomes.empty()) continue;
    const std::string peer = "{\"peer\":\"" + engine.engine + "\",\"w\":\"";
    for (const Check& check : engine.outcomes.front().checks) {
      text += peer + runs.data + "\",\"check\":\"" + check.name + "\",\"hash\":\"" +
              FormatHash(check.checksum.hash) +
              "\",\"rows\":" + std::to_string(check.checksum.rows) + "}\n";
    }
    const std::string head = peer + runs.workload + "\",";
    if (const std::optional<Cut> cut = CutOf(engine)) {
      text +=
          head + "\"cut\":\"" + cut->part + "\",\"made\":" + std::to_string(cut->made) + "}\n";
    }
    for (const std::string& metric : metrics) {
      const std::optional<Spread> spread = SpreadOfMetric(engine, metric);
      if (!spread) continue;
      text += JsonMetric(head, metric, spread->median);
      text += JsonMetric(head, metric + ".min", spread->min);
      text += JsonMetric(head, metric + ".max", spread->max);
    }
  }
  return text;
}

}  // namespace cambium::bench
