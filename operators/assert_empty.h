// ASSERT EMPTY: a transaction after which this stream holds anything fails whole.
//
//     auto guard = overdrawn.AssertEmpty("no account is overdrawn");
//
// Since the stream was empty before the step, it stays empty exactly when its delta is.
// The assertion holds for as long as its handle lives.
//
// State: none. Cost: none while it holds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class AssertNode final : public Node, private StepListener {
 public:
  AssertNode(Wire<T>& wire, std::string name) : wire_(wire), name_(std::move(name)) {
    wire_.DemandConsolidated();
  }
  ~AssertNode() override { wire_.ReleaseConsolidated(); }

  void Compute() override {}
  void Clear() override {}
  std::size_t delta_size() const override { return 0; }
  std::string name() const override { return "assert " + name_; }
  StepListener* listener() override { return this; }

 private:
  absl::Status Check() override {
    if (wire_.delta().empty()) return absl::OkStatus();
    return absl::FailedPreconditionError("assertion does not hold: " + name_);
  }

  Wire<T>& wire_;
  const std::string name_;
};

template <Element T>
absl::StatusOr<NodeHandle> Stream<T>::AssertEmpty(std::string name) const {
  if (!status().ok()) return status();
  Delta<T> contents;
  wire().AppendContents(contents);
  contents.Consolidate();
  if (!contents.empty()) {
    return absl::FailedPreconditionError("assertion does not hold: " + name);
  }
  auto& node = graph().Own(std::make_unique<AssertNode<T>>(wire(), std::move(name)), {&wire()});
  return NodeHandle(node);
}

}  // namespace cambium
