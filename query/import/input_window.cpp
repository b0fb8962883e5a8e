// Moving what is left to the front, and reading behind it.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/input_window.h"

#include <algorithm>
#include <cstring>

#include "dataflow/check.h"

namespace cambium {

bool InputWindow::Grow() {
  const std::size_t size = end_ - begin_;
  if (at_end_ || size >= kLongest) return false;
  if (begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, size);
  begin_ = 0;
  end_ = size;
  const std::size_t more = std::min(std::max(chunk_, size), kLongest - size);
  if (buffer_.size() < size + more) buffer_.resize(size + more);
  in_.read(buffer_.data() + end_, static_cast<std::streamsize>(more));
  const auto count = static_cast<std::size_t>(in_.gcount());
  end_ += count;
  at_end_ = count < more;
  return count > 0;
}

void InputWindow::Take(std::size_t size) {
  CAMBIUM_CHECK(size <= end_ - begin_, "more is taken than was read");
  begin_ += size;
  taken_ += size;
}

void InputWindow::TakeMark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (rest().size() < kMark.size() && Grow()) continue;
  if (rest().starts_with(kMark)) Take(kMark.size());
}

void InputWindow::TakeRestOfLine() {
  for (;;) {
    const std::size_t end = rest().find('\n');
    if (end != std::string_view::npos) return Take(end + 1);
    Take(rest().size());
    if (!Grow()) return;
  }
}

}  // namespace cambium
