// Writing subjects, checking them once, and finding one.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/subject_column.h"

#include <algorithm>
#include <vector>

namespace cambium {
namespace {

using Form = SubjectColumn::Form;

bool HasRepeats(std::span<const Subject> subjects) {
  return std::adjacent_find(subjects.begin(), subjects.end()) != subjects.end();
}

void AppendBitmap(std::span<const Subject> subjects, std::uint64_t words, std::string& out) {
  const std::uint64_t first = subjects.front().word;
  std::vector<std::uint64_t> bits(words);
  for (const Subject& subject : subjects) {
    const std::uint64_t place = subject.word - first;
    bits[place / 64] |= std::uint64_t{1} << (place % 64);
  }
  PutWord(first, out);
  PutVarint(words, out);
  for (const std::uint64_t word : bits) PutWord(word, out);
  std::uint16_t rank = 0;
  for (const std::uint64_t word : bits) {
    PutWord(rank, out);
    rank = static_cast<std::uint16_t>(rank + std::popcount(word));
  }
}

void AppendFront(std::span<const Subject> subjects, std::string& out) {
  std::vector<std::uint64_t> groups;
  std::string rest;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string_view bytes = subjects[i].bytes;
    std::size_t shared = 0;
    if (i % SubjectColumn::kGroup == 0) {
      groups.push_back(rest.size());
    } else {
      const std::string_view before = subjects[i - 1].bytes;
      const std::size_t most = std::min(before.size(), bytes.size());
      while (shared < most && before[shared] == bytes[shared]) ++shared;
    }
    PutVarint(shared, rest);
    PutText(bytes.substr(shared), rest);
  }
  AppendPacked(groups, out);
  PutText(rest, out);
}

}  // namespace

void AppendSubjects(std::span<const Subject> subjects, bool integers, std::string& out) {
  const auto put_form = [&](Form form) { out.push_back(static_cast<char>(form)); };
  if (!integers) {
    put_form(Form::kFront);
    return AppendFront(subjects, out);
  }
  const std::uint64_t span = subjects.back().word - subjects.front().word;
  const bool repeats = HasRepeats(subjects);
  if (!repeats && span == subjects.size() - 1) {
    put_form(Form::kDense);
    PutWord(subjects.front().word, out);
    return;
  }
  std::vector<std::uint64_t> words;
  for (const Subject& subject : subjects) words.push_back(subject.word);
  std::string packed;
  AppendPacked(words, packed);
  const std::uint64_t bitmap_words = span / 64 + 1;
  if (!repeats && subjects.size() <= UINT16_MAX && bitmap_words * 10 + 10 < packed.size()) {
    put_form(Form::kBitmap);
    return AppendBitmap(subjects, bitmap_words, out);
  }
  put_form(Form::kPacked);
  out += packed;
}

SubjectColumn SubjectColumn::Take(ByteReader& reader, std::uint32_t count, bool integers) {
  SubjectColumn column;
  column.size_ = count;
  const auto form = reader.TakeWord<std::uint8_t>();
  column.form_ = static_cast<Form>(form);
  if (form > static_cast<std::uint8_t>(Form::kFront) || count == 0 ||
      integers != (column.form_ != Form::kFront)) {
    reader.Fail();
    return column;
  }
  switch (column.form_) {
    case Form::kDense:
      column.first_ = reader.TakeWord();
      if (column.first_ + (count - 1) < column.first_) reader.Fail();
      break;
    case Form::kBitmap:
      TakeBitmap(reader, column);
      break;
    case Form::kPacked:
      column.packed_ = PackedIntegers::Take(reader, count);
      if (reader.ok() && !column.IsAscending()) reader.Fail();
      break;
    case Form::kFront:
      TakeFront(reader, column);
      break;
  }
  return column;
}

void SubjectColumn::TakeBitmap(ByteReader& reader, SubjectColumn& column) {
  column.first_ = reader.TakeWord();
  column.word_count_ = reader.Varint();
  if (column.word_count_ > reader.rest().size() / 10) return reader.Fail();
  column.words_ = reader.Take(8 * column.word_count_).data();
  column.ranks_ = reader.Take(2 * column.word_count_).data();
  std::uint64_t rank = 0;
  for (std::uint64_t i = 0; reader.ok() && i < column.word_count_; ++i) {
    if (column.RankBefore(i) != rank) reader.Fail();
    rank += static_cast<std::uint64_t>(std::popcount(column.BitWord(i)));
  }
  const std::uint64_t last = column.first_ + (column.word_count_ * 64 - 1);
  if (!reader.ok() || rank != column.size_ || last < column.first_ ||
      (column.BitWord(0) & 1) == 0) {
    reader.Fail();
  }
}

