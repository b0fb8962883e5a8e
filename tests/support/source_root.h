// Where the sources are: for golden files, corpora and the house test.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace cambium::testing {

std::filesystem::path SourceRoot();

}  // namespace cambium::testing
