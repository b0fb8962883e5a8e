// CAMBIUM_CHECK: the program is wrong, so it stops, here, saying where and why.
//
//     CAMBIUM_CHECK(scale <= kMaxScale, "scale is out of range: ", scale);
//
// prints `dataflow/decimal.cpp:12: check failed: scale <= kMaxScale: scale is out of range:
// 19` to standard error and aborts. Always on, in release builds too, so the condition should
// be O(1). It is not for bad input: what a caller, a file or a query can get wrong is an
// absl::Status (dataflow/status.h).
//
// Cost: one predicted branch; the message is built only on failure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <string>
#include <string_view>

// The message parts, all optional, are texts, integers and truth values.
#define CAMBIUM_CHECK(condition, ...)                                        \
  do {                                                                       \
    if (!(condition)) [[unlikely]] {                                         \
      ::cambium::internal::FailCheck(__FILE__, __LINE__,                     \
                                     #condition __VA_OPT__(, ) __VA_ARGS__); \
    }                                                                        \
  } while (false)

namespace cambium::internal {

// Prints and aborts.
[[noreturn]] void Abort(const char* file, int line, std::string_view condition,
                        std::string_view message);

inline void AppendCheckPart(std::string& message, std::string_view text) { message += text; }

template <std::integral T>
void AppendCheckPart(std::string& message, T number) {
  message += std::to_string(number);
}

template <typename... Parts>
[[noreturn, gnu::cold, gnu::noinline]] void FailCheck(const char* file, int line,
                                                      std::string_view condition,
                                                      const Parts&... parts) {
  std::string message;
  (AppendCheckPart(message, parts), ...);
  Abort(file, line, condition, message);
}

}  // namespace cambium::internal
