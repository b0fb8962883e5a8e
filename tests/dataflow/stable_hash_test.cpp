// Stable hashes: the same for ever, and spread well.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/stable_hash.h"

#include <array>
#include <cmath>
#include <memory>
#include <set>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// How far from one half a bit of the hash is from flipping, at worst, when one bit of the word
// flips.
template <typename Hash>
double WorstBias(Hash hash, bool small_words) {
  constexpr int kTrials = 4'000;
  testing::Random random(1);
  double worst = 0;
  for (int input = 0; input < 64; ++input) {
    std::array<int, 64> flips{};
    for (int i = 0; i < kTrials; ++i) {
      const uint64_t word = small_words ? static_cast<uint64_t>(i) : random.Next();
      const uint64_t change = hash(word) ^ hash(word ^ uint64_t{1} << input);
      for (size_t bit = 0; bit < 64; ++bit) flips[bit] += static_cast<int>(change >> bit & 1);
    }
    for (const int count : flips) {
      worst = std::max(worst, std::abs(static_cast<double>(count) / kTrials - 0.5));
    }
  }
  return worst;
}

TEST_SUITE("StableHash") {
  TEST_CASE("never changes") {
    // Golden, from another implementation of the description: these may be on disk.
    CHECK(StableHash(0) == 0x8e96060d57c9a260);
    CHECK(StableHash(1) == 0x6a317e844bd5a9d8);
    CHECK(StableHash(2) == 0xa59c0ba4baa557cf);
    CHECK(StableHash(0xFFFFFFFFFFFFFFFF) == 0x605380f1caa31e5b);
    CHECK(StableHash(0x0123456789ABCDEF) == 0x9c44e59dd9673dd3);
    CHECK(StableCombine(StableHash(1), StableHash(2)) == 0x120ab902862b91b6);
    CHECK(StableCombine(StableHash(2), StableHash(1)) == 0x460efea7f4d9a331);
    CHECK(StableHashBytes("") == 0x8e96060d57c9a260);
    CHECK(StableHashBytes("a") == 0x9518b0a37d9f2d00);
    CHECK(StableHashBytes("abc") == 0xc857cc67e665a2ce);
    CHECK(StableHashBytes("abcdefgh") == 0x6b1a71b2a395a865);
    CHECK(StableHashBytes("abcdefghi") == 0x1ec782cc9e7661cf);
    CHECK(StableHashBytes("abcdefghijklmn") == 0xd51e1728dc9a7883);
    CHECK(StableHashBytes("abcdefghijklmnop") == 0x374e7ae02604de03);
    CHECK(StableHashBytes("abcdefghijklmnopq") == 0xae7dd402a30136d4);
    CHECK(StableHashBytes("abc", 1) == 0xe9e27a678097dc2f);
    std::string bytes;
    for (char byte = 0; byte < 100; ++byte) bytes += byte;
    CHECK(StableHashBytes(bytes) == 0x440538cbcdf0edef);
  }

  TEST_CASE("is known at compile time") { static_assert(StableHash(1) == 0x6a317e844bd5a9d8); }

  TEST_CASE("each bit of a word decides about each bit of the hash") {
    // Five standard deviations of 4000 coins are 0.04.
    for (const bool small : {false, true}) {
      CHECK(WorstBias([](uint64_t word) { return StableHash(word); }, small) < 0.05);
      CHECK(WorstBias([](uint64_t word) { return StableHashShort(word, 0, 8); }, small) < 0.05);
      CHECK(WorstBias([](uint64_t word) { return StableHashShort(0, word, 16); }, small) <
            0.05);
    }
  }

  TEST_CASE("every byte and the size count whatever the size") {
    std::set<uint64_t> hashes;
    size_t texts = 0;
    for (size_t size = 0; size <= 70; ++size) {
      std::string text(size, '\0');
      hashes.insert(StableHashBytes(text));
      ++texts;
      for (size_t i = 0; i < size; ++i, ++texts) {
        text[i] = 1;
        hashes.insert(StableHashBytes(text));
        text[i] = 0;
      }
    }
    CHECK(hashes.size() == texts);
  }

  TEST_CASE("short texts are hashed as two words padded with zeros") {
    for (size_t size = 0; size <= 16; ++size) {
      uint64_t words[2] = {0, 0};
      std::string text;
      for (size_t i = 0; i < size; ++i) {
        text += static_cast<char>(0xF0 + i);
        words[i / 8] |= uint64_t{0xF0 + i} << (i % 8 * 8);
      }
      CHECK(StableHashBytes(text, 5) == StableHashShort(words[0], words[1], size, 5));
    }
  }

  TEST_CASE("reads nothing outside of the text") {
    // In a block of its own, so that a sanitizer sees a byte too far on either side.
    for (size_t size = 0; size <= 70; ++size) {
      const auto block = std::make_unique<char[]>(size);
      CHECK(StableHashBytes({block.get(), size}) == StableHashBytes(std::string(size, '\0')));
    }
  }

  TEST_CASE("combining depends on the order") {
    testing::ForSeeds(100, [](testing::Random& random) {
      const uint64_t left = random.Next();
      const uint64_t right = random.Next();
      REQUIRE(StableCombine(left, right) != StableCombine(right, left));
    });
  }
}

}  // namespace
}  // namespace cambium
