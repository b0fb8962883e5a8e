// Rows by small generators, and loading them in transactions of some hundred.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/examples.h"

#include <array>

#include "dataflow/status.h"
#include "query/parser.h"
#include "query/shell/example_texts.h"
#include "query/statement_reader.h"

namespace cambium {
namespace {

constexpr std::string_view kMarker = "-- Try:\n";
constexpr std::size_t kRowsPerCommit = 250;

// The same numbers on every machine.
class Numbers {
 public:
  std::int64_t Below(std::int64_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::int64_t>((state_ >> 33) % static_cast<std::uint64_t>(bound));
  }
  template <std::size_t kCount>
  std::string Pick(const std::array<const char*, kCount>& words) {
    return words[static_cast<std::size_t>(Below(kCount))];
  }

 private:
  std::uint64_t state_ = 2026;
};

constexpr std::array kPeople{"Ada",   "Björn", "Chidi", "Dilek", "Emil", "Fatima",
                             "Grace", "Hana",  "Ines",  "Jun",   "Kofi", "Lena"};
constexpr std::array kNouns{"crash",  "window", "cursor", "backup", "font",   "import",
                            "search", "menu",   "login",  "scroll", "report", "clock"};
constexpr std::array kTroubles{"is slow",        "is lost on save", "ignores the keyboard",
                               "blinks",         "shows old data",  "needs a test",
                               "fails at night", "is too small"};
constexpr std::array kRemarks{"me too",    "cannot reproduce", "fixed on main",
                              "any news?", "here is a trace",  "works after a restart"};
constexpr std::array kMoods{"Quiet", "Northern", "Last", "Paper", "Silver", "Wild", "Late"};
constexpr std::array kThings{"River", "Trains", "Garden", "Windows", "Summer", "Stars"};
constexpr std::array kGenres{"Jazz", "Folk", "Rock", "Techno", "Choir"};
constexpr std::array kTeams{"Roots", "Trunk", "Bark", "Leaves", "Rings"};
constexpr std::array kSymbols{"ASH", "BIRCH", "ELM", "FIR", "OAK", "YEW"};

std::string Number(std::int64_t number) { return std::to_string(number); }

std::string TwoDigits(std::int64_t number) { return (number < 10 ? "0" : "") + Number(number); }

std::string Date(Numbers& numbers) {
  return "2026-" + TwoDigits(1 + numbers.Below(12)) + "-" + TwoDigits(1 + numbers.Below(28));
}

std::string Price(Numbers& numbers, std::int64_t below) {
  return Number(numbers.Below(below)) + "." + TwoDigits(numbers.Below(100));
}

std::vector<std::string> TrackerRows() {
  Numbers numbers;
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < kPeople.size(); ++i) {
    rows.push_back("INSERT Person { id: " + std::to_string(i + 1) + ", name: '" + kPeople[i] +
                   "' }");
  }
  for (const char* name : {"'editor'", "'server'", "'website'"}) {
    rows.push_back(
        "INSERT Project { id: " + Number(static_cast<std::int64_t>(rows.size()) - 11) +
        ", name: " + name + " }");
  }
  constexpr std::array kStates{"open", "started", "closed"};
  for (std::int64_t id = 1; id <= 80; ++id) {
    rows.push_back(
        "INSERT Issue { id: " + Number(id) + ", project: " + Number(1 + numbers.Below(3)) +
        ", author: " + Number(1 + numbers.Below(12)) + ", title: '" + numbers.Pick(kNouns) +
        " " + numbers.Pick(kTroubles) + "', state: '" + numbers.Pick(kStates) +
        "', votes: " + Number(numbers.Below(20)) + ", at: '" + Date(numbers) + "' }");
  }
  for (std::int64_t id = 1; id <= 200; ++id) {
    rows.push_back("INSERT Comment { id: " + Number(id) +
                   ", issue: " + Number(1 + numbers.Below(80)) +
                   ", author: " + Number(1 + numbers.Below(12)) + ", text: '" +
                   numbers.Pick(kRemarks) + "' }");
  }
  return rows;
}

std::vector<std::string> MusicRows() {
  Numbers numbers;
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < kGenres.size(); ++i) {
    rows.push_back("INSERT Genre { id: " + std::to_string(i + 1) + ", name: '" + kGenres[i] +
                   "' }");
  }
  for (std::int64_t id = 1; id <= 12; ++id) {
    rows.push_back("INSERT Artist { id: " + Number(id) + ", name: 'The " +
                   numbers.Pick(kMoods) + " " + numbers.Pick(kThings) + "' }");
  }
  for (std::int64_t id = 1; id <= 40; ++id) {
    rows.push_back("INSERT Album { id: " + Number(id) +
                   ", artist: " + Number(1 + numbers.Below(12)) + ", title: '" +
                   numbers.Pick(kMoods) + " " + numbers.Pick(kThings) +
                   "', year: " + Number(1970 + numbers.Below(56)) + " }");
  }
  for (std::int64_t id = 1; id <= 320; ++id) {
    const std::string genre = numbers.Below(8) == 0 ? "NULL" : Number(1 + numbers.Below(5));
    rows.push_back("INSERT Track { id: " + Number(id) +
                   ", album: " + Number(1 + numbers.Below(40)) + ", genre: " + genre +
                   ", title: '" + numbers.Pick(kThings) + " " + Number(numbers.Below(9) + 1) +
                   "', seconds: " + Number(120 + numbers.Below(240)) +
                   ", price: " + Price(numbers, 2) + " }");
  }
  return rows;
}

