// Finding an index by what it is: two operators that need the same one get the same one.
//
// An index is known by its wire, its kind, and its key. A member pointer is known by its
// value, a function object without state by its type, one with an `Identity()` by that, if it
// is not empty; any other function object is like no other, and its index is not shared.
//
// A handle keeps the index alive: operators hold one for each index that they read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include "dataflow/operator_node.h"
#include "dataflow/stream.h"

namespace cambium {

// The name of a type that no other type has. typeid's is not that: two files may each have
// their own type of one name.
template <typename T>
inline constexpr char kTypeTag = 0;
template <typename T>
std::string TypeIdentity() {
  return std::to_string(reinterpret_cast<std::uintptr_t>(&kTypeTag<T>));
}

// Empty when two of these functions cannot be told to be the same.
template <typename F>
std::string FunctionIdentity(const F& function) {
  if constexpr (std::is_member_pointer_v<F>) {
    std::string bytes(sizeof function, '\0');
    std::memcpy(bytes.data(), &function, sizeof function);
    return TypeIdentity<F>() + ":" + bytes;
  } else if constexpr (requires { function.Identity(); }) {
    const std::string identity = function.Identity();
    return identity.empty() ? "" : TypeIdentity<F>() + ":" + identity;
  } else if constexpr (std::is_empty_v<F>) {
    return TypeIdentity<F>();
  } else {
    return "";
  }
}

// An index of a stream: of the given kind, made by `make` when it does not stand yet.
// `identity` is that of its parameters, empty for one that is not shared.
template <typename Index>
class IndexHandle {
 public:
  template <Element T, typename Make>
  static IndexHandle Find(const Stream<T>& stream, const std::string& identity, Make make) {
    Graph& graph = stream.graph();
    Wire<T>& wire = stream.wire();
    const auto add = [&]() -> IndexNode<Index>& {
      return graph.Own(std::make_unique<IndexNode<Index>>(make(), wire), {&wire});
    };
    if (identity.empty()) return IndexHandle(add());
    const std::string name =
        std::to_string(graph.id(wire)) + ":" + TypeIdentity<Index>() + ":" + identity;
    return IndexHandle(graph.Shared<IndexNode<Index>>(name, add));
  }

  const Index& operator*() const { return node().index(); }
  const Index* operator->() const { return &node().index(); }
  IndexNode<Index>& node() const { return *static_cast<IndexNode<Index>*>(handle_.node()); }

 private:
  explicit IndexHandle(IndexNode<Index>& held) : handle_(held) {}
  NodeHandle handle_;
};

}  // namespace cambium
