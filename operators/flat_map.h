// FLAT MAP: each element of the delta replaced by any number of images.
//
//     delta  {"a b":+1, "b":-1}   words   →   {a:+1}      b came and went
//
// Law: linear, as Map. The function must be pure.
//
// State: none. Cost: one call per entry of the delta, one output per image.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "dataflow/stream.h"

namespace cambium {

// `Images` returns a range of images.
template <Element T, typename Images>
class FlatMapOperator {
 public:
  using Range = ImageOf<Images, T>;
  using Out = std::decay_t<decltype(*std::declval<const Range&>().begin())>;
  static constexpr char kName[] = "flat map";

  explicit FlatMapOperator(Images images) : images_(std::move(images)) {}

  void Step(const Delta<T>& delta, Delta<Out>& out) const {
    for (const auto& [element, weight] : delta) {
      const Range images = std::invoke(images_, element);
      for (const Out& image : images) out.Add(image, weight);
    }
  }

 private:
  Images images_;
};

template <Element T>
template <typename Images>
auto Stream<T>::FlatMap(Images images) const {
  static_assert(
      requires(const ImageOf<Images, T>& range) { *range.begin(); },
      "cambium: FlatMap needs a function from an element to a range of elements");
  static_assert(
      Element<std::decay_t<decltype(*std::declval<const ImageOf<Images, T>&>().begin())>>,
      "cambium: what FlatMap gives must have == and <");
  return internal::AddOperator(FlatMapOperator<T, Images>(std::move(images)), *this);
}

}  // namespace cambium
