// A commit as the log holds it: when, and what it wrote.
//
//     time     zigzag varint      microseconds since 1970-01-01T00:00:00Z
//     and for each write, in order:
//     step     one byte           0: of the run of the write before; 1: of the run that follows
//       type, attribute           varints, and only behind a 1
//       kind                      one byte: 0 integers, 1 bytes, 2 index
//     subject  zigzag varint, or the size as a varint and the bytes
//     value    lsm/stored_value.h; NULL deletes
//
// Law: ReadCommit accepts just what EncodeCommit writes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/run_key.h"
#include "lsm/stored_value.h"

namespace cambium {

// A triple with its place in the store.
struct Write {
  RunKey run;
  Subject subject;
  StoredValue value;  // NULL deletes.
};

// The order of the places that are written: by run and subject.
bool StandsBefore(const Write& left, const Write& right);

// In the order of their places; of several to one place the last, which wins.
std::vector<Write> LastWrites(std::vector<Write> writes);

// Triples as writes, which view them. Uuids are kept here.
class Writes {
 public:
  explicit Writes(const Batch& batch);
  Writes(const Writes&) = delete;
  Writes& operator=(const Writes&) = delete;

  std::span<const Write> writes() const { return writes_; }

 private:
  std::vector<Write> writes_;
  std::vector<UuidBytes> uuids_;
};

void AppendCommit(std::int64_t time, std::span<const Write> writes, std::string& out);
std::string EncodeCommit(std::int64_t time, std::span<const Write> writes);

struct CommitFound {
  std::int64_t time = 0;
  std::vector<Write> writes;  // Views of the bytes.
};
absl::StatusOr<CommitFound> ReadCommit(std::string_view bytes);

}  // namespace cambium
