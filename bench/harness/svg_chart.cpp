// Lines, rectangles and words.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bench/harness/table.h"

namespace cambium::bench {
namespace {

constexpr double kWidth = 640;
constexpr double kHeight = 360;  // Of curves.
constexpr double kBarHeight = 22;
constexpr double kTop = 40;
constexpr double kLineHeight = 15;
constexpr double kLetterWidth = 6;  // About, of this font.
// Told apart without colours too: by their order and their labels.
constexpr const char* kColors[] = {"#2a7de1", "#e1572a", "#2aa876", "#8e5bd0",
                                   "#c79a1b", "#d0457d", "#5b7083", "#3bb0c9"};

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string Coordinate(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

std::string Text(double x, double y, const char* anchor, const std::string& text,
                 const char* style = "") {
  return "<text x=\"" + Coordinate(x) + "\" y=\"" + Coordinate(y) + "\" text-anchor=\"" +
         anchor + "\"" + style + ">" + Escaped(text) + "</text>\n";
}

std::string Line(double x1, double y1, double x2, double y2) {
  return "<line x1=\"" + Coordinate(x1) + "\" y1=\"" + Coordinate(y1) + "\" x2=\"" +
         Coordinate(x2) + "\" y2=\"" + Coordinate(y2) +
         "\" stroke=\"#888\" stroke-width=\"0.5\"/>\n";
}

std::string Head(double height, const std::string& title) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + Coordinate(kWidth) + " " +
         Coordinate(height) +
         "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#777\">\n" +
         Text(kWidth / 2, 18, "middle", title, " font-size=\"14\" font-weight=\"bold\"");
}

// From powers of ten around all numbers to places between two.
class LogScale {
 public:
  LogScale(double least, double most, double from, double to)
      : low_(std::floor(std::log10(least))),
        high_(std::max(low_ + 1, std::ceil(std::log10(most)))),
        from_(from),
        to_(to) {}

  double Place(double value) const {
    return from_ + (to_ - from_) * (std::log10(value) - low_) / (high_ - low_);
  }
  // The powers of ten, at most about eight of them.
  std::vector<double> Ticks() const {
    std::vector<double> ticks;
    const double step = std::max(1.0, std::ceil((high_ - low_) / 8));
    for (double power = low_; power <= high_; power += step)
      ticks.push_back(std::pow(10, power));
    return ticks;
  }

 private:
  const double low_;
  const double high_;
  const double from_;
  const double to_;
};

std::string Polyline(const SvgCurve& curve, const LogScale& across, const LogScale& up,
                     const char* color) {
  std::string places;
  std::string dots;
  for (const auto& [x, y] : curve.points) {
    const std::string place = Coordinate(across.Place(x)) + "," + Coordinate(up.Place(y));
    places += (places.empty() ? "" : " ") + place;
    dots += "<circle cx=\"" + Coordinate(across.Place(x)) + "\" cy=\"" +
            Coordinate(up.Place(y)) + "\" r=\"3\" fill=\"" + color + "\"/>\n";
  }
  return "<polyline points=\"" + places + "\" fill=\"none\" stroke=\"" + color +
         "\" stroke-width=\"2\"/>\n" + dots;
}

// Room beside the curves, for a short label too.
double WidthOfLabels(const std::vector<SvgCurve>& curves) {
  std::size_t letters = 20;
  for (const SvgCurve& curve : curves) letters = std::max(letters, curve.label.size());
  return kLetterWidth * static_cast<double>(letters);
}

}  // namespace

std::string SvgBars(const std::string& title, const std::string& unit,
                    const std::vector<SvgBar>& bars) {
  constexpr double kLeft = 150;
  constexpr double kRight = kWidth - 90;
  const double height = kTop + kBarHeight * static_cast<double>(bars.size()) + 30;
  std::string svg = Head(height, title + ", " + unit);
  if (bars.empty()) return svg + "</svg>\n";
  double least = bars[0].value;
  double most = bars[0].value;
  for (const SvgBar& bar : bars) {
    least = std::min(least, bar.value);
    most = std::max(most, bar.value);
  }
  const LogScale scale(least / 2, most, kLeft, kRight);
  const double bottom = height - 25;
  for (const double tick : scale.Ticks()) {
    svg += Line(scale.Place(tick), kTop - 6, scale.Place(tick), bottom);
    svg += Text(scale.Place(tick), bottom + 15, "middle", FormatNumber(tick));
  }
  double y = kTop;
  for (std::size_t i = 0; i < bars.size(); ++i, y += kBarHeight) {
    const double end = scale.Place(bars[i].value);
    svg += Text(kLeft - 8, y + 14, "end", bars[i].label);
    svg += "<rect x=\"" + Coordinate(kLeft) + "\" y=\"" + Coordinate(y + 2) + "\" width=\"" +
           Coordinate(end - kLeft) + "\" height=\"" + Coordinate(kBarHeight - 6) +
           "\" fill=\"" + kColors[i % std::size(kColors)] + "\"/>\n";
    svg += Text(end + 6, y + 14, "start", FormatNumber(bars[i].value));
  }
  return svg + "</svg>\n";
}

std::string SvgCurves(const std::string& title, const std::string& x, const std::string& y,
                      const std::vector<SvgCurve>& curves) {
  constexpr double kLeft = 70;
  constexpr double kBottom = kHeight - 50;
  const double right = kWidth - 20 - WidthOfLabels(curves);
  std::string svg = Head(kHeight, title);
  std::vector<std::pair<double, double>> all;
  for (const SvgCurve& curve : curves) {
    all.insert(all.end(), curve.points.begin(), curve.points.end());
  }
  if (all.empty()) return svg + "</svg>\n";
  const auto [least, most] = std::minmax_element(all.begin(), all.end());
  const auto by_y = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [low, high] = std::minmax_element(all.begin(), all.end(), by_y);
  const LogScale across(least->first, most->first, kLeft, right);
  const LogScale up(low->second, high->second, kBottom, kTop);
  for (const double tick : across.Ticks()) {
    svg += Line(across.Place(tick), kTop, across.Place(tick), kBottom);
    svg += Text(across.Place(tick), kBottom + 16, "middle", FormatNumber(tick));
  }
  for (const double tick : up.Ticks()) {
    svg += Line(kLeft, up.Place(tick), right, up.Place(tick));
    svg += Text(kLeft - 6, up.Place(tick) + 4, "end", FormatNumber(tick));
  }
  svg += Text((kLeft + right) / 2, kHeight - 12, "middle", x);
  svg += Text(kLeft - 6, kTop - 12, "middle", y);
  // Labels at the ends of their curves, pushed apart: down, and up again from the edge.
  std::vector<std::pair<double, std::size_t>> ends;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].points.empty()) continue;
    svg += Polyline(curves[i], across, up, kColors[i % std::size(kColors)]);
    ends.emplace_back(up.Place(curves[i].points.back().second), i);
  }
  std::sort(ends.begin(), ends.end());
  double free = 0;
  for (auto& [place, i] : ends) {
    place = std::max(place, free);
    free = place + kLineHeight;
  }
  free = kHeight - kLineHeight;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    end->first = std::min(end->first, free);
    free = end->first - kLineHeight;
  }
  for (const auto& [place, i] : ends) {
    const std::string color = std::string(" fill=\"") + kColors[i % std::size(kColors)] + "\"";
    svg += Text(right + 10, place + 4, "start", curves[i].label, color.c_str());
  }
  return svg + "</svg>\n";
}

}  // namespace cambium::bench
