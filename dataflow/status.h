// How an error travels: absl::Status, handed upwards by two macros.
//
//     CAMBIUM_RETURN_IF_ERROR(file.Sync());
//     CAMBIUM_ASSIGN_OR_RETURN(const Value key, TakeKey(bytes));
//
// A Status says that a caller, a query, a file or the disk is wrong; a program that is wrong
// fails a CAMBIUM_CHECK (dataflow/check.h). Messages are lower case, without a full stop, and
// end in the value that is to blame.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#define CAMBIUM_PASTE_TOKENS(left, right) left##right
#define CAMBIUM_JOIN_TOKENS(left, right) CAMBIUM_PASTE_TOKENS(left, right)

// Returns from the enclosing function when the absl::Status given is an error. Variadic, as
// the next one, so that an expression may contain commas.
#define CAMBIUM_RETURN_IF_ERROR(...) \
  CAMBIUM_RETURN_IF_ERROR_AS(CAMBIUM_JOIN_TOKENS(cambium_status_, __LINE__), __VA_ARGS__)
#define CAMBIUM_RETURN_IF_ERROR_AS(status, ...)                             \
  do {                                                                      \
    if (::absl::Status status = (__VA_ARGS__); !status.ok()) return status; \
  } while (false)

// Assigns the value of an absl::StatusOr to `target`, which may be a declaration, or returns
// its error. Expands to several statements: give it braces under an `if`.
#define CAMBIUM_ASSIGN_OR_RETURN(target, ...)                                         \
  CAMBIUM_ASSIGN_OR_RETURN_AS(CAMBIUM_JOIN_TOKENS(cambium_result_, __LINE__), target, \
                              __VA_ARGS__)
#define CAMBIUM_ASSIGN_OR_RETURN_AS(result, target, ...) \
  auto result = (__VA_ARGS__);                           \
  if (!result.ok()) return std::move(result).status();   \
  target = *std::move(result)

namespace cambium {

// The one place where our texts become Abseil's: older releases have a string_view type of
// their own that converts neither way, newer ones an alias of the standard one.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace cambium
