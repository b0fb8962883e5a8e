// Curves: what a cost does while a size grows, and where two costs meet.
//
// A metric whose name ends with @ and a number is a point of the curve that stands before it:
//
//     commit_us@1       3.1      typed
//     commit_us@1000  980        typed        recompute_us@1000  3500   recompute
//
// Which of them make one picture, and what its axes are called, is the table in curves.cpp.
// W8 is a picture too: each of its sizes is a workload of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness/report.h"
#include "bench/harness/statistics.h"

namespace cambium::bench {

std::string PointMetric(std::string_view curve, std::int64_t x);
bool IsPoint(std::string_view metric);

struct CurvePoint {
  double x = 0;
  Spread y;
};

struct CurveSeries {
  std::string label;
  bool anew = false;               // Of what computes the answer from scratch.
  std::vector<CurvePoint> points;  // Ascending by x.
};

// What the number behind a median is a multiple of.
enum class RatioTo { kFirstSeries, kFirstPoint };

struct Curve {
  std::string name;  // Of its file, without .svg.
  std::string title;
  std::string x;
  std::string y;
  RatioTo ratio_to = RatioTo::kFirstSeries;
  std::vector<CurveSeries> series;  // None is empty.
};

// Those that have a point, in the order of the table.
std::vector<Curve> CurvesOf(const std::vector<WorkloadRuns>& workloads);

// The x from which on `rising` is not below `other` any more, on the straight line between two
// points of a picture whose axes are logarithmic. Only where both were measured; absent if it
// stays below to the end, and the first x if it begins above.
std::optional<double> MeetingPlace(const CurveSeries& rising, const CurveSeries& other);

// A table of medians, with ratios, and a sentence for each place of meeting.
std::string CurveAsMarkdown(const Curve& curve);
std::string CurveAsSvg(const Curve& curve);

}  // namespace cambium::bench
