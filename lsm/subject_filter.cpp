// One word for each subject, five bits in it.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/subject_filter.h"

#include <cstring>

#include "dataflow/stable_hash.h"
#include "lsm/bytes.h"

namespace cambium {
namespace {

constexpr std::size_t kBitsOfSubject = 12;
constexpr int kBitsSet = 5;

struct Bits {
  std::size_t place = 0;  // Of the word, in bytes.
  std::uint64_t mask = 0;
};

Bits BitsOf(const Subject& subject, bool integers, std::size_t words) {
  const std::uint64_t hash =
      integers ? StableHash(subject.word) : StableHashBytes(subject.bytes, 0);
  Bits bits;
  bits.place = 8 * static_cast<std::size_t>((hash >> 32) * words >> 32);
  for (int i = 0; i < kBitsSet; ++i) bits.mask |= std::uint64_t{1} << (hash >> 6 * i & 63);
  return bits;
}

}  // namespace

std::string MakeSubjectFilter(std::span<const Subject> subjects, bool integers) {
  const std::size_t words = subjects.size() * kBitsOfSubject / 64 + 1;
  std::string filter(8 * words, '\0');
  for (const Subject& subject : subjects) {
    const Bits bits = BitsOf(subject, integers, words);
    const std::uint64_t word = LoadWord(filter.data() + bits.place) | bits.mask;
    std::memcpy(filter.data() + bits.place, &word, sizeof word);
  }
  return filter;
}

bool MayHaveSubject(std::string_view filter, const Subject& subject, bool integers) {
  if (filter.empty()) return true;
  const Bits bits = BitsOf(subject, integers, filter.size() / 8);
  return (LoadWord(filter.data() + bits.place) & bits.mask) == bits.mask;
}

}  // namespace cambium
