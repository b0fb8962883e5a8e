// A typed pipeline: rows as structs, and operators of C++ that are kept by each commit.
// SPDX-License-Identifier: Apache-2.0
#include <cambium.h>
#include <operators/operators.h>

#include <compare>
#include <cstdint>
#include <iostream>
#include <string>

struct Note {
  std::int64_t id = 0;
  std::string author;
  std::int64_t words = 0;
  auto operator<=>(const Note&) const = default;
  static constexpr auto kFields =
      cambium::StructFields("id", &Note::id, "author", &Note::author, "words", &Note::words);
};

auto WordsByAuthor(const cambium::Stream<Note>& notes) {
  return notes.Filter([](const Note& note) { return note.words > 1; })
      .GroupBy(&Note::author)
      .Sum(&Note::words)
      .Materialize();
}

int main() {
  const auto database = cambium::Database::Open(":memory:");
  if (!database.ok()) return 1;
  const auto declared =
      (*database)->Execute("TABLE Note { id: Int = 1 KEY, author: Text = 2, words: Int = 3 }");
  const auto notes = (*database)->Table<Note>("Note");
  if (!declared.ok() || !notes.ok()) return 1;
  const auto view = cambium::Derive(WordsByAuthor, *notes);
  if (!view.ok()) return 1;
  for (const Note& note : {Note{1, "ada", 3}, Note{2, "bob", 1}, Note{3, "ada", 5}}) {
    if (!notes->Insert(note).ok()) return 1;
  }
  const auto sums = (*view)->Read();
  for (const auto& [sum, weight] : sums.entries()) {
    std::cout << sum.key << ": " << sum.value << " words\n";
  }
}
