// An error with a place: what is wrong, and where in the statement's text.
//
// The place travels inside the absl::Status, so one type serves every edge; whoever has
// the text can show the line and a caret under it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace cambium {

// Bytes [begin, end) of a statement's text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

absl::Status ErrorAt(Span span, const std::string& message);
// The same error, found at this place.
absl::Status WithPlace(absl::Status error, Span span);

// Where the error was found, as an offset into the text; none for errors without a place.
std::optional<std::size_t> PlaceOf(const absl::Status& status);

// The same error with a line of help below it: `try: ` and a statement to run instead, or
// `hint: ` and a sentence. Without one, the error as it is; a hint that it has already stays.
absl::Status WithHint(absl::Status error, const std::string& hint);

std::optional<std::string> HintOf(const absl::Status& status);

// `line:column: message`, the source line and a caret, or the bare message without a place;
// below it the hint, if there is one. `first_line` and `first_column` are those of the text's
// first character.
std::string RenderError(const absl::Status& status, std::string_view text,
                        std::size_t first_line = 1, std::size_t first_column = 1);

// "; did you mean 'title'?" for the nearest of `names`, or nothing when none is near.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& names);

}  // namespace cambium
