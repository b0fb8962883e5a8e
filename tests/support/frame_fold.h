// A client of the delta protocol that knows only its JSON: folds frames into a tree.
//
// Written from the manual, independent of query/live_tree.h. While it applies operations
// one by one it checks what must hold at every instant: positions lie inside their
// lists, keys are there once, and no list outgrows its LIMIT.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "query/syntax.h"
#include "tests/support/json.h"

namespace cambium::testing {

// The code under test broke a law.
struct BrokenLaw : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Throw BrokenLaw with `what` unless it holds.
void Require(bool holds, std::string_view what);
void RequireEqual(const Json& found, const Json& expected, std::string_view what);

class FrameFold {
 public:
  explicit FrameFold(const Select& query) : query_(query) {}

  // Throws BrokenLaw when the frame does not fit.
  void Apply(const Json& frame);

  const Json& root() const { return root_; }
  const std::string& version() const { return version_; }

 private:
  void ApplyOp(const Json& op);

  const Select query_;
  Json root_ = Json::Array();
  std::string version_;
};

// Whether these operations are the ones that the protocol asks for between two answers:
// the fewest, in the right order, none inside of what comes or goes, `=` for exactly the
// values that changed, `^` on rows whose order key changed where there is a choice.
void CheckOps(const Select& query, const Json& ops, const Json& before, const Json& after);

}  // namespace cambium::testing
