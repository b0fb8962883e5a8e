// Records of the log: framing, checksums, and where reading must stop.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/log.h"

#include <cstring>

#include "dataflow/key_encoding.h"
#include "dataflow/stable_hash.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

constexpr std::size_t kFrameSize = 16;

void AppendInteger(std::uint64_t value, std::string& out) {
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

std::uint64_t ReadInteger(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

std::uint64_t Checksum(std::string_view payload, std::uint64_t offset) {
  return StableHashBytes(payload, offset);
}

// The payload of a sound record at `offset`, or an empty view.
std::string_view SoundPayload(std::string_view bytes, std::uint64_t offset) {
  if (bytes.size() - offset < kFrameSize) return {};
  const std::uint64_t length = ReadInteger(bytes, offset);
  if (length == 0 || length > bytes.size() - offset - kFrameSize) return {};
  const std::string_view payload = bytes.substr(offset + kFrameSize, length);
  return ReadInteger(bytes, offset + 8) == Checksum(payload, offset) ? payload
                                                                     : std::string_view{};
}

// Whether any sound record starts behind `offset`: then what is at `offset` was not the
// end of the log, and is damage. Its checksum is seeded with its offset, so a record
// that was copied elsewhere is not taken for one.
bool SoundRecordBehind(std::string_view bytes, std::uint64_t offset) {
  for (std::uint64_t at = offset + 1; at + kFrameSize < bytes.size(); ++at) {
    if (!SoundPayload(bytes, at).empty()) return true;
  }
  return false;
}

absl::StatusOr<std::uint32_t> ReadId(std::string_view& payload) {
  CAMBIUM_ASSIGN_OR_RETURN(const Value id, TakeKey(payload));
  if (id.type() != ValueType::kInt || id.AsInt() < 0 || id.AsInt() > UINT32_MAX) {
    return absl::DataLossError("bad id");
  }
  return static_cast<std::uint32_t>(id.AsInt());
}

absl::StatusOr<Commit> DecodePayload(std::string_view payload) {
  Commit commit;
  CAMBIUM_ASSIGN_OR_RETURN(const Value version, TakeKey(payload));
  if (version.type() != ValueType::kInt) return absl::DataLossError("bad version");
  commit.version = static_cast<std::uint64_t>(version.AsInt());
  while (!payload.empty()) {
    Triple triple;
    CAMBIUM_ASSIGN_OR_RETURN(triple.key.type, ReadId(payload));
    CAMBIUM_ASSIGN_OR_RETURN(triple.key.attribute, ReadId(payload));
    CAMBIUM_ASSIGN_OR_RETURN(const Value subject, TakeKey(payload));
    if (subject.type() != ValueType::kBytes) return absl::DataLossError("bad subject");
    triple.key.subject = std::string(subject.AsText());
    CAMBIUM_ASSIGN_OR_RETURN(triple.value, TakeKey(payload));
    commit.batch.push_back(std::move(triple));
  }
  return commit;
}

}  // namespace

std::string EncodeRecord(const Commit& commit, std::uint64_t offset) {
  std::string payload;
  AppendKey(Value::Int(static_cast<std::int64_t>(commit.version)), payload);
  for (const Triple& triple : commit.batch) {
    AppendKey(Value::Int(triple.key.type), payload);
    AppendKey(Value::Int(triple.key.attribute), payload);
    AppendKey(Value::Bytes(triple.key.subject), payload);
    AppendKey(triple.value, payload);
  }
  std::string record;
  AppendInteger(payload.size(), record);
  AppendInteger(Checksum(payload, offset), record);
  return record + payload;
}

absl::StatusOr<LogContents> ReadLog(std::string_view bytes, const std::string& name) {
  LogContents contents;
  std::uint64_t offset = 0;
  while (offset < bytes.size()) {
    const std::string_view payload = SoundPayload(bytes, offset);
    const std::string place = name + " at byte " + std::to_string(offset);
    if (payload.empty()) {
      if (SoundRecordBehind(bytes, offset)) {
        return absl::DataLossError("record is damaged: " + place);
      }
      break;
    }
    absl::StatusOr<Commit> commit = DecodePayload(payload);
    if (!commit.ok()) return absl::DataLossError("record cannot be read: " + place);
    contents.commits.push_back(*std::move(commit));
    offset += kFrameSize + payload.size();
  }
  contents.sound_size = offset;
  return contents;
}

}  // namespace cambium
