// A line on a terminal that says how far something is, written over itself.
//
//     [##########          ]  50%  1000 rows
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace cambium {

class ProgressBar {
 public:
  // Of `total` there is; 0 when nobody knows, and then there are no bar and no percents.
  ProgressBar(std::ostream& out, std::uint64_t total) : out_(out), total_(total) {}
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { Clear(); }

  void Show(std::uint64_t done, std::string_view what) {
    const std::uint64_t percent =
        total_ == 0 ? 0 : std::min<std::uint64_t>(done, total_) * 100 / total_;
    if (is_shown_ && percent == percent_ && total_ != 0) return;
    percent_ = percent;
    is_shown_ = true;
    out_ << "\r\x1B[K";
    if (total_ != 0) {
      const std::size_t filled = percent / 5;
      out_ << "[" << std::string(filled, '#') << std::string(20 - filled, ' ') << "] ";
      out_ << (percent < 10 ? "  " : percent < 100 ? " " : "") << percent << "%  ";
    }
    out_ << what << std::flush;
  }

  void Clear() {
    if (is_shown_) out_ << "\r\x1B[K" << std::flush;
    is_shown_ = false;
  }

 private:
  std::ostream& out_;
  const std::uint64_t total_;
  std::uint64_t percent_ = 0;
  bool is_shown_ = false;
};

}  // namespace cambium
