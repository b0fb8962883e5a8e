// One line on a terminal that is written over, and nothing elsewhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

namespace cambium::bench {

class Progress {
 public:
  explicit Progress(std::FILE* out = stderr)
      : out_(out), visible_(::isatty(::fileno(out)) == 1) {}

  void Show(const std::string& text) {
    if (visible_) std::fprintf(out_, "\r\033[K%s", text.c_str());
  }
  void Clear() { Show(""); }

 private:
  std::FILE* const out_;
  const bool visible_;
};

}  // namespace cambium::bench
