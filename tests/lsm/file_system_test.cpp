// The contract of file systems, kept by the real one, the one in memory, and those that
// tests put in their place; and the lock of a folder between processes.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/file_system.h"

#include <unistd.h>

#include <memory>
#include <set>
#include <string>

#include "doctest/doctest.h"
#include "lsm/store.h"
#include "tests/support/child_process.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/power_cut_file_system.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::PowerCutFileSystem;
using testing::Survival;

void Append(FileSystem& files, const std::string& path, const std::string& bytes) {
  const auto file = files.Extend(path);
  REQUIRE_MESSAGE(file.ok(), file.status().ToString());
  REQUIRE((*file)->Append(bytes).ok());
}

// What the file holds, or why it cannot be read.
std::string Read(FileSystem& files, const std::string& path) {
  const auto bytes = files.Read(path);
  return bytes.ok() ? *bytes : bytes.status().ToString();
}

// Runs `body` with each file system and a folder which is not there yet.
template <typename Body>
void WithEach(Body body) {
  {
    INFO("real");
    const testing::TemporaryFolder parent;
    body(*MakeRealFileSystem(), parent.path() + "/folder");
  }
  {
    INFO("in memory");
    body(*MakeMemoryFileSystem(), "folder");
  }
  {
    INFO("with power");
    PowerCutFileSystem files;
    body(files, "folder");
  }
  {
    INFO("without faults");
    const auto disk = MakeMemoryFileSystem();
    testing::FaultFileSystem files(*disk);
    body(files, "folder");
  }
}

TEST_SUITE("FileSystem") {
  TEST_CASE("a file grows and is read as a whole") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      const std::string path = folder + "/file";
      const auto file = files.Create(path);
      REQUIRE(file.ok());
      CHECK(Read(files, path) == "");
      CHECK((*file)->Append(std::string("a\0b", 3)).ok());
      CHECK((*file)->Append("").ok());
      CHECK((*file)->Append(std::string(100'000, 'c')).ok());
      CHECK((*file)->Sync().ok());
      CHECK(files.SyncFolder(folder).ok());
      CHECK(Read(files, path) == std::string("a\0b", 3) + std::string(100'000, 'c'));
    });
  }

  TEST_CASE("Create empties a file and Extend does not") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      const std::string path = folder + "/file";
      Append(files, path, "ab");
      Append(files, path, "cd");
      CHECK(Read(files, path) == "abcd");
      CHECK(files.Create(path).ok());
      CHECK(Read(files, path) == "");
    });
  }

  TEST_CASE("Overwrite goes over what stands from a place on and then beyond its end") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      const std::string path = folder + "/file";
      CHECK(absl::IsNotFound(files.Overwrite(path, 0).status()));
      Append(files, path, "abcdef");
      const auto file = files.Overwrite(path, 2);
      REQUIRE(file.ok());
      CHECK((*file)->Append("12").ok());
      CHECK((*file)->Append("3").ok());
      CHECK(Read(files, path) == "ab123f");
      CHECK((*file)->Append("456").ok());
      CHECK((*file)->Sync().ok());
      CHECK(Read(files, path) == "ab123456");
    });
  }

  TEST_CASE("an open file goes on at the new end of a file that was cut") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      const std::string path = folder + "/file";
      const auto file = files.Create(path);
      REQUIRE((*file)->Append("abcd").ok());
      CHECK(files.Truncate(path, 1).ok());
      CHECK((*file)->Append("x").ok());
      CHECK(Read(files, path) == "ax");
    });
  }

  TEST_CASE("a renamed file replaces another") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      Append(files, folder + "/from", "new");
      Append(files, folder + "/to", "old");
      CHECK(files.Rename(folder + "/from", folder + "/to").ok());
      CHECK(Read(files, folder + "/to") == "new");
      CHECK(absl::IsNotFound(files.Read(folder + "/from").status()));
    });
  }

  TEST_CASE("a missing file is not found and named") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      const std::string path = folder + "/missing";
      for (const absl::Status& status :
           {files.Read(path).status(), files.Truncate(path, 0), files.Rename(path, "other")}) {
        CHECK(absl::IsNotFound(status));
        CHECK(status.message().find(path) != std::string::npos);
      }
    });
  }

  TEST_CASE("a folder may be made twice and its parent synced through it") {
    WithEach([](FileSystem& files, const std::string& folder) {
      CHECK(files.CreateFolder(folder).ok());
      CHECK(files.CreateFolder(folder).ok());
      CHECK(files.SyncFolder(folder + "/..").ok());
    });
  }

  TEST_CASE("a lock is held until it is destroyed and refuses others by name") {
    WithEach([](FileSystem& files, const std::string& folder) {
      REQUIRE(files.CreateFolder(folder).ok());
      auto lock = files.LockFolder(folder);
      REQUIRE(lock.ok());
      for (int attempt = 0; attempt < 2; ++attempt) {
        const absl::Status refused = files.LockFolder(folder).status();
        CHECK(absl::IsFailedPrecondition(refused));
        CHECK(refused.message() == "database is open already: " + folder);
      }
      *lock = nullptr;
      CHECK(files.LockFolder(folder).ok());
    });
  }

  TEST_CASE("a folder that another process has open is refused until that is gone") {
    const testing::TemporaryFolder folder;
    const auto files = MakeRealFileSystem();
    testing::ChildProcess child([&](testing::Pipe& to_parent) {
      const auto store = Store::Open(*files, folder.path());
      to_parent.Write(store.ok() ? 1 : 0);
      to_parent.WaitForEver();
    });
    CHECK(child.Read() == 1);
    const absl::Status refused = Store::Open(*files, folder.path()).status();
    CHECK(absl::IsFailedPrecondition(refused));
    CHECK(refused.message() == "database is open already: " + folder.path());
    child.Kill();
    CHECK(Store::Open(*files, folder.path()).ok());
  }
}

