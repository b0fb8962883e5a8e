// The two macros hand errors upwards and values on.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/status.h"

#include <memory>
#include <string>
#include <utility>

#include "doctest/doctest.h"

namespace cambium {
namespace {

absl::StatusOr<int> Half(int number) {
  if (number % 2 != 0) return absl::InvalidArgumentError("odd");
  return number / 2;
}

absl::StatusOr<int> Quarter(int number) {
  CAMBIUM_ASSIGN_OR_RETURN(const int half, Half(number));
  CAMBIUM_ASSIGN_OR_RETURN(int quarter, Half(half));
  return quarter;
}

absl::Status BothEven(int left, int right) {
  CAMBIUM_RETURN_IF_ERROR(Half(left).status());
  CAMBIUM_RETURN_IF_ERROR(Half(right).status());
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<int>> MakePointer() { return std::make_unique<int>(7); }

absl::StatusOr<int> FromPointer() {
  CAMBIUM_ASSIGN_OR_RETURN(const std::unique_ptr<int> pointer, MakePointer());
  return *pointer;
}

template <typename First, typename Second>
absl::StatusOr<std::pair<First, Second>> MakePair(First first, Second second) {
  return std::pair<First, Second>(first, second);
}

absl::StatusOr<int> WithCommas() {
  CAMBIUM_RETURN_IF_ERROR(MakePair<int, bool>(1, true).status());
  CAMBIUM_ASSIGN_OR_RETURN(const auto pair, MakePair<int, bool>(3, true));
  return pair.first;
}

TEST_SUITE("Status") {
  TEST_CASE("values are assigned and errors returned") {
    CHECK(*Quarter(8) == 2);
    CHECK(Quarter(6).status().message() == "odd");
    CHECK(Quarter(5).status().message() == "odd");
    CHECK(BothEven(2, 4).ok());
    CHECK_FALSE(BothEven(2, 3).ok());
    CHECK_FALSE(BothEven(3, 2).ok());
  }

  TEST_CASE("values may be of types that only move and expressions may have commas") {
    CHECK(*FromPointer() == 7);
    CHECK(*WithCommas() == 3);
  }

  TEST_CASE("texts become those of abseil with all their bytes") {
    const std::string text("a\0b", 3);
    CHECK(ToAbsl(text) == absl::string_view(text.data(), 3));
    CHECK(ToAbsl("").empty());
  }
}

}  // namespace
}  // namespace cambium
