// Names and their numbers: types and attributes are small numbers in keys, and have names here.
//
//     names.Number(NameMap::kTypes, "Issue")  → 1       [0, 2, (0, 1)] → 'Issue'
//     names.Number(1, "title")                → 1       [0, 2, (1, 1)] → 'title'
//
// A scope is a type, whose attributes it names, or kTypes, which names types. A name that is
// new gets the least number above all of its scope, or one that the caller has chosen. The map
// is triples of the store's catalog (lsm/catalog.h), read once and kept in memory.
//
// Law: a number that was given out is known after any crash that leaves a commit with it, since
// its name is committed before; within a scope, names and numbers are one to one.
//
// Any thread may call any member. Cost: O(log n) for names of the scope; a new name is a
// commit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "lsm/catalog.h"
#include "lsm/store.h"

namespace cambium {

class NameMap {
 public:
  static constexpr std::uint32_t kTypes = kCatalogType;  // The scope of types.

  // The store outlives the map, and has no other one that gives numbers.
  static absl::StatusOr<std::unique_ptr<NameMap>> Load(Store& store);

  std::optional<std::uint32_t> Find(std::uint32_t scope, std::string_view name) const;
  std::optional<std::string> NameOf(std::uint32_t scope, std::uint32_t number) const;

  // That of the name, which is given one if it has none.
  absl::StatusOr<std::uint32_t> Number(std::uint32_t scope, std::string_view name);
  // Gives the name this number. AlreadyExists when one of them has another partner;
  // InvalidArgument for the type 0, which is the catalog.
  absl::Status Declare(std::uint32_t scope, std::string_view name, std::uint32_t number);
  // Gives the number, which has a name, another one.
  absl::Status Rename(std::uint32_t scope, std::uint32_t number, std::string_view name);

 private:
  struct Scope {
    std::map<std::string, std::uint32_t, std::less<>> numbers;
    std::map<std::uint32_t, std::string> names;
  };

  explicit NameMap(Store& store) : store_(store) {}
  absl::Status Write(std::uint32_t scope, std::string_view name, std::uint32_t number);

  Store& store_;
  mutable std::mutex mutex_;  // Guards the scopes, and orders who adds to them.
  std::map<std::uint32_t, Scope> scopes_;
};

}  // namespace cambium
