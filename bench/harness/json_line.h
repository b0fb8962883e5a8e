// A flat JSON object on a line of its own, as bench/data/expected.jsonl and report.json have
// them: texts and numbers behind keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace cambium::bench {

// In quotes, with what needs it escaped.
std::string JsonText(std::string_view text);

// The text behind the key, or the number as it is written; empty if there is none.
std::string JsonValueOf(std::string_view line, std::string_view key);

}  // namespace cambium::bench
