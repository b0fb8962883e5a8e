// Keys inside of the store: a run, and a subject in it.
//
//     [Issue, title, 7]     run (Issue, title, integers)    subject word 7 ^ 2^63
//     [Tag, label, 'ab']    run (Tag, label, bytes)         subject bytes of the key
//
// A run is all of one attribute of one type. A subject which is the key of one Int is that
// integer, every other is the bytes of its key; the two kinds stand in runs of their own,
// integers first, so a block has only one of them. The third kind of run is an index: its
// subjects are a value's key and the entity's behind it (lsm/index.h).
//
// A subject is a word and bytes, compared in this order. The word of bytes is the first eight
// of them, big-endian, so most comparisons end there; an integer has no bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "lsm/triple.h"

namespace cambium {

enum class SubjectKind : std::uint8_t { kInteger, kBytes, kIndex };

struct RunKey {
  TypeId type = 0;
  AttributeId attribute = 0;
  SubjectKind kind = SubjectKind::kInteger;

  auto operator<=>(const RunKey&) const = default;

  bool has_integers() const { return kind == SubjectKind::kInteger; }
  template <typename H>
  friend H AbslHashValue(H state, const RunKey& run) {
    return H::combine(std::move(state), run.type, run.attribute, run.kind);
  }
};

// A view: whoever made the bytes keeps them.
struct Subject {
  std::uint64_t word = 0;
  std::string_view bytes;

  friend bool operator==(const Subject& left, const Subject& right) {
    return left.word == right.word && left.bytes == right.bytes;
  }
  friend std::strong_ordering operator<=>(const Subject& left, const Subject& right) {
    if (left.word != right.word) return left.word <=> right.word;
    return left.bytes.compare(right.bytes) <=> 0;
  }
};

inline Subject IntegerSubject(std::int64_t integer) {
  return {static_cast<std::uint64_t>(integer) ^ std::uint64_t{1} << 63, {}};
}
Subject BytesSubject(std::string_view bytes);

// A subject that keeps its own bytes.
struct OwnedSubject {
  std::uint64_t word = 0;
  std::string bytes;

  OwnedSubject() = default;
  explicit OwnedSubject(const Subject& subject) : word(subject.word), bytes(subject.bytes) {}
  Subject view() const { return {word, bytes}; }
  bool operator==(const OwnedSubject&) const = default;
};

// Where a triple stands; the subject views the key's.
struct Place {
  RunKey run;
  Subject subject;
};
Place PlaceOf(const TripleKey& key);

// The subject of a triple again: what PlaceOf was given.
void AppendSubject(SubjectKind kind, const Subject& subject, std::string& out);

}  // namespace cambium
