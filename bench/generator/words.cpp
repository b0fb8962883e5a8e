// The word list of the generators. Its order is part of the format.
// SPDX-License-Identifier: Apache-2.0
#include "bench/generator/words.h"

#include <array>
#include <string_view>

#include "bench/generator/random.h"

namespace cambium::bench {
namespace {

constexpr std::array<std::string_view, 64> kWords = {
    "alpha", "bravo", "cache",  "delta",  "event",  "frame",   "graph",  "hash",
    "index", "join",  "kernel", "latch",  "merge",  "node",    "offset", "page",
    "query", "row",   "shard",  "tuple",  "update", "view",    "write",  "xlog",
    "yield", "zone",  "abort",  "batch",  "commit", "drain",   "epoch",  "flush",
    "guard", "heap",  "input",  "jitter", "key",    "limit",   "mutex",  "nested",
    "order", "patch", "quota",  "reduce", "stream", "table",   "union",  "vector",
    "watch", "xor",   "yank",   "zip",    "arena",  "block",   "chunk",  "diff",
    "error", "fence", "group",  "hint",   "issue",  "journal", "kind",   "label"};

}  // namespace

std::string Words(uint64_t seed, int count) {
  Random random(seed);
  std::string text;
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += ' ';
    text += kWords[random.Position(kWords.size())];
  }
  return text;
}

}  // namespace cambium::bench
