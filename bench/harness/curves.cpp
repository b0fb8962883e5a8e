// The table of pictures, and from metrics to points.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/curves.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <system_error>

#include "bench/harness/svg_chart.h"
#include "bench/harness/table.h"

namespace cambium::bench {
namespace {

// A metric, and how its series are called besides the engine.
struct Shown {
  std::string metric;
  std::string what;
};

constexpr const char* kAnew = "anew";

struct Picture {
  std::string workload;
  std::vector<Shown> shown;
  Curve frame;  // Without series.
};

std::vector<Picture> MakePictures() {
  return {
      {"delta",
       {{"commit_us", ""}, {"recompute_us", kAnew}},
       {"delta",
        "An answer against the rows that a commit changes",
        "rows changed",
        "µs",
        RatioTo::kFirstSeries,
        {}}},
      {"W6",
       {{"one_us", "one hears of it"},
        {"unread_us", "a field that none reads"},
        {"none_us", "none asked for it"},
        {"different_us", "none of different queries"}},
       {"live_queries",
        "A commit against the number of live queries",
        "live queries",
        "µs",
        RatioTo::kFirstPoint,
        {}}},
      {"W6",
       {{"all_us", "all hear of it"}},
       {"live_query_audience",
        "A commit against the number of those who hear of it",
        "live queries of one answer",
        "µs",
        RatioTo::kFirstPoint,
        {}}},
      {"W6",
       {{"table_us", "one of 100 hears of it"}},
       {"live_query_tables",
        "A commit with 100 live queries against the size of its table",
        "rows",
        "µs",
        RatioTo::kFirstPoint,
        {}}},
      {"W6",
       {{"subscribe_us", "subscribe"}, {"unsubscribe_us", "unsubscribe"}},
       {"subscribe",
        "One more live query, or one less, against their number",
        "live queries",
        "µs",
        RatioTo::kFirstPoint,
        {}}},
      {"W6",
       {{"rows_bytes", "with four rows"}, {"idle_bytes", "without a row"}},
       {"live_query_memory",
        "Memory of a live query against their number",
        "live queries",
        "bytes",
        RatioTo::kFirstPoint,
        {}}},
      {"memory.view",
       {{"order_bytes", ""}},
       {"memory_view",
        "Memory of W1's tables and its view, for each order",
        "orders",
        "bytes",
        RatioTo::kFirstSeries,
        {}}},
      {"memory.parts",
       {{"table_bytes", "table"},
        {"join_bytes", "arrangement by a key"},
        {"maximum_bytes", "maximum by a key"},
        {"written_bytes", "table, written"},
        {"imported_bytes", "table, imported"},
        {"index_bytes", "INDEX"},
        {"live_bytes", "live query"}},
       {"memory_parts",
        "Memory of what holds rows, for each row",
        "rows",
        "bytes",
        RatioTo::kFirstSeries,
        {}}},
  };
}

// What stands behind the @.
std::optional<double> PlaceOf(std::string_view metric) {
  const std::size_t at = metric.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = metric.substr(at + 1);
  std::int64_t x = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), x);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return static_cast<double>(x);
}

std::string SeriesLabel(const std::string& engine, const std::string& what) {
  return what.empty() ? engine : engine + ", " + what;
}

// A logarithm is taken of it.
bool CanBeDrawn(const std::optional<Spread>& spread) { return spread && spread->median > 0; }

void AddSeries(const EngineRuns& engine, const Shown& shown, bool is_alone, Curve& curve) {
  std::set<std::string> names;
  for (const Outcome& outcome : engine.outcomes) {
    for (const Metric& metric : outcome.metrics) names.insert(metric.name);
  }
  const bool says_enough = is_alone && !shown.what.empty();
  CurveSeries series{says_enough ? shown.what : SeriesLabel(LabelOf(engine), shown.what),
                     shown.what == kAnew,
                     {}};
  for (const std::string& name : names) {
    if (!IsPoint(name) || name.substr(0, name.find('@')) != shown.metric) continue;
    const std::optional<Spread> spread = SpreadOfMetric(engine, name);
    if (CanBeDrawn(spread)) series.points.push_back({*PlaceOf(name), *spread});
  }
  if (series.points.empty()) return;
  std::sort(series.points.begin(), series.points.end(),
            [](const CurvePoint& left, const CurvePoint& right) { return left.x < right.x; });
  curve.series.push_back(std::move(series));
}

Curve CurveOf(const Picture& picture, const std::vector<WorkloadRuns>& workloads) {
  Curve curve = picture.frame;
  for (const WorkloadRuns& runs : workloads) {
    if (runs.workload != picture.workload) continue;
    for (const Shown& shown : picture.shown) {
      for (const EngineRuns& engine : runs.engines) {
        AddSeries(engine, shown, runs.engines.size() == 1, curve);
      }
    }
  }
  return curve;
}

CurveSeries& SeriesNamed(const std::string& label, bool anew, Curve& curve) {
  for (CurveSeries& series : curve.series) {
    if (series.label == label) return series;
  }
  return curve.series.emplace_back(CurveSeries{label, anew, {}});
}

constexpr std::string_view kGrowth = "W8.";

