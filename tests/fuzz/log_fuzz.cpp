// Any bytes may be found in a log: reading them gives records or an error, and a commit that is
// accepted is just the bytes that EncodeCommit writes.
//
// No fuzzer finds a checksum, so an input whose first byte is odd is the payload of a sound
// record; others are the log itself.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataflow/check.h"
#include "lsm/commit.h"
#include "lsm/record.h"

namespace cambium {
namespace {

constexpr std::uint32_t kNumber = 1;

void CheckCommit(std::string_view payload) {
  const absl::StatusOr<CommitFound> commit = ReadCommit(payload);
  if (!commit.ok()) {
    CAMBIUM_CHECK(absl::IsDataLoss(commit.status()));
    return;
  }
  CAMBIUM_CHECK(EncodeCommit(commit->time, commit->writes) == payload);
  for (const Write& write : commit->writes) {
    std::string subject;
    AppendSubject(write.run.kind, write.subject, subject);
    write.value.ToValue();
  }
}

void CheckLog(std::string_view log) {
  const absl::StatusOr<RecordsFound> found = ReadRecords(log, kNumber, "log");
  if (!found.ok()) {
    CAMBIUM_CHECK(absl::IsDataLoss(found.status()));
    return;
  }
  std::string written;
  for (const Record& record : found->records) {
    written += EncodeRecord(record, kNumber, written.size());
    CheckCommit(record.payload);
  }
  CAMBIUM_CHECK(found->sound_size <= log.size());
  CAMBIUM_CHECK(written == log.substr(0, found->sound_size));
}

}  // namespace
}  // namespace cambium

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.empty()) return 0;
  if ((data[0] & 1) != 0) {
    cambium::CheckCommit(input.substr(1));
  } else {
    cambium::CheckLog(input.substr(1));
  }
  return 0;
}
