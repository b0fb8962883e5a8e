// The operating system's side of a ready signal.
// SPDX-License-Identifier: Apache-2.0
#include "query/ready_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include "dataflow/check.h"

namespace cambium {

ReadySignal::~ReadySignal() {
  if (file_ >= 0) ::close(file_);
}

absl::StatusOr<int> ReadySignal::Open() {
  if (file_ < 0) {
    file_ = ::eventfd(ready_ ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (file_ < 0) {
      return absl::ResourceExhaustedError(std::string("cannot open an eventfd: ") +
                                          std::strerror(errno));
    }
  }
  return file_;
}

void ReadySignal::Set(bool ready) {
  if (ready_ == ready) return;
  ready_ = ready;
  if (file_ < 0) return;
  std::uint64_t count = 1;
  // The counter is 0 or 1, so neither would have to wait. Somebody who has read it though he
  // was told not to has made it 0 already.
  const auto done =
      ready ? ::write(file_, &count, sizeof count) : ::read(file_, &count, sizeof count);
  CAMBIUM_CHECK(done == sizeof count || (!ready && errno == EAGAIN), "an eventfd has failed");
}

}  // namespace cambium
