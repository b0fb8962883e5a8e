// MAP: each element of the delta replaced by its image; equal images add up.
//
//     delta  {(7,red):-1, (7,blue):+1}   first column   →   {}      nothing changed
//
// That cancellation is why a change to a column that nobody reads stops here.
//
// Law: linear, as Filter. The function must be pure: a retraction asks it again.
//
// State: none. Cost: one call per entry of the delta, and a sort of the images.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/zset.h"

namespace cambium {

template <typename F, typename T>
concept Mapping = std::regular_invocable<const F&, const T&>;

template <Element T, Mapping<T> Image>
class Map {
 public:
  using Out = std::decay_t<std::invoke_result_t<const Image&, const T&>>;

  explicit Map(Image image) : image_(std::move(image)) {}

  ZSet<Out> Step(const ZSet<T>& delta) const {
    std::vector<typename ZSet<Out>::Entry> images;
    images.reserve(delta.size());
    for (const auto& [element, weight] : delta.entries()) {
      images.push_back({image_(element), weight});
    }
    return ZSet<Out>(std::move(images));
  }

 private:
  Image image_;
};

}  // namespace cambium
