// Stores with damaged files: every byte flipped and every length cut gives an error or what
// was committed, and never anything else.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "lsm/store.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::IntegerKey;
using testing::One;
using testing::Triples;

using Folder = std::map<std::string, std::string>;  // Bytes by name.

Folder Copy(FileSystem& files) {
  Folder folder;
  const std::vector<FileEntry> entries = *files.List("db");
  for (const FileEntry& entry : entries) folder[entry.name] = *files.Read("db/" + entry.name);
  return folder;
}

// A store with two levels of sorted files, a manifest of several edits, and a log; as it is
// on the disk while it is open.
struct Sound {
  Folder folder;
  std::map<std::uint64_t, Triples> versions;  // What may be found, by version.

  Sound() {
    const auto files = MakeMemoryFileSystem();
    StoreOptions options = testing::InlineStore();
    options.history.versions = 2;
    const auto store = *Store::Open(*files, "db", options);
    Triples triples;
    const auto apply = [&](const Batch& batch) {
      REQUIRE(store->Apply(batch, Durability::kDurable).ok());
      triples.Apply(batch);
      versions[store->version()] = triples;
    };
    apply({{{1, 1, "a"}, Value::Text("a text of some length")}, {{1, 1, "b"}, Value::Int(1)}});
    apply({{{2, 1, IntegerKey(4)}, Value::Float(0.5)}, {{2, 1, IntegerKey(6)}, Value()}});
    REQUIRE(store->Compact().ok());
    apply({{{2, 1, IntegerKey(4)}, Value::Float(1.5)}, {{1, 1, "b"}, Value::Int(2)}});
    REQUIRE(store->Backup("elsewhere").ok());  // Which flushes.
    apply(One(1, "c", Value::Int(3)));
    apply(One(2, "c", Value::Int(4)));
    folder = Copy(*files);
  }
};

// Whether the damage was noticed. What is read in spite of it must be right, though commits
// after the version `least` may be missing: the last one in a log always, as after a crash.
bool IsNoticed(const Sound& sound, const Folder& folder, std::uint64_t least = 4) {
  const auto files = MakeMemoryFileSystem();
  for (const auto& [name, bytes] : folder) {
    REQUIRE((*files->Create("db/" + name))->Append(bytes).ok());
  }
  const auto store = Store::Open(*files, "db", testing::InlineStore());
  if (!store.ok()) return true;
  const absl::StatusOr<Triples> found = testing::ReadTriples(**store);
  if (!found.ok()) return true;
  REQUIRE((*store)->version() >= least);
  const bool is_right = *found == sound.versions.at((*store)->version());
  REQUIRE(is_right);
  return false;
}

TEST_SUITE("Store with damaged files") {
  TEST_CASE("undamaged it is whole") {
    const Sound sound;
    CHECK(sound.folder.size() >= 5);
    CHECK_FALSE(IsNoticed(sound, sound.folder));
  }

  TEST_CASE("every byte that is flipped is noticed or does not matter") {
    const Sound sound;
    for (const auto& file : sound.folder) {
      const auto& name = file.first;
      const auto& bytes = file.second;
      std::size_t noticed = 0;
      for (std::size_t at = 0; at < bytes.size(); ++at) {
        CAPTURE(name);
        CAPTURE(at);
        // Of the slots only what has been written matters, and little of that.
        if (name == "super" && at % 4096 > 100) continue;
        Folder damaged = sound.folder;
        damaged[name][at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
        noticed += IsNoticed(sound, damaged) ? 1 : 0;
      }
      CAPTURE(name);
      if (name.starts_with("sorted-")) CHECK(noticed == bytes.size());
      if (name.starts_with("log-")) CHECK(noticed >= bytes.size() / 3);
    }
  }

  TEST_CASE("every length to which a file is cut is noticed or does not matter") {
    const Sound sound;
    for (const auto& file : sound.folder) {
      const auto& name = file.first;
      const auto& bytes = file.second;
      for (std::size_t size = 0; size < bytes.size(); size += name == "super" ? 37 : 1) {
        CAPTURE(name);
        CAPTURE(size);
        Folder damaged = sound.folder;
        damaged[name].resize(size);
        // Nothing tells a log that was cut from one that was never longer.
        const bool noticed = IsNoticed(sound, damaged, name.starts_with("log-") ? 3 : 4);
        if (name.starts_with("sorted-")) CHECK(noticed);
      }
    }
  }

  TEST_CASE("a file that is missing or in the place of another is noticed") {
    const Sound sound;
    for (const auto& file : sound.folder) {
      const auto& name = file.first;
      const auto& bytes = file.second;
      CAPTURE(name);
      Folder damaged = sound.folder;
      damaged.erase(name);
      CHECK(IsNoticed(sound, damaged));
      for (const auto& second : sound.folder) {
        const auto& other = second.first;
        const auto& other_bytes = second.second;
        if (other == name || other_bytes == bytes) continue;
        CAPTURE(other);
        damaged = sound.folder;
        damaged[name] = other_bytes;
        // In a log, what is no record is what a crash may leave.
        const bool is_log = name.starts_with("log-");
        const bool noticed = IsNoticed(sound, damaged, is_log ? 3 : 4);
        CHECK((noticed || is_log));
      }
    }
  }

  TEST_CASE("random damage is noticed or does not matter") {
    const Sound sound;
    testing::ForSeeds(300, [&](testing::Random& random) {
      Folder damaged = sound.folder;
      auto file = damaged.begin();
      std::advance(file, static_cast<std::ptrdiff_t>(random.Below(damaged.size())));
      const bool is_log = file->first.starts_with("log-");
      std::string& bytes = file->second;
      const std::size_t at = random.Below(bytes.size() + 1);
      bytes.replace(at, random.Below(20), random.Text(random.Below(20)));
      IsNoticed(sound, damaged, is_log ? 3 : 4);
    });
  }
}

}  // namespace
}  // namespace cambium
