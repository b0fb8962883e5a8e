// The subjects of a block, ascending, in one of four forms:
//
//     0 dense    all integers from the first on: only the first is written
//     1 bitmap   integers, one bit for each from the first on
//     2 packed   integers in few bits each (lsm/packed_integers.h); the only form of integers
//                that lets one subject stand several times, as in a block of history
//     3 front    bytes; each is what it shares with the one before, and the rest
//
// As bytes: the number of the form, then
//
//     dense      first: 8
//     bitmap     first: 8; count of words: varint; words: 8 each; ranks: 2 each, how many
//                bits are set in the words before
//     packed     the column
//     front      offsets of every 16th subject in the rest, packed; size of the rest: varint;
//                the rest: for each subject two varints, how many bytes it shares and how many
//                follow, and these bytes. Every 16th shares none.
//
// Cost: any subject, and the place of one, in O(1) if dense, O(log n) else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lsm/bytes.h"
#include "lsm/packed_integers.h"
#include "lsm/run_key.h"

namespace cambium {

// Takes the smallest form. The subjects ascend; equal ones may follow each other.
void AppendSubjects(std::span<const Subject> subjects, bool integers, std::string& out);

class SubjectColumn {
 public:
  // Fails the reader when the bytes are not a column of `count` ascending subjects.
  static SubjectColumn Take(ByteReader& reader, std::uint32_t count, bool integers);

  std::uint32_t size() const { return size_; }

  // Of a subject that there is. The bytes of one that has bytes are put into `scratch`.
  Subject At(std::uint32_t i, std::string& scratch) const;

  // The first that is not before `subject`, or size().
  std::uint32_t LowerBound(const Subject& subject) const;

  // Of integers: writes those from `begin` on, `end - begin` of them.
  void CopyIntegers(std::uint32_t begin, std::uint32_t end, Subject* out) const {
    if (form_ == Form::kDense) {
      for (std::uint32_t i = begin; i < end; ++i) *out++ = {first_ + i, {}};
      return;
    }
    Visit(begin, end, [&out](const Subject& subject) { *out++ = subject; });
  }
  // Calls `visit(subject)` for each from `begin` to `end`; its bytes are valid meanwhile.
  template <typename Visitor>
  void Visit(std::uint32_t begin, std::uint32_t end, Visitor visit) const;

  // What is written is read by these, too.
  enum class Form : std::uint8_t { kDense, kBitmap, kPacked, kFront };
  static constexpr std::uint32_t kGroup = 16;

 private:
  static void TakeBitmap(ByteReader& reader, SubjectColumn& column);
  static void TakeFront(ByteReader& reader, SubjectColumn& column);
  bool IsAscending() const;
  std::uint64_t WordAt(std::uint32_t i) const;
  std::uint64_t BitWord(std::uint64_t i) const { return LoadWord(words_ + 8 * i); }
  std::uint32_t RankBefore(std::uint64_t i) const {
    return LoadWord<std::uint16_t>(ranks_ + 2 * i);
  }
  std::uint32_t FrontLowerBound(const Subject& subject) const;
  // Reads subjects one after the other, from this group on.
  ByteReader GroupReader(std::uint32_t group) const {
    return ByteReader(front_.substr(groups_.At(group)));
  }
  static void Step(ByteReader& reader, std::string& text);

  Form form_ = Form::kDense;
  std::uint32_t size_ = 0;
  std::uint64_t first_ = 0;
  PackedIntegers packed_;
  const char* words_ = nullptr;
  const char* ranks_ = nullptr;
  std::uint64_t word_count_ = 0;
  PackedIntegers groups_;
  std::string_view front_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename Visitor>
void SubjectColumn::Visit(std::uint32_t begin, std::uint32_t end, Visitor visit) const {
  switch (form_) {
    case Form::kDense:
      for (std::uint32_t i = begin; i < end; ++i) visit(Subject{first_ + i, {}});
      return;
    case Form::kPacked:
      for (std::uint32_t i = begin; i < end; ++i) visit(Subject{packed_.At(i), {}});
      return;
    case Form::kBitmap: {
      if (begin == end) return;
      std::uint64_t place = WordAt(begin) - first_;
      std::uint64_t word = place / 64;
      std::uint64_t bits = BitWord(word) >> (place % 64) << (place % 64);
      for (std::uint32_t i = begin; i < end; ++i, bits &= bits - 1) {
        while (bits == 0) bits = BitWord(++word);
        visit(Subject{first_ + word * 64 + static_cast<unsigned>(std::countr_zero(bits)), {}});
      }
      return;
    }
    case Form::kFront: {
      if (begin == end) return;
      std::string text;
      ByteReader reader = GroupReader(begin / kGroup);
      for (std::uint32_t i = begin / kGroup * kGroup; i < end; ++i) {
        Step(reader, text);
        if (i >= begin) visit(BytesSubject(text));
      }
      return;
    }
  }
}

}  // namespace cambium