Curve GrowthCurve(const std::vector<WorkloadRuns>& workloads) {
  Curve curve{
      "W8", "A commit of one row over growing tables", "orders", "µs", RatioTo::kFirstSeries,
      {}};
  for (const WorkloadRuns& runs : workloads) {
    if (!runs.workload.starts_with(kGrowth)) continue;
    const double orders = std::stod(runs.workload.substr(kGrowth.size()));
    for (const EngineRuns& engine : runs.engines) {
      if (const auto commit = SpreadOfMetric(engine, "tx_p50_us"); CanBeDrawn(commit)) {
        SeriesNamed(LabelOf(engine), false, curve).points.push_back({orders, *commit});
      }
      if (auto again = SpreadOfMetric(engine, "recompute_s"); CanBeDrawn(again)) {
        const Spread us = {again->median * 1e6, again->min * 1e6, again->max * 1e6};
        SeriesNamed(SeriesLabel(engine.engine, kAnew), true, curve)
            .points.push_back({orders, us});
      }
    }
  }
  return curve;
}

const Spread* At(const CurveSeries& series, double x) {
  for (const CurvePoint& point : series.points) {
    if (point.x == x) return &point.y;
  }
  return nullptr;
}

std::string Cell(const Curve& curve, std::size_t column, double x) {
  const CurveSeries& series = curve.series[column];
  const Spread* const y = At(series, x);
  if (y == nullptr) return "–";
  const std::string median = FormatNumber(y->median, 3);
  const bool to_first_point = curve.ratio_to == RatioTo::kFirstPoint;
  const Spread* const unit =
      to_first_point ? &series.points.front().y : At(curve.series.front(), x);
  const bool is_unit = to_first_point ? x == series.points.front().x : column == 0;
  if (is_unit || unit == nullptr) return median;
  return median + " (" + FormatNumber(y->median / unit->median, 3) + " ×)";
}

// For each that is kept up to date, beside each that is computed anew.
std::string Meetings(const Curve& curve) {
  std::string text;
  for (const CurveSeries& kept : curve.series) {
    if (kept.anew) continue;
    for (const CurveSeries& other : curve.series) {
      if (!other.anew) continue;
      const std::optional<double> place = MeetingPlace(kept, other);
      if (!place) continue;
      text += "- *" + kept.label + "* meets *" + other.label + "* at " +
              FormatNumber(*place, 2) + " " + curve.x + ".\n";
    }
  }
  return text;
}

}  // namespace

std::string PointMetric(std::string_view curve, std::int64_t x) {
  return std::string(curve) + "@" + std::to_string(x);
}

bool IsPoint(std::string_view metric) { return PlaceOf(metric).has_value(); }

std::vector<Curve> CurvesOf(const std::vector<WorkloadRuns>& workloads) {
  std::vector<Curve> curves = {GrowthCurve(workloads)};
  for (const Picture& picture : MakePictures()) curves.push_back(CurveOf(picture, workloads));
  std::erase_if(curves, [](const Curve& curve) { return curve.series.empty(); });
  return curves;
}

std::optional<double> MeetingPlace(const CurveSeries& rising, const CurveSeries& other) {
  // How far `rising` is below, as a logarithm, at the last common x.
  double x_before = 0;
  double below_before = 0;
  for (const CurvePoint& point : rising.points) {
    const Spread* const reference = At(other, point.x);
    if (reference == nullptr) continue;
    const double below = std::log(reference->median) - std::log(point.y.median);
    if (below <= 0) {
      if (x_before == 0) return point.x;
      const double part = below_before / (below_before - below);
      return x_before * std::pow(point.x / x_before, part);
    }
    x_before = point.x;
    below_before = below;
  }
  return std::nullopt;
}

std::string CurveAsMarkdown(const Curve& curve) {
  std::string head = "| " + curve.x + " |";
  std::string rule = "|--:|";
  std::set<double> places;
  for (const CurveSeries& series : curve.series) {
    head += " " + series.label + " |";
    rule += "--:|";
    for (const CurvePoint& point : series.points) places.insert(point.x);
  }
  std::string text = "\n### " + curve.title + "\n\nMedians, " + curve.y +
                     (curve.ratio_to == RatioTo::kFirstPoint ? "; × the first row.\n\n"
                                                             : "; × the first column.\n\n") +
                     head + "\n" + rule + "\n";
  for (const double x : places) {
    text += "| " + FormatNumber(x) + " |";
    for (std::size_t i = 0; i < curve.series.size(); ++i) {
      text += " " + Cell(curve, i, x) + " |";
    }
    text += "\n";
  }
  const std::string meetings = Meetings(curve);
  if (!meetings.empty()) text += "\n" + meetings;
  return text + "\n![" + curve.title + "](" + curve.name + ".svg)\n";
}

std::string CurveAsSvg(const Curve& curve) {
  std::vector<SvgCurve> lines;
  for (const CurveSeries& series : curve.series) {
    SvgCurve line{series.label, {}};
    for (const CurvePoint& point : series.points) {
      line.points.emplace_back(point.x, point.y.median);
    }
    lines.push_back(std::move(line));
  }
  return SvgCurves(curve.title, curve.x, curve.y, lines);
}

}  // namespace cambium::bench