TEST_SUITE("RealFileSystem") {
  TEST_CASE("an error names the file and what the system said") {
    const testing::TemporaryFolder folder;
    const auto files = MakeRealFileSystem();
    const std::string file = folder.path() + "/file";
    Append(*files, file, "x");
    const auto says = [](const absl::Status& status, const std::string& message) {
      INFO(status.ToString());
      CHECK(absl::IsUnavailable(status));
      return status.message() == message;
    };
    const std::string below = file + "/below";
    CHECK(
        says(files->CreateFolder(file), "cannot make the folder '" + file + "': File exists"));
    CHECK(says(files->CreateFolder(below),
               "cannot make the folder '" + below + "': Not a directory"));
    CHECK(says(files->LockFolder(file).status(),
               "cannot open '" + file + "/lock': Not a directory"));
    CHECK(says(files->Read(below).status(), "cannot open '" + below + "': Not a directory"));
    CHECK(says(files->Read(folder.path()).status(),
               "cannot read '" + folder.path() + "': Is a directory"));
    CHECK(says(files->Create(below).status(), "cannot open '" + below + "': Not a directory"));
    CHECK(says(files->Truncate(folder.path(), 0),
               "cannot truncate '" + folder.path() + "': Is a directory"));
    CHECK(says(files->Rename(file, below), "cannot rename '" + file + "': Not a directory"));
    CHECK(says(files->SyncFolder(file), "cannot open '" + file + "': Not a directory"));
  }

  TEST_CASE("a folder with an entry that cannot be looked at is not listed without it") {
    const testing::TemporaryFolder folder;
    const auto files = MakeRealFileSystem();
    const std::string loop = folder.path() + "/log-1";
    const std::string gone = folder.path() + "/log-2";
    REQUIRE(::symlink("nowhere", gone.c_str()) == 0);
    CHECK(files->List(folder.path())->empty());
    REQUIRE(::symlink("log-1", loop.c_str()) == 0);
    CHECK(files->List(folder.path()).status().message() ==
          "cannot look at '" + loop + "': Too many levels of symbolic links");
  }

  TEST_CASE("a full disk is an error of the write") {
    const auto files = MakeRealFileSystem();
    const auto full = files->Extend("/dev/full");
    if (!full.ok()) return;  // A system without this device.
    const absl::Status status = (*full)->Append("x");
    CHECK(status.message() == "cannot write '/dev/full': No space left on device");
  }
}

