// Parameters that are kept for long, by each of many subscriptions, and seldom needed: in a
// third of the memory that expressions take.
//
// Law: Restore() gives what was kept.
//
// Cost: some 110 bytes for each literal; of others, which are lists, the expression.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "query/parameters.h"

namespace cambium {

class KeptParameters {
 public:
  KeptParameters() = default;
  explicit KeptParameters(const Parameters& parameters);

  Parameters Restore() const;

 private:
  struct Literal {
    std::string name;
    Value value;
    std::string text;  // As it was written.
    Span span;
  };

  std::vector<Literal> literals_;
  std::unique_ptr<const Parameters> others_;  // Null if there are none.
};

}  // namespace cambium
