// A user's program. Includes the one header, keeps one query live, checks its frames, and reads
// its rows as structs.
// SPDX-License-Identifier: Apache-2.0
#include <cambium.h>

#include <compare>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

struct Note {
  std::int64_t id = 0;
  std::string text;
  auto operator<=>(const Note&) const = default;
  static constexpr auto kFields = cambium::StructFields("id", &Note::id, "text", &Note::text);
};

int main() {
  auto database = cambium::Database::Open(":memory:");
  if (!database.ok()) return 1;
  std::vector<std::string> frames;
  const auto table = (*database)->Execute("TABLE Note { id: Int = 1 KEY, text: Text = 2 }");
  if (!table.ok()) return 2;
  auto live = (*database)->Subscribe(
      "LIVE MANY Note { text }",
      [&](const cambium::Frame& frame) { frames.push_back(cambium::FrameJson(frame)); });
  if (!live.ok()) return 3;
  if (!(*database)->Execute("INSERT Note { id: 7, text: 'hello' }").ok()) return 4;
  const auto notes = (*database)->Table<Note>("Note");
  if (!notes.ok() || (*notes->Get(7))->text != "hello") return 6;
  for (const std::string& frame : frames) std::cout << frame << "\n";
  const std::string last = R"("ops":[["+",[],7,0,{"$k":7,"text":"hello"}]]})";
  return frames.size() == 2 && frames[1].ends_with(last) ? 0 : 5;
}
