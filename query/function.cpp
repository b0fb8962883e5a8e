// The registry: the families, found by name.
// SPDX-License-Identifier: Apache-2.0
#include "query/function.h"

#include <algorithm>

namespace cambium {
namespace {

bool SameName(std::string_view written, std::string_view name) {
  return written.size() == name.size() &&
         std::equal(written.begin(), written.end(), name.begin(), [](char left, char right) {
           return (left >= 'a' && left <= 'z' ? left - 'a' + 'A' : left) == right;
         });
}

template <typename Visit>
void ForEach(Visit visit) {
  for (const auto family : {NumberFunctions(), TextFunctions(), TimeFunctions(),
                            ChoiceFunctions(), CastFunctions(), JsonFunctions()}) {
    for (const Function& function : family) visit(function);
  }
}

}  // namespace

const Function* FindFunction(std::string_view name) {
  const Function* found = nullptr;
  ForEach([&](const Function& function) {
    if (SameName(name, function.name)) found = &function;
  });
  return found;
}

std::vector<std::string> FunctionNames() {
  std::vector<std::string> names;
  ForEach([&](const Function& function) { names.emplace_back(function.name); });
  return names;
}

}  // namespace cambium
