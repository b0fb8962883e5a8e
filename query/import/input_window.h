// What stands at the reading place of a stream, as one piece of memory that grows on demand.
//
// A record is parsed where it was read: without a copy, and however the stream cuts it. What is
// taken is gone; what is not may move when the window grows, so whoever grows it looks anew.
//
// Cost: each byte is read once, and moved at most once for each doubling of a record.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string_view>
#include <vector>

namespace cambium {

class InputWindow {
 public:
  // No record may be longer: an unclosed quote must not pull a whole file into memory.
  static constexpr std::size_t kLongest = std::size_t{64} << 20;

  static constexpr std::size_t kChunk = std::size_t{1} << 18;

  // The stream outlives the window, which reads `chunk` bytes or more at a time, and never
  // holds more than the longest record.
  explicit InputWindow(std::istream& in, std::size_t chunk = kChunk) : in_(in), chunk_(chunk) {}

  std::string_view rest() const { return {buffer_.data() + begin_, end_ - begin_}; }
  // Makes rest() longer; false at the end of the input, and when rest() is too long.
  bool Grow();
  bool at_end() const { return at_end_; }
  void Take(std::size_t size);
  // Takes a byte order mark, if one comes next.
  void TakeMark();
  // Takes all up to the next line, however far that is.
  void TakeRestOfLine();
  // Bytes that were taken.
  std::uint64_t taken() const { return taken_; }

 private:
  std::istream& in_;
  const std::size_t chunk_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // What was read and not taken is [begin_, end_).
  std::size_t end_ = 0;
  std::uint64_t taken_ = 0;
  bool at_end_ = false;
};

}  // namespace cambium
