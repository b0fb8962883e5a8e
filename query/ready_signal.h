// A file that can be read while something is ready: how an event loop, which waits for files,
// waits for us. Linux calls it an eventfd.
//
// Costs nothing before Open(). Not safe for concurrent use; waiting for the file is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"

namespace cambium {

class ReadySignal {
 public:
  ReadySignal() = default;
  ReadySignal(const ReadySignal&) = delete;
  ReadySignal& operator=(const ReadySignal&) = delete;
  ~ReadySignal();

  // The descriptor, the same one each time, which stays this object's. Only to be waited for:
  // Set() alone decides whether it can be read.
  absl::StatusOr<int> Open();

  void Set(bool ready);

 private:
  int file_ = -1;
  bool ready_ = false;
};

}  // namespace cambium
