// Any bytes may stand where a manifest's edit, the superblock's message or a file's directory
// should, or a subject of the catalog: an error, or something that is safe to use. A directory
// or subject that is accepted is just the bytes that are written for it. The first byte says
// which.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dataflow/check.h"
#include "lsm/catalog.h"
#include "lsm/directory.h"
#include "lsm/manifest.h"
#include "lsm/subject_filter.h"
#include "lsm/superblock.h"

namespace cambium {
namespace {

void CheckEdit(std::string_view bytes) {
  const absl::StatusOr<Edit> edit = DecodeEdit(bytes);
  if (!edit.ok()) return;
  ManifestState state;
  if (state.Apply(*edit).ok()) EncodeEdit(state.AsEdit());
}

void CheckDirectory(std::string_view bytes) {
  const absl::StatusOr<Directory> directory = ReadDirectory(bytes, 1 << 20);
  if (!directory.ok()) return;
  CAMBIUM_CHECK(EncodeDirectory(*directory) == bytes);
  for (const RunInfo& run : directory->runs) {
    CAMBIUM_CHECK(directory->Find(run.run) == &run);
    const Subject last = directory->blocks[run.history - 1].last.view();
    CAMBIUM_CHECK(directory->FindPrimary(run, last) < run.history);
    CAMBIUM_CHECK(directory->FindHistory(run, last) <= run.end);
    MayHaveSubject(directory->blocks[run.begin].filter, last, run.run.has_integers());
  }
}

// What is accepted is just what is written.
void CheckCatalog(std::string_view bytes) {
  const absl::StatusOr<CatalogEntry> entry = ReadCatalogSubject(bytes);
  if (entry.ok()) CAMBIUM_CHECK(CatalogSubject(entry->scope, entry->number) == bytes);
}

}  // namespace
}  // namespace cambium

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] == 255) {
    cambium::CheckCatalog(bytes);
  } else if (data[0] % 3 == 0) {
    cambium::CheckEdit(bytes);
  } else if (data[0] % 3 == 1) {
    cambium::CheckDirectory(bytes);
  } else {
    cambium::DecodeSuperblock(bytes).IgnoreError();
  }
  return 0;
}
