// SHA-256 (FIPS 180-4) of a text in memory, for comparing files with a list of digests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace cambium::bench::testing {

class Sha256 {
 public:
  static std::string HexOf(std::string_view text) {
    Sha256 sha;
    const std::string padded = std::string(text.substr(text.size() / 64 * 64)) + Padding(text);
    for (size_t i = 0; i + 64 <= text.size(); i += 64) sha.Compress(text.substr(i, 64));
    for (size_t i = 0; i < padded.size(); i += 64) {
      sha.Compress(std::string_view(padded).substr(i, 64));
    }
    return sha.Hex();
  }

 private:
  // A one bit, zeros, and the length in bits, up to a whole block.
  static std::string Padding(std::string_view text) {
    std::string padding(1, '\x80');
    while ((text.size() + padding.size()) % 64 != 56) padding += '\0';
    for (int shift = 56; shift >= 0; shift -= 8) {
      padding += static_cast<char>(static_cast<uint64_t>(text.size()) * 8 >> shift & 0xFF);
    }
    return padding;
  }

  void Compress(std::string_view block) {
    const std::array<uint32_t, 64> schedule = Schedule(block);
    std::array<uint32_t, 8> s = state_;
    for (size_t i = 0; i < 64; ++i) {
      const uint32_t sum1 = std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25);
      const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
      const uint32_t first = s[7] + sum1 + choice + kRounds[i] + schedule[i];
      const uint32_t sum0 = std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22);
      const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
      s = {first + sum0 + majority, s[0], s[1], s[2], s[3] + first, s[4], s[5], s[6]};
    }
    for (size_t i = 0; i < 8; ++i) state_[i] += s[i];
  }

  static std::array<uint32_t, 64> Schedule(std::string_view block) {
    std::array<uint32_t, 64> w{};
    for (size_t i = 0; i < 64; ++i) {
      w[i / 4] = w[i / 4] << 8 | static_cast<uint8_t>(block[i]);
    }
    for (size_t i = 16; i < 64; ++i) {
      const uint32_t sigma0 =
          std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3;
      const uint32_t sigma1 =
          std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + sigma0 + w[i - 7] + sigma1;
    }
    return w;
  }

  std::string Hex() const {
    std::string hex;
    for (const uint32_t word : state_) {
      char digits[9];
      std::snprintf(digits, sizeof(digits), "%08x", word);
      hex += digits;
    }
    return hex;
  }

  static constexpr std::array<uint32_t, 64> kRounds = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
      0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
      0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
      0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
      0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
      0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
      0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
      0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
      0xc67178f2};

  std::array<uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
};

}  // namespace cambium::bench::testing
