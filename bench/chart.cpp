// Axes from one power of ten to another, and what lies between.
// SPDX-License-Identifier: Apache-2.0
#include "bench/chart.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>

namespace cambium::bench {
namespace {

constexpr int kWidth = 420;
constexpr int kHeight = 300;
constexpr int kLeft = 60;
constexpr int kRight = 20;
constexpr int kTop = 40;
constexpr int kBottom = 50;
constexpr const char* kColours[] = {"#2a7fbf", "#d1642a", "#4a9d4f", "#a05bb5"};

std::string Fixed(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", number);
  return text;
}

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// "1", "100", "10k", "0.1".
std::string PowerText(int power) {
  if (power < 0) return Fixed(std::pow(10.0, power)).substr(0, 3);
  const std::string zeros(static_cast<std::size_t>(power % 3), '0');
  const char* const units[] = {"", "k", "M", "G"};
  return "1" + zeros + units[std::min(power / 3, 3)];
}

// The powers of ten around numbers; two at least.
struct Powers {
  int least = 0;
  int greatest = 0;

  static Powers Around(double smallest, double largest) {
    Powers powers{static_cast<int>(std::floor(std::log10(smallest))),
                  static_cast<int>(std::ceil(std::log10(largest)))};
    powers.greatest = std::max(powers.greatest, powers.least + 1);
    return powers;
  }
  // From 0 to 1.
  double PlaceOf(double number) const {
    return (std::log10(number) - least) / (greatest - least);
  }
};

class Drawing {
 public:
  Drawing(const Chart& chart, int left) : chart_(chart), left_(left) {
    double x[2] = {HUGE_VAL, 0};
    double y[2] = {HUGE_VAL, 0};
    for (const ChartLine& line : chart.lines) {
      for (const auto& point : line.points) {
        x[0] = std::min(x[0], point.first);
        x[1] = std::max(x[1], point.first);
        y[0] = std::min(y[0], point.second);
        y[1] = std::max(y[1], point.second);
      }
    }
    x_ = Powers::Around(x[0], x[1]);
    y_ = Powers::Around(y[0], y[1]);
  }

  std::string Svg() {
    Text(left_ + kWidth / 2.0, 22, "middle", "15", chart_.title);
    for (int power = x_.least; power <= x_.greatest; ++power) {
      const double x = XOf(std::pow(10.0, power));
      Line(x, kTop, x, kHeight - kBottom);
      Text(x, kHeight - kBottom + 16, "middle", "11", PowerText(power));
    }
    for (int power = y_.least; power <= y_.greatest; ++power) {
      const double y = YOf(std::pow(10.0, power));
      Line(left_ + kLeft, y, left_ + kWidth - kRight, y);
      Text(left_ + kLeft - 6, y + 4, "end", "11", PowerText(power));
    }
    Text(left_ + (kLeft + kWidth - kRight) / 2.0, kHeight - 12, "middle", "12", chart_.x);
    Text(left_ + kLeft, kTop - 6, "middle", "12", chart_.y);
    for (std::size_t i = 0; i < chart_.lines.size(); ++i) Draw(i);
    return svg_;
  }

 private:
  double XOf(double x) const {
    return left_ + kLeft + x_.PlaceOf(x) * (kWidth - kLeft - kRight);
  }
  double YOf(double y) const {
    return kHeight - kBottom - y_.PlaceOf(y) * (kHeight - kTop - kBottom);
  }

  void Text(double x, double y, const char* anchor, const char* size, const std::string& text,
            const char* colour = "#808080") {
    svg_ += "<text x=\"" + Fixed(x) + "\" y=\"" + Fixed(y) + "\" text-anchor=\"" + anchor +
            "\" font-size=\"" + size + "\" fill=\"" + colour + "\">" + Escaped(text) +
            "</text>\n";
  }
  void Line(double x1, double y1, double x2, double y2) {
    svg_ += "<line x1=\"" + Fixed(x1) + "\" y1=\"" + Fixed(y1) + "\" x2=\"" + Fixed(x2) +
            "\" y2=\"" + Fixed(y2) + "\" stroke=\"#808080\" stroke-opacity=\"0.4\"/>\n";
  }
  void Draw(std::size_t which) {
    const ChartLine& line = chart_.lines[which];
    const char* const colour = kColours[which % std::size(kColours)];
    std::string points;
    for (const auto& point : line.points) {
      const std::string x = Fixed(XOf(point.first));
      const std::string y = Fixed(YOf(point.second));
      points += (points.empty() ? "" : " ") + x + "," + y;
      svg_ += "<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"3\" fill=\"" + colour + "\"/>\n";
    }
    svg_ += "<polyline points=\"" + points + "\" fill=\"none\" stroke-width=\"2\" stroke=\"" +
            colour + "\"/>\n";
    Text(left_ + kLeft + 10, kTop + 14 + 16.0 * static_cast<double>(which), "start", "12",
         line.name, colour);
  }

  const Chart& chart_;
  const int left_;
  Powers x_;
  Powers y_;
  std::string svg_;
};

}  // namespace

std::string ChartsSvg(const std::vector<Chart>& charts) {
  const std::string width = std::to_string(kWidth * static_cast<int>(charts.size()));
  const std::string height = std::to_string(kHeight);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width +
                    "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height +
                    "\" font-family=\"sans-serif\">\n";
  for (std::size_t i = 0; i < charts.size(); ++i) {
    svg += Drawing(charts[i], kWidth * static_cast<int>(i)).Svg();
  }
  return svg + "</svg>\n";
}

}  // namespace cambium::bench
