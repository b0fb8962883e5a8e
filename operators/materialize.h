// MATERIALIZE: the contents of a stream, to be read between steps.
//
//     auto view = spend.Materialize();
//     view.Get("core")            the value of a group; of other streams, the weight
//     for (auto& [element, weight] : view.Read()) …
//
// A view reads an index of its stream, which it shares with every operator that needs the
// same one; materializing what is indexed already costs nothing.
//
// A view may be read from any thread, while another commits: each answer is that of some
// commit. The view itself is made, copied and ended where the graph is changed.
//
// Law: Read() is the sum of the deltas so far, ascending by element.
// Cost: Get one look-up; Read O(n log n).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <shared_mutex>
#include <type_traits>
#include <utility>

#include "dataflow/grouped.h"
#include "dataflow/key_index.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class View {
 public:
  explicit View(const Stream<T>& stream)
      : mutex_(&stream.graph().fold_mutex()), index_(IndexOf(stream)) {}

  // Ascending, with no weight zero.
  ZSet<T> Read() const {
    Delta<T> contents;
    {
      const std::shared_lock lock(*mutex_);
      index_->AppendContents(contents);
    }
    contents.Consolidate();
    return contents.ToZSet();
  }
  std::size_t size() const {
    const std::shared_lock lock(*mutex_);
    return index_->row_count();
  }
  // That of the stream: what stood when it was made.
  const absl::Status& status() const { return index_.node().late_error(); }

  // Of grouped streams: the value of this group, if there is one. Of others: the weight of
  // this element, 0 when it is absent.
  template <typename Key>
  auto Get(const Key& key) const {
    const std::shared_lock lock(*mutex_);
    if constexpr (kIsGrouped<T>) {
      static_assert(std::is_constructible_v<typename T::key_type, const Key&>,
                    "cambium: Get needs the key of a group");
      const Group<T>* group = index_->At(typename T::key_type(key));
      std::optional<typename T::value_type> value;
      if (group != nullptr) {
        group->ForEach([&](const T& element, Weight) { value = element.value; });
      }
      return value;
    } else {
      static_assert(std::is_convertible_v<const Key&, const T&>,
                    "cambium: Get needs an element of the stream");
      return index_->Of(key);
    }
  }

 private:
  static auto IndexOf(const Stream<T>& stream) {
    if constexpr (kIsGrouped<T>) {
      return IndexBy(stream, GroupKey());
    } else {
      return IndexWeights(stream);
    }
  }

  std::shared_mutex* mutex_;
  decltype(IndexOf(std::declval<const Stream<T>&>())) index_;
};

template <Element T>
View<T> Stream<T>::Materialize() const {
  return View<T>(*this);
}

}  // namespace cambium
