// Sorted files: written, read, cut into series, compacted into others.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/sorted_file.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/compaction.h"
#include "lsm/directory.h"
#include "lsm/file_series.h"
#include "lsm/memtable.h"
#include "lsm/sorted_file_writer.h"
#include "lsm/subject_filter.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

constexpr RunKey kRun{1, 1, SubjectKind::kInteger};

constexpr std::uint64_t kOldest = 100;  // What nobody looks behind.

StoredValue IntView(std::uint64_t word) { return StoredValue::Word(ValueType::kInt, word); }

// A folder in memory and what it takes to write files into it.
struct Folder {
  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  BlockCache cache{1 << 20};
  std::uint64_t last_number = 0;
  StoreShape shape = testing::TinyStore().shape;

  MergeTarget Target(std::uint32_t level) {
    return {*files, "db", [this] { return ++last_number; }, shape, level, true};
  }
  FilePointer Open(const FileRecord& record) {
    return std::make_shared<SortedFile>(*files, "db/" + SortedFileName(record.number), record,
                                        cache);
  }
  // A file with a row for each of the integers, of one version.
  FilePointer Write(std::vector<std::uint64_t> integers, std::uint64_t version) {
    auto writer = *SortedFileWriter::Create(*files, "db", ++last_number, shape.block);
    for (const std::uint64_t integer : integers) {
      REQUIRE(writer->Add(kRun, {integer, {}}, version, IntView(100 * version + integer)).ok());
    }
    return Open(*writer->Finish(0));
  }
};

