// A filter of subjects: bytes that tell, for nearly each subject that was not put in, that it
// was not. So a block that has not what is looked for is hardly ever read.
//
//     words of 64 bits, one for every five subjects and a bit; each subject chooses one of them
//     and five bits in it, which are set when it is there
//
//     hash    bytes: hash(bytes, 0); an integer's word: word(word)       (docs/format.md)
//     word    the high half of the hash, times the count of words, less its 32 lowest bits
//     bits    five times six bits of the hash, from the lowest on
//
// Law: a subject that was put in is never denied.
//
// Cost: 1.5 bytes for each subject; about three in a hundred others are not denied. Asking is
// one hash and one load.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "lsm/run_key.h"

namespace cambium {

std::string MakeSubjectFilter(std::span<const Subject> subjects, bool integers);

// Whether the subject may be among those of the filter; an empty one denies nothing. Its size
// is a multiple of 8.
bool MayHaveSubject(std::string_view filter, const Subject& subject, bool integers);

}  // namespace cambium
