// Finding an index by what it is: two operators that need the same one get the same one.
//
// An index is known by its wire, its kind, and its key. A member pointer is known by its
// value, a function object without state by its type, one with an `Identity()` by that, if it
// is not empty; any other function object is like no other, and its index is not shared.
//
// A handle keeps the index alive: operators hold one for each index that they read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "dataflow/operator_node.h"
#include "dataflow/stream.h"

namespace cambium {

namespace internal {

std::string TagIdentity(const void* tag);
// Of a member pointer of this type, by its bytes.
std::string MemberIdentity(const void* type_tag, const void* bytes, std::size_t size);
// Of an index of a wire of this number.
std::string IndexIdentity(std::size_t wire, const void* type_tag, const std::string& identity);

}  // namespace internal

// The name of a type that no other type has. typeid's is not that: two files may each have
// their own type of one name.
template <typename T>
inline constexpr char kTypeTag = 0;
template <typename T>
std::string TypeIdentity() {
  return internal::TagIdentity(&kTypeTag<T>);
}

// Empty when two of these functions cannot be told to be the same.
template <typename F>
std::string FunctionIdentity(const F& function) {
  if constexpr (std::is_member_pointer_v<F>) {
    return internal::MemberIdentity(&kTypeTag<F>, &function, sizeof function);
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
    if (identity.empty()) return IndexHandle(graph, add());
    const std::string name =
        internal::IndexIdentity(graph.id(wire), &kTypeTag<Index>, identity);
    return IndexHandle(graph, graph.Shared<IndexNode<Index>>(name, add));
  }

  const Index& operator*() const { return node().index(); }
  const Index* operator->() const { return &node().index(); }
  IndexNode<Index>& node() const { return *static_cast<IndexNode<Index>*>(handle_.node()); }

 private:
  IndexHandle(Graph& graph, IndexNode<Index>& held) : handle_(graph, held) {}
  NodeHandle handle_;
};

}  // namespace cambium