TEST_SUITE("SortedFile") {
  TEST_CASE("finds the newest row of a subject up to a version") {
    Folder folder;
    auto writer = *SortedFileWriter::Create(*folder.files, "db", 1, folder.shape.block);
    for (std::uint64_t subject = 0; subject < 20; subject += 2) {
      for (std::uint64_t version = 9; version > 9 - 1 - subject % 5; version -= 2) {
        REQUIRE(writer->Add(kRun, {subject, {}}, version, IntView(version)).ok());
      }
    }
    const auto record = writer->Finish(0);
    REQUIRE(record.ok());
    CHECK(record->greatest_version == 9);
    const FilePointer file = folder.Open(*record);
    for (std::uint64_t subject = 0; subject < 22; ++subject) {
      for (std::uint64_t version = 0; version < 12; ++version) {
        CAPTURE(subject);
        CAPTURE(version);
        const auto found = file->Find(kRun, {subject, {}}, version);
        REQUIRE(found.ok());
        std::uint64_t newest = 0;
        for (std::uint64_t row = 9; row > 9 - 1 - subject % 5; row -= 2) {
          if (row <= version && subject % 2 == 0 && subject < 20) {
            newest = std::max(newest, row);
          }
        }
        CHECK(found->has_value() == (newest != 0));
        if (found->has_value()) CHECK((*found)->version == newest);
      }
    }
    CHECK_FALSE(file->Find({1, 2, SubjectKind::kInteger}, {0, {}}, 9)->has_value());
    CHECK(file->Verify().ok());
  }

  TEST_CASE("goes away with its last user once it is obsolete") {
    Folder folder;
    FilePointer file = folder.Write({1, 2, 3}, 5);
    const std::string path = file->path();
    FilePointer user = file;
    file->MakeObsolete();
    file.reset();
    CHECK(user->Find(kRun, {2, {}}, 5)->has_value());
    CHECK(folder.files->Read(path).ok());
    user.reset();
    CHECK(absl::IsNotFound(folder.files->Read(path).status()));
  }

  TEST_CASE("a directory tells bounds of values that hold for long texts too") {
    std::vector<Subject> subjects;
    std::vector<std::uint64_t> versions;
    std::vector<StoredValue> values;
    for (const char* text :
         {"middle", "a text that is longer than a bound", "zzzzzzzzzzzzzzzz"}) {
      subjects.push_back({subjects.size(), {}});
      versions.push_back(1);
      values.push_back(StoredValue::Text(ValueType::kText, text));
    }
    const BlockInfo info = DescribeBlock({subjects, versions, values});
    CHECK(info.least == Value::Text("a text that is"));
    CHECK(info.greatest == Value::Text("zzzzzzzzzzzzz{"));
    values.push_back(StoredValue::Text(ValueType::kText,
                                       "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                       "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"));
    subjects.push_back({3, {}});
    versions.push_back(1);
    CHECK(DescribeBlock({subjects, versions, values}).greatest.is_null());
  }
}

std::optional<CompactionJob> Pick(const Levels& levels, const StoreShape& shape,
                                  std::uint64_t oldest_look) {
  auto job = PickCompaction(levels, shape, DroppedTypes(), oldest_look);
  REQUIRE(job.ok());
  return *std::move(job);
}

TEST_SUITE("FileSeries") {
  TEST_CASE("cuts files near the size that was asked for and ends them where a run ends") {
    Folder folder;
    folder.shape.file_bytes = 1000;
    const MergeTarget target = folder.Target(3);
    FileSeries series(target);
    for (AttributeId attribute = 0; attribute < 4; ++attribute) {
      const RunKey run{1, attribute, SubjectKind::kInteger};
      for (std::uint64_t i = 0; i < 80; ++i) {
        REQUIRE((*series.WriterFor(run))->Add(run, {i * i, {}}, 1, IntView(i * 977)).ok());
      }
    }
    const auto records = series.Finish();
    REQUIRE(records.ok());
    CHECK(records->size() >= 3);
    for (std::size_t i = 0; i + 1 < records->size(); ++i) {
      const FileRecord& record = (*records)[i];
      const FileRecord& next = (*records)[i + 1];
      CHECK(record.level == 3);
      CHECK(record.size > 700);
      CHECK((record.last_run < next.first_run ||
             (record.last_run == next.first_run && record.last.view() < next.first.view())));
    }
  }

  TEST_CASE("leaves no file that it has not given") {
    Folder folder;
    folder.shape.file_bytes = 1000;
    const MergeTarget target = folder.Target(3);
    {
      FileSeries series(target);
      for (std::uint64_t i = 0; i < 300; ++i) {
        REQUIRE((*series.WriterFor(kRun))->Add(kRun, {i * i, {}}, 1, IntView(i * 977)).ok());
      }
      CHECK(folder.last_number > 1);
    }
    for (std::uint64_t number = 1; number <= folder.last_number; ++number) {
      CHECK(absl::IsNotFound(folder.files->Read("db/" + SortedFileName(number)).status()));
    }
  }
}

TEST_SUITE("Compaction") {
  TEST_CASE("copies blocks that nothing overlaps byte for byte") {
    Folder folder;
    folder.shape.block.rows = 4;
    const FilePointer newer = folder.Write({40, 41, 42, 43, 60}, 7);
    const FilePointer older = folder.Write({10, 11, 12, 13, 50, 51, 60, 61}, 3);
    CompactionJob job{{{newer}, {older}}, kLevels - 1, true};
    const auto records =
        RunCompaction(job, {9, {}, false}, DroppedTypes(), folder.Target(kLevels - 1));
    REQUIRE(records.ok());
    REQUIRE(records->size() == 1);
    const FilePointer merged = folder.Open(records->front());
    CHECK(merged->record().rows == 12);
    for (const FilePointer& input : {newer, older}) {
      const std::string body((*input->Load(0))->body());
      const Directory& directory = **merged->directory();
      bool is_copied = false;
      for (std::uint32_t i = 0; i < directory.blocks.size(); ++i) {
        is_copied = is_copied || (*merged->Load(i))->body() == body;
      }
      CHECK(is_copied);
    }
    CHECK((*merged->Find(kRun, {60, {}}, 9))->value == Value::Int(760));
    CHECK((*merged->Find(kRun, {61, {}}, 9))->value == Value::Int(361));
  }

  TEST_CASE("takes level 0 when it is full and else the level that is too large") {
    Folder folder;
    folder.shape.level0_files = 2;
    folder.shape.base_level_bytes = 100'000;
    Levels levels;
    CHECK_FALSE(Pick(levels, folder.shape, kOldest).has_value());
    levels.files[0] = {folder.Write({1, 2}, 9)};
    levels.files[6] = {folder.Write({1, 5}, 1), folder.Write({6, 9}, 1)};
    CHECK_FALSE(Pick(levels, folder.shape, kOldest).has_value());
    levels.files[0].insert(levels.files[0].begin(), folder.Write({2, 3}, 10));
    const auto job = Pick(levels, folder.shape, kOldest);
    REQUIRE(job.has_value());
    CHECK(job->output_level == 6);
    CHECK(job->is_bottom);
    CHECK(job->Inputs().size() == 3);  // Not the file that nothing overlaps.
    levels.files[0].clear();
    levels.files[4] = {folder.Write({7}, 5)};
    const auto down = Pick(levels, folder.shape, kOldest);
    REQUIRE(down.has_value());
    CHECK(down->output_level == 5);
    CHECK(down->is_move);
    CHECK_FALSE(down->is_bottom);
  }
}

TEST_SUITE("Compaction of garbage") {
  // A file of three subjects: `deleted` of them are, and the others have a row of history.
  FilePointer WriteGarbage(Folder & folder, std::uint64_t version, std::uint64_t deleted) {
    auto writer = *SortedFileWriter::Create(*folder.files, "db", ++folder.last_number, {});
    for (std::uint64_t subject = 0; subject < 3; ++subject) {
      const StoredValue value = subject < deleted ? StoredValue() : IntView(1);
      REQUIRE(writer->Add(kRun, {subject, {}}, version, value).ok());
      if (subject >= deleted) REQUIRE(writer->Add(kRun, {subject, {}}, 1, IntView(0)).ok());
    }
    const FileRecord record = *writer->Finish(0);
    CHECK(record.deleted == deleted);
    CHECK(record.history == 3 - deleted);
    return folder.Open(record);
  }

  TEST_CASE("takes a file of garbage once nobody looks at it and leaves none") {
    Folder folder;
    Levels levels;
    levels.files[6] = {WriteGarbage(folder, 90, 1)};
    CHECK_FALSE(Pick(levels, folder.shape, 89).has_value());
    const auto job = Pick(levels, folder.shape, 90);
    REQUIRE(job.has_value());
    CHECK(job->output_level == 6);
    CHECK(job->is_bottom);
    const auto records = RunCompaction(*job, {90, {}, false}, DroppedTypes(), folder.Target(6));
    REQUIRE(records.ok());
    REQUIRE(records->size() == 1);
    CHECK(records->front().rows == 2);
    levels.files[6] = {folder.Open(records->front())};
    CHECK_FALSE(Pick(levels, folder.shape, kOldest).has_value());
  }

  TEST_CASE("takes a file above the last level down by one") {
    Folder folder;
    folder.shape.base_level_bytes = 1;
    Levels levels;
    levels.files[6] = {folder.Write({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 1)};
    levels.files[4] = {WriteGarbage(folder, 90, 3)};
    folder.shape.fan_out = 1;  // Level 4 is not too large.
    const auto job = Pick(levels, folder.shape, kOldest);
    REQUIRE(job.has_value());
    CHECK(job->output_level == 5);
    CHECK_FALSE(job->is_bottom);
  }

  TEST_CASE("takes level 0 before it is full when an eighth of all rows are deletions there") {
    Folder folder;
    folder.shape.level0_files = 4;
    Levels levels;
    levels.files[6] = {folder.Write({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, 1)};
    levels.files[0] = {WriteGarbage(folder, 90, 2)};
    CHECK_FALSE(Pick(levels, folder.shape, 0).has_value());
    levels.files[0] = {WriteGarbage(folder, 90, 3)};
    const auto job = Pick(levels, folder.shape, 0);
    REQUIRE(job.has_value());
    CHECK(job->output_level == 6);
    CHECK(job->Inputs().size() == 2);
  }
}

TEST_SUITE("Subject filter") {
  TEST_CASE("denies none that was put in and nearly all others") {
    testing::ForSeeds(20, [](testing::Random& random) {
      const bool integers = random.OneIn(2);
      std::vector<std::string> texts;
      std::vector<Subject> subjects;
      const std::size_t count = 1 + random.Below(2000);
      for (std::size_t i = 0; i < 2 * count; ++i)
        texts.push_back(std::to_string(random.Next()));
      const auto subject_at = [&](std::size_t i) {
        return integers ? Subject{std::stoull(texts[i]), {}} : BytesSubject(texts[i]);
      };
      for (std::size_t i = 0; i < count; ++i) subjects.push_back(subject_at(i));
      const std::string filter = MakeSubjectFilter(subjects, integers);
      CHECK(filter.size() % 8 == 0);
      CHECK(filter.size() <= 8 + count * 3 / 2);
      std::size_t wrong = 0;
      for (const Subject& subject : subjects) CHECK(MayHaveSubject(filter, subject, integers));
      for (std::size_t i = count; i < 2 * count; ++i) {
        wrong += MayHaveSubject(filter, subject_at(i), integers) ? 1 : 0;
      }
      if (count >= 200) CHECK(wrong <= count / 10);
      CHECK(MayHaveSubject("", subjects[0], integers));
    });
  }

  // As a program in another language makes them from docs/format.md.
  TEST_CASE("its bits are the same for ever") {
    const std::vector<Subject> integers{{1, {}},    {5, {}},          {9, {}},
                                        {1000, {}}, {1ULL << 63, {}}, {7, {}}};
    const std::string of_integers = MakeSubjectFilter(integers, true);
    REQUIRE(of_integers.size() == 16);
    CHECK(LoadWord(of_integers.data()) == 0x44a8b4814520ac04);
    CHECK(LoadWord(of_integers.data() + 8) == 0x0154010003001084);
    std::vector<Subject> texts;
    for (const char* text : {"a", "b", "a subject of more than sixteen bytes", "", "d", "e"}) {
      texts.push_back(BytesSubject(text));
    }
    const std::string of_texts = MakeSubjectFilter(texts, false);
    REQUIRE(of_texts.size() == 16);
    CHECK(LoadWord(of_texts.data()) == 0x1102422011880024);
    CHECK(LoadWord(of_texts.data() + 8) == 0x281500890c800601);
  }

  TEST_CASE("keeps a look-up of what is missing from reading a block") {
    Folder folder;
    const RunKey run{1, 1, SubjectKind::kBytes};
    auto writer = *SortedFileWriter::Create(*folder.files, "db", 1, {}, true);
    for (int i = 100; i < 300; i += 2) {
      REQUIRE(writer->Add(run, BytesSubject(std::to_string(i)), 1, IntView(1)).ok());
      REQUIRE(writer->Add(run, BytesSubject(std::to_string(i)), 0, IntView(1)).ok());
    }
    const FilePointer file = folder.Open(*writer->Finish(0));
    for (int i = 101; i < 299; i += 2) {
      CHECK_FALSE(file->Find(run, BytesSubject(std::to_string(i)), 9)->has_value());
    }
    CHECK(folder.cache.hits() + folder.cache.misses() <= 20);
    for (int i = 100; i < 300; i += 2) {
      CHECK(file->Find(run, BytesSubject(std::to_string(i)), 0)->has_value());
    }
    const Directory& directory = **file->directory();
    CHECK_FALSE(directory.blocks[0].filter.empty());
    CHECK(directory.blocks[1].filter.empty());  // Of history.
    CHECK(directory.memory() > directory.blocks[0].filter.size());
  }

  TEST_CASE("is made of integers only where they are sparse") {
    Folder folder;
    auto writer = *SortedFileWriter::Create(*folder.files, "db", 1, {}, true);
    for (std::uint64_t i = 0; i < 100; ++i) {
      REQUIRE(writer->Add(kRun, {i * 2, {}}, 1, IntView(1)).ok());
    }
    const RunKey sparse{1, 2, SubjectKind::kInteger};
    for (std::uint64_t i = 0; i < 100; ++i) {
      REQUIRE(writer->Add(sparse, {i * 1000, {}}, 1, IntView(1)).ok());
    }
    const FilePointer file = folder.Open(*writer->Finish(0));
    const Directory& directory = **file->directory();
    CHECK(directory.blocks[0].filter.empty());
    CHECK_FALSE(directory.blocks[1].filter.empty());
  }
}

TEST_SUITE("Memtable") {
  TEST_CASE("keeps all versions of a subject and counts its memory") {
    Memtable memtable;
    CHECK(memtable.empty());
    const std::size_t before = memtable.bytes();
    for (std::uint64_t version = 1; version <= 300; ++version) {
      const std::vector<Write> writes{{kRun, {version * 37 % 100, {}}, IntView(version)}};
      memtable.Apply(version, writes);
    }
    CHECK(memtable.bytes() > before + 300 * 32);
    CHECK(memtable.least_version() == 1);
    CHECK(memtable.greatest_version() == 300);
    CHECK(memtable.runs() == std::vector<RunKey>{kRun});
    const Subject subject{37, {}};
    CHECK(memtable.Find(kRun, subject, 300)->version == 201);
    CHECK(memtable.Find(kRun, subject, 200)->version == 101);
    CHECK(memtable.Find(kRun, subject, 1)->version == 1);
    CHECK_FALSE(memtable.Find(kRun, subject, 0).has_value());
    RowBatch rows;
    CHECK_FALSE(memtable.Copy({kRun, &subject, false, true, 300}, 1000, rows));
    CHECK(rows.size() == 38);
    CHECK(rows.subjects.front() == subject);
    CHECK(rows.subjects.back().word == 0);
  }
}

}  // namespace
}  // namespace cambium
