// Filling from a store, and who comes and goes.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "dataflow/status.h"

namespace cambium {

absl::Status AskedRows::Fill(const Store& store, const Table& table) {
  // A scan has the first field of the key in front.
  std::vector<std::size_t> read(table.fields.size());
  std::iota(read.begin(), read.end(), std::size_t{0});
  std::rotate(read.begin(), read.begin() + static_cast<std::ptrdiff_t>(table.key[0]),
              read.begin() + static_cast<std::ptrdiff_t>(table.key[0]) + 1);
  std::vector<std::size_t> places(read.size());
  for (std::size_t i = 0; i < read.size(); ++i) places[read[i]] = i;
  const bool in_place = table.key[0] == 0;
  Delta<Row> rows;
  CAMBIUM_RETURN_IF_ERROR(
      ScanEntities(store, table, read, [&](const std::string&, const Row& row) {
        rows.Add(in_place ? row : row.Project(places), 1);
      }));
  rows_.Fold(rows);
  return absl::OkStatus();
}

bool AskedRows::IsKnown(const Row& values) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_null()) return false;
  }
  return true;
}

void AskedRows::AddStanding(const RoutedInput& input, const Row& values, Weight weight) const {
  const Group<Row>* group = rows_.At(values);
  if (group == nullptr) return;
  group->ForEach([&](const Row& row, Weight times) { input.Add(row, times * weight); });
}

void AskedRows::Follow(const RoutedInput& input, const Row& values) {
  if (IsKnown(values)) askers_[values].push_back(input);
}

void AskedRows::Ask(const RoutedInput& input, const Row& values) {
  if (!IsKnown(values)) return;
  Follow(input, values);
  AddStanding(input, values, 1);
}

void AskedRows::Leave(const RoutedInput& input, const Row& values) {
  if (!IsKnown(values)) return;
  Forget(input, values);
  AddStanding(input, values, -1);
}

void AskedRows::Forget(const RoutedInput& input, const Row& values) {
  const auto found = askers_.find(values);
  if (found == askers_.end()) return;
  std::erase(found->second, input);
  if (found->second.empty()) askers_.erase(found);
}

void AskedRows::Commit() {
  if (pending_.empty()) return;
  rows_.Fold(pending_);
  pending_ = Delta<Row>();
}

}  // namespace cambium
