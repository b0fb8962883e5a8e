// Edits as Cap'n Proto messages.
// SPDX-License-Identifier: Apache-2.0
#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <cstring>

#include "dataflow/status.h"
#include "lsm/manifest.capnp.h"
#include "lsm/manifest.h"
#include "lsm/superblock.h"

namespace cambium {
namespace {

void PutKey(const RunKey& run, const OwnedSubject& subject, wire::Key::Builder key) {
  key.setType(run.type);
  key.setAttribute(run.attribute);
  key.setKind(static_cast<std::uint8_t>(run.kind));
  if (run.has_integers()) {
    key.setWord(subject.word);
  } else {
    key.setBytes(
        {reinterpret_cast<const kj::byte*>(subject.bytes.data()), subject.bytes.size()});
  }
}

absl::Status TakeKey(wire::Key::Reader key, RunKey& run, OwnedSubject& subject) {
  if (key.getKind() > static_cast<std::uint8_t>(SubjectKind::kIndex)) {
    return absl::DataLossError("key has no kind");
  }
  run = {key.getType(), key.getAttribute(), static_cast<SubjectKind>(key.getKind())};
  const auto bytes = key.getBytes().asChars();
  subject = run.has_integers() ? OwnedSubject(Subject{key.getWord(), {}})
                               : OwnedSubject(BytesSubject({bytes.begin(), bytes.size()}));
  return absl::OkStatus();
}

void PutFile(const FileRecord& record, wire::SortedFile::Builder file) {
  file.setNumber(static_cast<std::uint32_t>(record.number));
  file.setLevel(static_cast<std::uint8_t>(record.level));
  file.setSize(record.size);
  file.setChecksum(record.checksum);
  file.setRows(record.rows);
  file.setDeleted(record.deleted);
  file.setHistory(record.history);
  file.setLeastVersion(record.least_version);
  file.setGreatestVersion(record.greatest_version);
  PutKey(record.first_run, record.first, file.initFirst());
  PutKey(record.last_run, record.last, file.initLast());
}

absl::StatusOr<FileRecord> TakeFile(wire::SortedFile::Reader file) {
  FileRecord record;
  record.number = file.getNumber();
  record.level = file.getLevel();
  record.size = file.getSize();
  record.checksum = file.getChecksum();
  record.rows = file.getRows();
  record.deleted = file.getDeleted();
  record.history = file.getHistory();
  record.least_version = file.getLeastVersion();
  record.greatest_version = file.getGreatestVersion();
  CAMBIUM_RETURN_IF_ERROR(TakeKey(file.getFirst(), record.first_run, record.first));
  CAMBIUM_RETURN_IF_ERROR(TakeKey(file.getLast(), record.last_run, record.last));
  return record;
}

absl::StatusOr<Edit> TakeEdit(wire::Edit::Reader message) {
  Edit edit;
  for (const std::uint32_t number : message.getRemoved()) edit.removed.push_back(number);
  for (const auto file : message.getAdded()) {
    CAMBIUM_ASSIGN_OR_RETURN(FileRecord record, TakeFile(file));
    edit.added.push_back(std::move(record));
  }
  edit.first_log = message.getFirstLog();
  edit.last_version = message.getLastVersion();
  edit.next_number = message.getNextNumber();
  edit.horizon = message.getHorizon();
  for (const auto moment : message.getMoments()) {
    edit.moments.push_back({moment.getVersion(), moment.getTime()});
  }
  return edit;
}

std::string BytesOf(capnp::MessageBuilder& message) {
  const auto words = capnp::messageToFlatArray(message);
  const auto bytes = words.asChars();
  return {bytes.begin(), bytes.size()};
}

// The one place where what Cap'n Proto throws at bad bytes becomes a Status.
template <typename Struct, typename Take>
auto Decode(std::string_view bytes, Take take) -> decltype(take(typename Struct::Reader())) {
  const auto refusal = absl::DataLossError("message cannot be read");
  if (bytes.size() % sizeof(capnp::word) != 0) return refusal;
  auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
  if (!bytes.empty()) std::memcpy(words.asBytes().begin(), bytes.data(), bytes.size());
  try {
    capnp::FlatArrayMessageReader reader(words);
    return take(reader.getRoot<Struct>());
  } catch (const kj::Exception&) {
    return refusal;
  }
}

}  // namespace

std::string EncodeEdit(const Edit& edit) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<wire::Edit>();
  auto removed = root.initRemoved(static_cast<unsigned>(edit.removed.size()));
  for (unsigned i = 0; i < edit.removed.size(); ++i) {
    removed.set(i, static_cast<std::uint32_t>(edit.removed[i]));
  }
  auto added = root.initAdded(static_cast<unsigned>(edit.added.size()));
  for (unsigned i = 0; i < edit.added.size(); ++i) PutFile(edit.added[i], added[i]);
  root.setFirstLog(static_cast<std::uint32_t>(edit.first_log));
  root.setLastVersion(edit.last_version);
  root.setNextNumber(static_cast<std::uint32_t>(edit.next_number));
  root.setHorizon(edit.horizon);
  auto moments = root.initMoments(static_cast<unsigned>(edit.moments.size()));
  for (unsigned i = 0; i < edit.moments.size(); ++i) {
    moments[i].setVersion(edit.moments[i].version);
    moments[i].setTime(edit.moments[i].time);
  }
  return BytesOf(message);
}

absl::StatusOr<Edit> DecodeEdit(std::string_view bytes) {
  return Decode<wire::Edit>(bytes, TakeEdit);
}

std::string EncodeSuperblock(const Superblock& superblock) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<wire::Superblock>();
  root.setFormat(superblock.format);
  root.setManifest(static_cast<std::uint32_t>(superblock.manifest));
  return BytesOf(message);
}

absl::StatusOr<Superblock> DecodeSuperblock(std::string_view bytes) {
  return Decode<wire::Superblock>(
      bytes, [](wire::Superblock::Reader message) -> absl::StatusOr<Superblock> {
        return Superblock{message.getFormat(), message.getManifest()};
      });
}

}  // namespace cambium
