// Errors with a place: attaching it, showing it, and guessing what was meant.
// SPDX-License-Identifier: Apache-2.0
#include "query/diagnostic.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/cord.h"
#include "dataflow/status.h"
#include "query/code_points.h"

namespace cambium {
namespace {

constexpr char kPlaceType[] = "cambium/place";
constexpr char kHintType[] = "cambium/hint";

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// How many slips turn one name into the other: a letter too many, too few or wrong, or two
// neighbours swapped.
std::size_t EditDistance(const std::string& left, const std::string& right) {
  const std::size_t width = right.size() + 1;
  std::vector<std::size_t> table((left.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return table[i * width + j];
  };
  for (std::size_t i = 0; i <= left.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= right.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t wrong = left[i - 1] == right[j - 1] ? 0 : 1;
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + wrong});
      const bool swapped =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return at(left.size(), right.size());
}

}  // namespace

absl::Status ErrorAt(Span span, const std::string& message) {
  return WithPlace(absl::InvalidArgumentError(message), span);
}

absl::Status WithPlace(absl::Status error, Span span) {
  error.SetPayload(kPlaceType, absl::Cord(std::to_string(span.begin)));
  return error;
}

std::optional<std::size_t> PlaceOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPlaceType);
  if (!payload.has_value()) return std::nullopt;
  return std::strtoull(std::string(*payload).c_str(), nullptr, 10);
}

absl::Status WithHint(absl::Status error, const std::string& hint) {
  if (hint.empty() || HintOf(error).has_value()) return error;
  error.SetPayload(kHintType, absl::Cord(hint));
  return error;
}

std::optional<std::string> HintOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kHintType);
  if (!payload.has_value()) return std::nullopt;
  return std::string(*payload);
}

std::string RenderError(const absl::Status& status, std::string_view text,
                        std::size_t first_line, std::size_t first_column) {
  std::string message(status.message());
  const std::optional<std::string> hint = HintOf(status);
  const std::string below = hint.has_value() ? "\n  " + *hint : "";
  const std::optional<std::size_t> place = PlaceOf(status);
  if (!place.has_value()) return message + below;
  const std::size_t at = std::min(*place, text.size());
  const std::string_view before = text.substr(0, at);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_begin = lines == 0 ? 0 : before.rfind('\n') + 1;
  const std::size_t line_end = std::min(text.find('\n', at), text.size());
  std::string line(text.substr(line_begin, line_end - line_begin));
  const std::size_t offset = CountCodePoints(text.substr(line_begin, at - line_begin));
  // A tab or a control character would put the caret elsewhere than under its column.
  for (char& byte : line) {
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = ' ';
  }
  const std::size_t column = offset + (lines == 0 ? first_column : 1);
  return std::to_string(first_line + lines) + ":" + std::to_string(column) + ": " + message +
         "\n  " + line + "\n  " + std::string(offset, ' ') + "^" + below;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& names) {
  // Beyond a third of its letters, a name is another name and not a slip.
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::string best;
  for (const std::string& candidate : names) {
    // Lengths alone tell most names apart, and bound the work on absurd ones.
    const std::size_t difference =
        std::max(name.size(), candidate.size()) - std::min(name.size(), candidate.size());
    if (difference >= best_distance || name.size() > 64) continue;
    const std::size_t distance = EditDistance(Lower(name), Lower(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best.empty() ? "" : "; did you mean '" + best + "'?";
}

}  // namespace cambium
