// Values from hashes.
// SPDX-License-Identifier: Apache-2.0
#include "bench/lsm/data.h"

#include <cstdio>
#include <string>

#include "dataflow/stable_hash.h"

namespace cambium::bench {
namespace {

constexpr const char* kWords[] = {"the",   "open",  "issue", "crash", "on",     "save",
                                  "when",  "user",  "login", "fails", "slow",   "query",
                                  "after", "merge", "index", "view",  "commit", "error",
                                  "reply", "draft", "board", "label", "search", "filter"};

std::string Words(std::uint64_t hash, std::uint64_t count) {
  std::string text;
  for (; count > 0; --count) {
    hash = StableHash(hash);
    if (!text.empty()) text += ' ';
    text += kWords[hash % std::size(kWords)];
  }
  return text;
}

std::string UuidText(std::uint64_t hash) {
  char text[37];
  const std::uint64_t more = StableHash(hash);
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx",
                static_cast<unsigned>(hash >> 32), static_cast<unsigned>(hash >> 16 & 0xFFFF),
                static_cast<unsigned>(hash & 0xFFFF), static_cast<unsigned>(more >> 48),
                static_cast<unsigned long long>(more & 0xFFFFFFFFFFFF));
  return text;
}

}  // namespace

Value LsmValue(std::uint32_t attribute, std::uint32_t subject) {
  const std::uint64_t hash = StableHash(std::uint64_t{attribute} << 32 | subject);
  const auto integer = [&](std::uint64_t bound) {
    return static_cast<std::int64_t>(hash % bound);
  };
  constexpr std::int64_t kNewYear = 1'767'225'600'000'000;
  switch (attribute) {
    case 0:
      return Value::Int(integer(4));
    case 1:
      return Value::Int(integer(16));
    case 2:
      return Value::Time(kNewYear + std::int64_t{subject} * 7'000'000 + integer(7'000'000));
    case 3:
      return Value::Time(kNewYear + integer(31'536'000) * 1'000'000);
    case 4:
      return Value::Int(integer(250'000));
    case kLsmNumber:
      return Value::Int(integer(1000));
    case 6:
      return Value::Float(static_cast<double>(hash >> 11) / 9007199254740992.0);
    case 7:
      return Value::Int(static_cast<std::int64_t>(hash >> 1));
    case 8:
      return Value::Int(integer(1 << 20));
    case 9:
      return Value::Text(kWords[integer(5)]);
    case 10:
      return Value::Text("label " + std::to_string(integer(50)));
    case kLsmText:
      return Value::Text(Words(hash, 4 + hash % 5));
    case 12:
      return Value::Text(Words(hash, 8 + hash % 16));
    case 13:
      return Value::Text(UuidText(hash));
    case 14:
      return Value::Bool(hash % 2 == 0);
    case 15:
      return Value::Date(static_cast<std::int32_t>(20'000 + integer(1000)));
    case 16:
      return Value::Of({integer(1'000'000), 2});
    case 17:
      return Value::Int(subject);
    case 18:
      return Value::Text(Words(hash, 1) + std::to_string(integer(10'000)) + "@example.org");
    default:
      return Value::Float(static_cast<double>(integer(100'000)) / 100);
  }
}

}  // namespace cambium::bench
