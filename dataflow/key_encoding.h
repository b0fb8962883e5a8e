// Keys: values as bytes that sort as the values do.
//
// memcmp of two keys, the shorter first when it is a prefix, is the order of the values, and
// equal values have equal bytes. A key says itself where it ends, so tuples are keys one after
// the other, and the key of a tuple's beginning is a prefix of the tuple's. Persisted: these
// bytes are part of the file format.
//
//     NULL              02
//     false, true       03, 04
//     number            below -2^63: 10 double    from 2^63 on, NaN: 23 double    else
//                       [1A ± n] floor [00 | 01 fraction [00 | 01 double]]
//     Date, Time        30 4 bytes, 31 8 bytes
//     Uuid              32 16 bytes
//     Text Bytes Json   40, 41, 42; bytes, where 00 is written 00 FF; 00 01
//
// Integers are big-endian, with the sign bit flipped if they have one. A number is its
// ExactNumber (dataflow/exact_number.h): the floor takes as few bytes n as it needs, and
// its class byte says how many, counted up from 1A (zero, no bytes) for positive floors and
// down from 19 (minus one, no bytes) for negative ones; the fraction takes 8 bytes, the double
// is its OrderedBits in 8 bytes.
//
//     0     1A 00              255   1B FF 00           0.5   1A 01 06F05B59D3B20000 00
//     -1    19 00              256   1C 01 00 00        'a'   40 61 00 01
//
// A descending key is the same with all bits flipped: it sorts the other way round.
//
// Law: TakeKey gives back an equal value, though a number may change its type: Float 1.0 comes
// back as Int 1, Float 0.5 and Decimal 0.50 as Decimal 0.5. Bytes that AppendKey would not
// write are refused, so that accepted bytes and (classes of equal) values are one to one. Any
// bytes may be given.
//
// Cost: O(length). An Int takes 2 bytes at zero, 3 below 256, 10 at most.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/value.h"

namespace cambium {

enum class KeyOrder : uint8_t { kAscending, kDescending };

void AppendKey(const ValueView& value, std::string& out, KeyOrder order = KeyOrder::kAscending);

// The ascending key of a tuple.
std::string EncodeKey(std::span<const Value> tuple);

// Takes one key off the front of `bytes`, which stays as it is on an error.
absl::StatusOr<Value> TakeKey(std::string_view& bytes, KeyOrder order = KeyOrder::kAscending);

// The tuple of an ascending key.
absl::StatusOr<std::vector<Value>> DecodeKey(std::string_view bytes);

}  // namespace cambium
