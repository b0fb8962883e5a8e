// SQLite as an oracle: the same rows in its tables, the same question in its language.
//
//     SqlitePeer peer(*database, tables);     the rows of these tables, in memory
//     peer.Ask(sql)                           the one value of the one row
//
// Law: what it answers has been computed by SQLite from the tables alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "query/database.h"

struct sqlite3;

namespace cambium::testing {

class SqlitePeer {
 public:
  // With the tables of the database and their rows. Throws std::runtime_error where SQLite
  // refuses a statement; so does Ask.
  SqlitePeer(Database& database, const std::vector<std::string>& tables);
  SqlitePeer(const SqlitePeer&) = delete;
  SqlitePeer& operator=(const SqlitePeer&) = delete;
  ~SqlitePeer();

  std::string Ask(const SqlText& sql) const { return Run(sql.text, sql.parameters); }

 private:
  std::string Run(const std::string& text, const std::vector<Value>& parameters) const;
  void Fill(Database& database, const std::string& table);

  sqlite3* peer_ = nullptr;
};

}  // namespace cambium::testing
