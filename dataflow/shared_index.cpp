// How indexes are known: texts that are the same for the same thing alone.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/shared_index.h"

#include <cstdint>

namespace cambium::internal {

std::string TagIdentity(const void* tag) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(tag));
}

std::string MemberIdentity(const void* type_tag, const void* bytes, std::size_t size) {
  return TagIdentity(type_tag) + ":" + std::string(static_cast<const char*>(bytes), size);
}

std::string IndexIdentity(std::size_t wire, const void* type_tag, const std::string& identity) {
  return std::to_string(wire) + ":" + TagIdentity(type_tag) + ":" + identity;
}

}  // namespace cambium::internal
