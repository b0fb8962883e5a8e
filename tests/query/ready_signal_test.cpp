// A file that an event loop can wait for.
// SPDX-License-Identifier: Apache-2.0
#include "query/ready_signal.h"

#include <poll.h>

#include "doctest/doctest.h"

namespace cambium {
namespace {

bool IsReadable(int file) {
  pollfd waiting{file, POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN) != 0;
}

TEST_SUITE("ReadySignal") {
  TEST_CASE("can be read while it is set") {
    ReadySignal signal;
    const absl::StatusOr<int> file = signal.Open();
    REQUIRE(file.ok());
    CHECK_FALSE(IsReadable(*file));
    for (int i = 0; i < 3; ++i) {
      signal.Set(true);
      signal.Set(true);
      CHECK(IsReadable(*file));
      signal.Set(false);
      signal.Set(false);
      CHECK_FALSE(IsReadable(*file));
    }
    CHECK(*signal.Open() == *file);
  }

  TEST_CASE("is opened in the state that it has") {
    ReadySignal signal;
    signal.Set(true);
    CHECK(IsReadable(*signal.Open()));
  }
}

}  // namespace
}  // namespace cambium
