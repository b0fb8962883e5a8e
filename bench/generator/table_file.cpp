// Whole files in and out, with errors that name the file.
// SPDX-License-Identifier: Apache-2.0
#include "bench/generator/table_file.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace cambium::bench {
namespace {

absl::Status FileError(const std::string& what, const std::string& path) {
  return absl::UnavailableError(what + ": " + path + ": " + std::strerror(errno));
}

}  // namespace

absl::StatusOr<size_t> SizeOf(const std::string& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return absl::NotFoundError("file cannot be read: " + path);
  return static_cast<size_t>(size);
}

absl::Status ReadInto(const std::string& path, char* bytes, size_t size) {
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes, static_cast<std::streamsize>(size))) {
    return FileError("file cannot be read", path);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadBytes(const std::string& path) {
  const absl::StatusOr<size_t> size = SizeOf(path);
  if (!size.ok()) return size.status();
  std::string bytes(*size, '\0');
  const absl::Status read = ReadInto(path, bytes.data(), bytes.size());
  if (!read.ok()) return read;
  return bytes;
}

absl::Status WriteBytes(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  // Closed by hand: a full disk may show only now.
  file.close();
  if (!file) return FileError("file cannot be written", path);
  return absl::OkStatus();
}

void AppendNumber(std::string& text, int64_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), number);
  text.append(digits, static_cast<size_t>(end - digits));
}

}  // namespace cambium::bench
