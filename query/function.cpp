// The registry: the families, found by name.
// SPDX-License-Identifier: Apache-2.0
#include "query/function.h"

#include "query/keyword.h"

namespace cambium {
namespace {

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
    if (SameKeyword(name, function.name)) found = &function;
  });
  return found;
}

std::vector<std::string> FunctionNames() {
  std::vector<std::string> names;
  ForEach([&](const Function& function) { names.emplace_back(function.name); });
  return names;
}

}  // namespace cambium