TEST_SUITE("PowerCutFileSystem") {
  TEST_CASE("what was not synced is lost or kept as asked") {
    testing::Random random(1);
    for (const Survival survival : {Survival::kNothing, Survival::kEverything}) {
      const bool kept = survival == Survival::kEverything;
      PowerCutFileSystem files;
      REQUIRE((*files.Create("file"))->Sync().ok());
      REQUIRE(files.SyncFolder(".").ok());
      Append(files, "file", "ab");
      Append(files, "other", "cd");
      files.PowerOn(survival, random);
      CHECK(Read(files, "file") == (kept ? "ab" : ""));
      CHECK(files.Read("other").ok() == kept);
    }
  }

  TEST_CASE("a synced file is lost with its name and a name with its folder") {
    testing::Random random(1);
    for (const int synced : {0, 1, 2, 3}) {
      const bool parent_synced = (synced & 1) != 0;
      const bool folder_synced = (synced & 2) != 0;
      PowerCutFileSystem files;
      REQUIRE(files.CreateFolder("folder").ok());
      Append(files, "folder/file", "ab");
      REQUIRE((*files.Extend("folder/file"))->Sync().ok());
      if (parent_synced) REQUIRE(files.SyncFolder("folder/..").ok());
      if (folder_synced) REQUIRE(files.SyncFolder("folder").ok());
      files.PowerOn(Survival::kNothing, random);
      CHECK(files.Read("folder/file").ok() == (parent_synced && folder_synced));
    }
  }

  TEST_CASE("a rename that was not synced leaves the old file in place") {
    testing::Random random(1);
    PowerCutFileSystem files;
    for (const char* name : {"old", "new"}) {
      Append(files, name, name);
      REQUIRE((*files.Extend(name))->Sync().ok());
    }
    REQUIRE(files.SyncFolder(".").ok());
    REQUIRE(files.Rename("new", "old").ok());
    files.PowerOn(Survival::kNothing, random);
    CHECK(Read(files, "old") == "old");
    CHECK(Read(files, "new") == "new");
  }

  TEST_CASE("an append may be torn at every byte and later ones may survive it") {
    testing::Random random(1);
    std::set<std::string> seen;
    for (int attempt = 0; attempt < 200; ++attempt) {
      PowerCutFileSystem files;
      Append(files, "file", "12");
      REQUIRE((*files.Extend("file"))->Sync().ok());
      REQUIRE(files.SyncFolder(".").ok());
      Append(files, "file", "34");
      Append(files, "file", "5");
      files.PowerOn(Survival::kAnything, random);
      seen.insert(*files.Read("file"));
    }
    for (const char* bytes : {"12", "123", "1234", "12345"}) CHECK(seen.contains(bytes));
    CHECK(
        seen.contains(std::string("12\0\0"
                                  "5",
                                  5)));
    for (const std::string& bytes : seen) {
      REQUIRE(bytes.size() <= 5);
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        CHECK((bytes[i] == "12345"[i] || (i >= 2 && bytes[i] == 0)));
      }
    }
  }

  TEST_CASE("after the cut every call fails until power is back") {
    testing::Random random(1);
    PowerCutFileSystem files;
    files.CutAfter(2);
    Append(files, "file", "a");
    CHECK_FALSE(files.has_power());
    CHECK(absl::IsUnavailable(files.Read("file").status()));
    CHECK(absl::IsUnavailable(files.Create("other").status()));
    CHECK(absl::IsUnavailable(files.SyncFolder(".")));
    files.PowerOn(Survival::kEverything, random);
    CHECK(Read(files, "file") == "a");
  }
}

}  // namespace
}  // namespace cambium