void SubjectColumn::TakeFront(ByteReader& reader, SubjectColumn& column) {
  const std::uint32_t groups = (column.size_ + kGroup - 1) / kGroup;
  column.groups_ = PackedIntegers::Take(reader, groups);
  column.front_ = reader.Text();
  if (!reader.ok()) return;
  ByteReader front(column.front_);
  std::string before;
  std::string text;
  for (std::uint32_t i = 0; i < column.size_; ++i) {
    const std::uint64_t place = column.front_.size() - front.rest().size();
    const bool is_first = i % kGroup == 0;
    if (is_first && column.groups_.At(i / kGroup) != place) return reader.Fail();
    const std::uint64_t shared = front.Varint();
    const std::string_view rest = front.Text();
    if (!front.ok() || shared > before.size() || (is_first && shared != 0)) {
      return reader.Fail();
    }
    text.assign(before, 0, shared);
    text += rest;
    if (i > 0 && text < before) return reader.Fail();
    before.swap(text);
  }
  if (!front.done()) reader.Fail();
}

bool SubjectColumn::IsAscending() const {
  for (std::uint32_t i = 1; i < size_; ++i) {
    if (packed_.At(i) < packed_.At(i - 1)) return false;
  }
  return true;
}

std::uint64_t SubjectColumn::WordAt(std::uint32_t i) const {
  if (form_ == Form::kDense) return first_ + i;
  if (form_ == Form::kPacked) return packed_.At(i);
  // The last word with at most i set bits before it, and in it the bit that is missing.
  std::uint64_t low = 0;
  std::uint64_t high = word_count_;
  while (high - low > 1) {
    const std::uint64_t middle = (low + high) / 2;
    (RankBefore(middle) <= i ? low : high) = middle;
  }
  std::uint64_t bits = BitWord(low);
  for (std::uint32_t skip = i - RankBefore(low); skip > 0; --skip) bits &= bits - 1;
  return first_ + low * 64 + static_cast<unsigned>(std::countr_zero(bits));
}

void SubjectColumn::Step(ByteReader& reader, std::string& text) {
  text.resize(reader.Varint());
  text += reader.Text();
}

Subject SubjectColumn::At(std::uint32_t i, std::string& scratch) const {
  if (form_ != Form::kFront) return {WordAt(i), {}};
  ByteReader reader = GroupReader(i / kGroup);
  for (std::uint32_t step = 0; step <= i % kGroup; ++step) Step(reader, scratch);
  return BytesSubject(scratch);
}

std::uint32_t SubjectColumn::LowerBound(const Subject& subject) const {
  switch (form_) {
    case Form::kDense:
      if (subject.word <= first_) return 0;
      return static_cast<std::uint32_t>(std::min<std::uint64_t>(subject.word - first_, size_));
    case Form::kBitmap: {
      if (subject.word <= first_) return 0;
      const std::uint64_t place = subject.word - first_;
      if (place / 64 >= word_count_) return size_;
      const std::uint64_t below = (std::uint64_t{1} << (place % 64)) - 1;
      return RankBefore(place / 64) +
             static_cast<std::uint32_t>(std::popcount(BitWord(place / 64) & below));
    }
    case Form::kPacked: {
      std::uint32_t low = 0;
      std::uint32_t high = size_;
      while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (packed_.At(middle) < subject.word) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
    case Form::kFront:
      return FrontLowerBound(subject);
  }
  return size_;
}

std::uint32_t SubjectColumn::FrontLowerBound(const Subject& subject) const {
  // The last group whose first subject is before the one looked for: it is there or next.
  std::uint32_t low = 0;
  std::uint32_t high = static_cast<std::uint32_t>(groups_.size());
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    ByteReader reader = GroupReader(middle);
    reader.Varint();
    if (reader.Text() < subject.bytes) {
      low = middle;
    } else {
      high = middle;
    }
  }
  std::string text;
  ByteReader reader = GroupReader(low);
  const std::uint32_t end = std::min(size_, high * kGroup);
  for (std::uint32_t i = low * kGroup; i < end; ++i) {
    Step(reader, text);
    if (text >= subject.bytes) return i;
  }
  return end;
}

}  // namespace cambium
