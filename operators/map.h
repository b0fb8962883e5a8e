// MAP: each element of the delta replaced by its image; equal images add up.
//
//     delta  {(7,red):-1, (7,blue):+1}   first column   →   {}      nothing changed
//
// That cancellation is why a change to a column that nobody reads stops here.
//
// Law: linear, as Filter. The function must be pure: a retraction asks it again.
//
// State: none. Cost: one call per entry of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "dataflow/stream.h"

namespace cambium {

template <Element T, typename Image>
class MapOperator {
 public:
  using Out = ImageOf<Image, T>;
  static constexpr char kName[] = "map";

  explicit MapOperator(Image image) : image_(std::move(image)) {}

  void Step(const Delta<T>& delta, Delta<Out>& out) const {
    out.Reserve(delta.size());
    for (const auto& [element, weight] : delta) out.Add(std::invoke(image_, element), weight);
  }

 private:
  Image image_;
};

template <Element T>
template <typename Image>
auto Stream<T>::Map(Image image) const {
  static_assert(std::is_invocable_v<const Image&, const T&>,
                "cambium: Map needs a function of an element of the stream, or a member of it");
  static_assert(Element<ImageOf<Image, T>>, "cambium: what Map gives must have == and <");
  return internal::AddOperator(MapOperator<T, Image>(std::move(image)), *this);
}

}  // namespace cambium
