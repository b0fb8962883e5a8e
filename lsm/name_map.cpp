// The map in memory, and its triples.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/name_map.h"

#include "dataflow/status.h"

namespace cambium {

absl::StatusOr<std::unique_ptr<NameMap>> NameMap::Load(Store& store) {
  std::unique_ptr<NameMap> map(new NameMap(store));
  absl::Status status;
  const AttributeId attribute = kNameAttribute;
  CAMBIUM_RETURN_IF_ERROR(
      store.Scan(kCatalogType, {&attribute, 1}, [&](const std::string& subject, auto values) {
        const auto entry = ReadCatalogSubject(subject);
        status.Update(entry.status());
        if (!status.ok()) return;
        if (values[0].type() != ValueType::kText) {
          return status.Update(absl::DataLossError("catalog has a name that is no text"));
        }
        const std::string name(values[0].AsText());
        Scope& scope = map->scopes_[entry->scope];
        scope.names[entry->number] = name;
        if (scope.numbers.emplace(name, entry->number).second) return;
        status.Update(absl::DataLossError("catalog has a name twice: " + name));
      }));
  CAMBIUM_RETURN_IF_ERROR(status);
  return map;
}

std::optional<std::uint32_t> NameMap::Find(std::uint32_t scope, std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto names = scopes_.find(scope);
  if (names == scopes_.end()) return std::nullopt;
  const auto found = names->second.numbers.find(name);
  if (found == names->second.numbers.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> NameMap::NameOf(std::uint32_t scope, std::uint32_t number) const {
  const std::lock_guard lock(mutex_);
  const auto names = scopes_.find(scope);
  if (names == scopes_.end()) return std::nullopt;
  const auto found = names->second.names.find(number);
  if (found == names->second.names.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<std::uint32_t> NameMap::Number(std::uint32_t scope, std::string_view name) {
  const std::lock_guard lock(mutex_);
  const Scope& names = scopes_[scope];
  const auto found = names.numbers.find(name);
  if (found != names.numbers.end()) return found->second;
  const std::uint32_t last = names.names.empty() ? 0 : names.names.rbegin()->first;
  if (last == UINT32_MAX) return absl::ResourceExhaustedError("numbers are used up");
  CAMBIUM_RETURN_IF_ERROR(Write(scope, name, last + 1));
  return last + 1;
}

absl::Status NameMap::Declare(std::uint32_t scope, std::string_view name,
                              std::uint32_t number) {
  if (scope == kTypes && number == kCatalogType) {
    return absl::InvalidArgumentError("type 0 is the catalog, not: " + std::string(name));
  }
  const std::lock_guard lock(mutex_);
  const Scope& names = scopes_[scope];
  const auto named = names.numbers.find(name);
  const auto numbered = names.names.find(number);
  if (named != names.numbers.end() && named->second == number) return absl::OkStatus();
  if (named != names.numbers.end()) {
    return absl::AlreadyExistsError("name has the number " + std::to_string(named->second) +
                                    ": " + std::string(name));
  }
  if (numbered != names.names.end()) {
    return absl::AlreadyExistsError("number " + std::to_string(number) +
                                    " has the name: " + numbered->second);
  }
  return Write(scope, name, number);
}

absl::Status NameMap::Rename(std::uint32_t scope, std::uint32_t number, std::string_view name) {
  const std::lock_guard lock(mutex_);
  const Scope& names = scopes_[scope];
  const auto numbered = names.names.find(number);
  if (numbered == names.names.end()) {
    return absl::NotFoundError("number has no name: " + std::to_string(number));
  }
  if (numbered->second == name) return absl::OkStatus();
  if (names.numbers.contains(name)) {
    return absl::AlreadyExistsError("name has a number: " + std::string(name));
  }
  return Write(scope, name, number);
}

// In memory only once it is committed: what a failed commit has not kept must not be known.
absl::Status NameMap::Write(std::uint32_t scope, std::string_view name, std::uint32_t number) {
  const TripleKey key{kCatalogType, kNameAttribute, CatalogSubject(scope, number)};
  CAMBIUM_RETURN_IF_ERROR(
      store_.Apply({{key, Value::Text(name)}}, Durability::kRelaxed).status());
  Scope& names = scopes_[scope];
  const auto before = names.names.find(number);
  if (before != names.names.end()) names.numbers.erase(before->second);
  names.names[number] = name;
  names.numbers.emplace(name, number);
  return absl::OkStatus();
}

}  // namespace cambium
