// Directories to bytes and back, and finding a block.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/directory.h"

#include <algorithm>

namespace cambium {
namespace {

constexpr std::size_t kLongestBound = 14;  // Of texts: what a Value holds by itself.

void AppendSubjectBytes(const OwnedSubject& subject, bool integers, std::string& out) {
  if (integers) {
    PutWord(subject.word, out);
  } else {
    PutText(subject.bytes, out);
  }
}

OwnedSubject TakeSubjectBytes(ByteReader& reader, bool integers) {
  if (!integers) return OwnedSubject(BytesSubject(reader.Text()));
  return OwnedSubject(Subject{reader.TakeWord(), {}});
}

void AppendBound(const Value& bound, std::string& out) {
  UuidBytes uuid;
  AppendValue(StoredViewOf(bound, uuid), out);
}

// Whether it is a bound as it is, and is not cut.
bool IsBound(const StoredValue& view) {
  return !view.is_text() || view.type() == ValueType::kUuid ||
         view.text().size() <= kLongestBound;
}

Value LeastOf(const StoredValue& view) {
  if (IsBound(view)) return view.ToValue();
  return StoredValue::Text(view.type(), view.text().substr(0, kLongestBound)).ToValue();
}

// The shortest text above all that begin as this one, or NULL.
Value GreatestOf(const StoredValue& view) {
  if (IsBound(view)) return view.ToValue();
  std::string bound(view.text().substr(0, kLongestBound));
  while (!bound.empty() && bound.back() == '\xFF') bound.pop_back();
  if (bound.empty()) return {};
  bound.back() = static_cast<char>(bound.back() + 1);
  return StoredValue::Text(view.type(), bound).ToValue();
}

// Of two views of one type and scale.
bool IsLess(const StoredValue& left, const StoredValue& right) {
  if (left.is_text()) return left.text() < right.text();
  if (left.type() == ValueType::kFloat) return left.ToValue() < right.ToValue();
  return static_cast<std::int64_t>(left.word()) < static_cast<std::int64_t>(right.word());
}

void DescribeValues(std::span<const StoredValue> values, BlockInfo& info) {
  const StoredValue* least = nullptr;
  const StoredValue* greatest = nullptr;
  bool comparable = true;
  for (const StoredValue& value : values) {
    if (value.is_null()) {
      ++info.deleted;
      continue;
    }
    if (least == nullptr) least = greatest = &value;
    if (value.type() != least->type() || value.scale() != least->scale()) comparable = false;
    if (!comparable) continue;
    if (IsLess(value, *least)) least = &value;
    if (IsLess(*greatest, value)) greatest = &value;
  }
  if (least == nullptr || !comparable) return;
  info.least = LeastOf(*least);
  info.greatest = GreatestOf(*greatest);
}

void AppendBlockInfo(const BlockInfo& info, bool integers, std::string& out) {
  PutVarint(info.offset, out);
  PutVarint(info.size, out);
  PutVarint(info.rows, out);
  PutVarint(info.deleted, out);
  PutVarint(info.least_version, out);
  PutVarint(info.greatest_version - info.least_version, out);
  AppendSubjectBytes(info.first, integers, out);
  AppendSubjectBytes(info.last, integers, out);
  AppendBound(info.least, out);
  AppendBound(info.greatest, out);
  PutText(info.filter, out);
}

BlockInfo TakeBlockInfo(ByteReader& reader, bool integers, std::uint64_t end) {
  BlockInfo info;
  info.offset = reader.Varint();
  info.size = reader.Varint32();
  info.rows = reader.Varint32();
  info.deleted = reader.Varint32();
  info.least_version = reader.Varint();
  info.greatest_version = info.least_version + reader.Varint();
  info.first = TakeSubjectBytes(reader, integers);
  info.last = TakeSubjectBytes(reader, integers);
  info.least = TakeValue(reader).ToValue();
  info.greatest = TakeValue(reader).ToValue();
  info.filter = reader.Text();
  if (info.filter.size() % 8 != 0) reader.Fail();
  if (info.offset > end || info.size > end - info.offset || info.rows == 0 ||
      info.deleted > info.rows || info.greatest_version < info.least_version ||
      info.last.view() < info.first.view()) {
    reader.Fail();
  }
  return info;
}

bool IsInOrder(const Directory& directory, std::uint32_t begin, std::uint32_t end,
               bool repeats) {
  for (std::uint32_t i = begin + 1; i < end; ++i) {
    const auto order = directory.blocks[i - 1].last.view() <=> directory.blocks[i].first.view();
    if (order > 0 || (order == 0 && !repeats)) return false;
  }
  return true;
}

// The first of these blocks that does not end before the subject, or `end`.
std::uint32_t FirstEndingFrom(const std::vector<BlockInfo>& blocks, std::uint32_t begin,
                              std::uint32_t end, const Subject& subject) {
  const auto found = std::lower_bound(
      blocks.begin() + begin, blocks.begin() + end, subject,
      [](const BlockInfo& info, const Subject& key) { return info.last.view() < key; });
  return static_cast<std::uint32_t>(found - blocks.begin());
}

void TakeRun(ByteReader& reader, std::uint64_t end, Directory& directory) {
  RunInfo info;
  info.run.type = reader.Varint32();
  info.run.attribute = reader.Varint32();
  const auto kind = reader.TakeWord<std::uint8_t>();
  info.run.kind = static_cast<SubjectKind>(kind);
  const std::uint64_t primary = reader.Varint();
  const std::uint64_t history = reader.Varint();
  if (kind > static_cast<std::uint8_t>(SubjectKind::kIndex) || primary == 0 ||
      (!directory.runs.empty() && !(directory.runs.back().run < info.run))) {
    return reader.Fail();
  }
  const auto take = [&](std::uint64_t count) {
    for (; count > 0 && reader.ok(); --count) {
      directory.blocks.push_back(TakeBlockInfo(reader, info.run.has_integers(), end));
    }
    return static_cast<std::uint32_t>(directory.blocks.size());
  };
  info.begin = static_cast<std::uint32_t>(directory.blocks.size());
  info.history = take(primary);
  info.end = take(history);
  if (!IsInOrder(directory, info.begin, info.history, false) ||
      !IsInOrder(directory, info.history, info.end, true)) {
    return reader.Fail();
  }
  directory.runs.push_back(info);
}

}  // namespace

const RunInfo* Directory::Find(const RunKey& run) const {
  const auto found =
      std::lower_bound(runs.begin(), runs.end(), run,
                       [](const RunInfo& info, const RunKey& key) { return info.run < key; });
  return found != runs.end() && found->run == run ? &*found : nullptr;
}

std::uint32_t Directory::FindPrimary(const RunInfo& run, const Subject& subject) const {
  return FirstEndingFrom(blocks, run.begin, run.history, subject);
}

std::uint32_t Directory::FindHistory(const RunInfo& run, const Subject& subject) const {
  return FirstEndingFrom(blocks, run.history, run.end, subject);
}

std::size_t Directory::memory() const {
  std::size_t bytes = runs.capacity() * sizeof(RunInfo) + blocks.capacity() * sizeof(BlockInfo);
  constexpr std::size_t kInString = 15;  // What a string holds by itself.
  const auto add = [&](std::size_t size) { bytes += size > kInString ? size : 0; };
  for (const BlockInfo& block : blocks) {
    add(block.first.bytes.capacity());
    add(block.last.bytes.capacity());
    add(block.filter.capacity());
    bytes += block.least.heap_bytes() + block.greatest.heap_bytes();
  }
  return bytes;
}

BlockInfo DescribeBlock(const BlockColumns& columns) {
  BlockInfo info;
  info.rows = static_cast<std::uint32_t>(columns.subjects.size());
  info.first = OwnedSubject(columns.subjects.front());
  info.last = OwnedSubject(columns.subjects.back());
  const auto [least, greatest] =
      std::minmax_element(columns.versions.begin(), columns.versions.end());
  info.least_version = *least;
  info.greatest_version = *greatest;
  DescribeValues(columns.values, info);
  return info;
}

std::string EncodeDirectory(const Directory& directory) {
  std::string out;
  PutVarint(directory.runs.size(), out);
  for (const RunInfo& run : directory.runs) {
    PutVarint(run.run.type, out);
    PutVarint(run.run.attribute, out);
    out.push_back(static_cast<char>(run.run.kind));
    PutVarint(run.history - run.begin, out);
    PutVarint(run.end - run.history, out);
    for (std::uint32_t i = run.begin; i < run.end; ++i) {
      AppendBlockInfo(directory.blocks[i], run.run.has_integers(), out);
    }
  }
  return out;
}

absl::StatusOr<Directory> ReadDirectory(std::string_view bytes, std::uint64_t end) {
  ByteReader reader(bytes);
  Directory directory;
  for (std::uint64_t runs = reader.Varint(); runs > 0 && reader.ok(); --runs) {
    TakeRun(reader, end, directory);
  }
  if (!reader.done()) return absl::DataLossError("directory cannot be read");
  return directory;
}

}  // namespace cambium
