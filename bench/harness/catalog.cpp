// Looking up cases by name.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/catalog.h"

#include <algorithm>
#include <utility>

namespace cambium::bench {
namespace {

void AddOnce(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// Families in order, and within a family the order of the first mention.
bool FamilyIsBefore(const std::string& left, const std::string& right) {
  return left.substr(0, left.find('.')) < right.substr(0, right.find('.'));
}

}  // namespace

std::vector<std::string> Catalog::Engines() const {
  std::vector<std::string> names;
  for (const Case& entry : cases_) AddOnce(names, entry.engine);
  for (const Absence& absence : absent_) AddOnce(names, absence.engine);
  return names;
}

std::vector<std::string> Catalog::Workloads() const {
  std::vector<std::string> names;
  for (const Case& entry : cases_) AddOnce(names, entry.workload);
  std::stable_sort(names.begin(), names.end(), FamilyIsBefore);
  return names;
}

std::vector<std::string> Catalog::WorkloadsNamed(std::string_view name) const {
  std::vector<std::string> named;
  for (const std::string& workload : Workloads()) {
    const std::string_view family = std::string_view(workload).substr(0, workload.find('.'));
    if (workload == name || family == name) named.push_back(workload);
  }
  return named;
}

const Case* Catalog::Find(std::string_view engine, std::string_view workload) const {
  for (const Case& entry : cases_) {
    if (entry.engine == engine && entry.workload == workload) return &entry;
  }
  return nullptr;
}

}  // namespace cambium::bench
