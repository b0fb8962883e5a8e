// Any bytes may be found in a log: reading them gives commits or an error, and bytes that are
// accepted are just those that EncodeRecord writes for the commits.
//
// No fuzzer finds a checksum. So an input whose first byte is odd is the payloads of records,
// each behind a byte with its size, and gets sound frames; others are the log itself.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataflow/check.h"
#include "lsm/log.h"
#include "tests/support/log_frame.h"

namespace cambium {
namespace {

std::string WithFrames(std::string_view payloads) {
  std::string log;
  while (!payloads.empty()) {
    const std::size_t size = static_cast<unsigned char>(payloads[0]);
    payloads.remove_prefix(1);
    log += testing::Framed(payloads.substr(0, size), log.size());
    payloads.remove_prefix(std::min(size, payloads.size()));
  }
  return log;
}

void CheckLog(std::string_view log) {
  const absl::StatusOr<LogContents> found = ReadLog(log, "log");
  if (!found.ok()) {
    CAMBIUM_CHECK(absl::IsDataLoss(found.status()));
    return;
  }
  std::string written;
  for (const Commit& commit : found->commits) written += EncodeRecord(commit, written.size());
  CAMBIUM_CHECK(found->sound_size <= log.size());
  CAMBIUM_CHECK(written == log.substr(0, found->sound_size));
}

}  // namespace
}  // namespace cambium

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  const bool is_payloads = (data[0] & 1) != 0;
  cambium::CheckLog(is_payloads ? cambium::WithFrames(input.substr(1))
                                : std::string(input.substr(1)));
  return 0;
}
