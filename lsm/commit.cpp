// Commits to bytes and back.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/commit.h"

#include <algorithm>

namespace cambium {
namespace {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

void AppendWrite(const Write& write, std::string& out) {
  if (write.run.has_integers()) {
    PutVarint(ZigZag(static_cast<std::int64_t>(write.subject.word ^ kSignBit)), out);
  } else {
    PutText(write.subject.bytes, out);
  }
  AppendValue(write.value, out);
}

RunKey TakeRun(ByteReader& reader) {
  RunKey run;
  run.type = reader.Varint32();
  run.attribute = reader.Varint32();
  const auto kind = reader.TakeWord<std::uint8_t>();
  if (kind > static_cast<std::uint8_t>(SubjectKind::kIndex)) reader.Fail();
  run.kind = static_cast<SubjectKind>(kind);
  return run;
}

Subject TakeSubject(ByteReader& reader, const RunKey& run) {
  if (run.has_integers()) return IntegerSubject(UnZigZag(reader.Varint()));
  const std::string_view bytes = reader.Text();
  return BytesSubject(bytes);
}

}  // namespace

bool StandsBefore(const Write& left, const Write& right) {
  if (left.run != right.run) return left.run < right.run;
  return left.subject < right.subject;
}

std::vector<Write> LastWrites(std::vector<Write> writes) {
  std::stable_sort(writes.begin(), writes.end(), StandsBefore);
  std::size_t count = 0;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const bool is_last = i + 1 == writes.size() || StandsBefore(writes[i], writes[i + 1]);
    if (is_last) writes[count++] = writes[i];
  }
  writes.resize(count);
  return writes;
}

Writes::Writes(const Batch& batch) {
  writes_.reserve(batch.size());
  uuids_.resize(static_cast<std::size_t>(std::count_if(
      batch.begin(), batch.end(),
      [](const Triple& triple) { return triple.value.type() == ValueType::kUuid; })));
  std::size_t next_uuid = 0;
  UuidBytes unused;
  for (const Triple& triple : batch) {
    const bool is_uuid = triple.value.type() == ValueType::kUuid;
    const Place place = PlaceOf(triple.key);
    writes_.push_back({place.run, place.subject,
                       StoredViewOf(triple.value, is_uuid ? uuids_[next_uuid++] : unused)});
  }
}

void AppendCommit(std::int64_t time, std::span<const Write> writes, std::string& out) {
  PutVarint(ZigZag(time), out);
  const Write* before = nullptr;
  for (const Write& write : writes) {
    const bool same = before != nullptr && before->run == write.run;
    out.push_back(same ? '\0' : '\1');
    if (!same) {
      PutVarint(write.run.type, out);
      PutVarint(write.run.attribute, out);
      out.push_back(static_cast<char>(write.run.kind));
    }
    AppendWrite(write, out);
    before = &write;
  }
}

std::string EncodeCommit(std::int64_t time, std::span<const Write> writes) {
  std::string bytes;
  AppendCommit(time, writes, bytes);
  return bytes;
}

absl::StatusOr<CommitFound> ReadCommit(std::string_view bytes) {
  ByteReader reader(bytes);
  CommitFound commit;
  commit.time = UnZigZag(reader.Varint());
  while (reader.ok() && !reader.rest().empty()) {
    Write write;
    const auto step = reader.TakeWord<std::uint8_t>();
    if (step == 0 && !commit.writes.empty()) {
      write.run = commit.writes.back().run;
    } else if (step == 1) {
      write.run = TakeRun(reader);
      // It would have been written as a step of 0.
      if (!commit.writes.empty() && commit.writes.back().run == write.run) reader.Fail();
    } else {
      reader.Fail();
    }
    write.subject = TakeSubject(reader, write.run);
    write.value = TakeValue(reader);
    commit.writes.push_back(write);
  }
  if (!reader.ok()) return absl::DataLossError("commit cannot be read");
  return commit;
}

}  // namespace cambium