std::vector<std::string> TradingRows() {
  Numbers numbers;
  std::vector<std::string> rows;
  for (std::int64_t id = 1; id <= 8; ++id) {
    rows.push_back("INSERT Account { id: " + Number(id) + ", owner: '" +
                   kPeople[static_cast<std::size_t>(id)] + "' }");
  }
  for (const char* symbol : kSymbols) {
    rows.push_back("INSERT Instrument { symbol: '" + std::string(symbol) + "', name: '" +
                   symbol + " Forests Inc.' }");
  }
  for (std::int64_t id = 1; id <= 400; ++id) {
    const std::string sign = numbers.Below(3) == 0 ? "-" : "";
    const std::string day = TwoDigits(1 + id / 16);
    rows.push_back(
        "INSERT Trade { id: " + Number(id) + ", account: " + Number(1 + numbers.Below(8)) +
        ", instrument: '" + numbers.Pick(kSymbols) + "', amount: " + sign +
        Number(1 + numbers.Below(90)) + ", price: " + Price(numbers, 300) + ", at: '2026-11-" +
        day + "T" + TwoDigits(8 + id % 16 / 2) + ":" + TwoDigits(id % 2 * 30) + ":00Z' }");
  }
  return rows;
}

std::vector<std::string> OrgRows() {
  Numbers numbers;
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < kTeams.size(); ++i) {
    rows.push_back("INSERT Team { id: " + std::to_string(i + 1) + ", name: '" + kTeams[i] +
                   "' }");
  }
  for (std::int64_t id = 1; id <= 60; ++id) {
    // A tree: everyone reports to somebody hired before.
    const std::string manager = id == 1 ? "NULL" : Number((id + 2) / 4);
    rows.push_back("INSERT Employee { id: " + Number(id) + ", name: '" + numbers.Pick(kPeople) +
                   " " + Number(id) + "', team: " + Number(1 + numbers.Below(5)) +
                   ", manager: " + manager +
                   ", salary: " + Number(2500 + numbers.Below(25) * 100) + " }");
  }
  return rows;
}

constexpr Example kExamples[] = {{"tracker", kTrackerText, TrackerRows},
                                 {"music", kMusicText, MusicRows},
                                 {"trading", kTradingText, TradingRows},
                                 {"org", kOrgText, OrgRows}};

std::vector<std::string> StatementsOf(std::string_view text) {
  StatementReader reader;
  reader.Add(text);
  std::vector<std::string> statements;
  while (const auto statement = reader.Next()) statements.push_back(statement->text);
  return statements;
}

absl::Status CheckTablesAreFree(const Database& database, const Example& example) {
  for (const std::string& text :
       StatementsOf(example.text.substr(0, example.text.find(kMarker)))) {
    const absl::StatusOr<Statement> statement = ParseStatement(text);
    const auto* const table =
        statement.ok() ? std::get_if<TableDeclaration>(&*statement) : nullptr;
    if (table == nullptr) continue;
    for (const TableDescription& standing : database.Tables()) {
      if (standing.name != table->name.text) continue;
      return WithHint(absl::AlreadyExistsError("table exists already: " + standing.name),
                      "hint: an example needs a database without its tables, such as :memory:");
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::span<const Example> Examples() { return kExamples; }

const Example* FindExample(std::string_view name) {
  for (const Example& example : kExamples) {
    if (example.name == name) return &example;
  }
  return nullptr;
}

std::vector<std::string> QuestionsOf(const Example& example) {
  std::vector<std::string> questions =
      StatementsOf(example.text.substr(example.text.find(kMarker) + kMarker.size()));
  for (std::string& question : questions) {
    question.erase(question.find_last_not_of(" \n") + 1);
  }
  return questions;
}

absl::StatusOr<std::int64_t> LoadExample(Database& database, const Example& example) {
  CAMBIUM_RETURN_IF_ERROR(CheckTablesAreFree(database, example));
  for (const std::string& statement :
       StatementsOf(example.text.substr(0, example.text.find(kMarker)))) {
    CAMBIUM_RETURN_IF_ERROR(database.Execute(statement).status());
  }
  const std::vector<std::string> rows = example.rows();
  std::int64_t count = 0;
  for (std::size_t begin = 0; begin < rows.size(); begin += kRowsPerCommit) {
    std::string transaction = "TX {\n";
    for (std::size_t i = begin; i < rows.size() && i < begin + kRowsPerCommit; ++i) {
      transaction += rows[i] + ";\n";
    }
    CAMBIUM_ASSIGN_OR_RETURN(const Committed committed, database.Execute(transaction + "}"));
    count += committed.rows;
  }
  return count;
}

}  // namespace cambium
