// Structs of the tables that tests of typed access use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "query/struct_fields.h"

namespace cambium::testing {

// Names all fields but one, in an order of its own.
inline constexpr std::string_view kSaleTable =
    "TABLE Sale { note: Text? = 4 DEFAULT 'new', id: Int = 1 KEY, team: Text = 2, "
    "cents: Int = 3, tip: Int? = 5 }";

struct Sale {
  std::int64_t id = 0;
  std::string team;
  std::int64_t cents = 0;
  std::optional<std::int64_t> tip = std::nullopt;

  auto operator<=>(const Sale&) const = default;
  static constexpr auto kFields = StructFields("id", &Sale::id, "team", &Sale::team, "cents",
                                               &Sale::cents, "tip", &Sale::tip);

  friend std::ostream& operator<<(std::ostream& out, const Sale& sale) {
    out << sale.id << ' ' << sale.team << ' ' << sale.cents;
    if (sale.tip.has_value()) out << " + " << *sale.tip;
    return out;
  }
};

inline constexpr std::string_view kTeamTable =
    "TABLE Team { name: Text = 1 KEY, factor: Int = 2 }";

struct Team {
  std::string name;
  std::int64_t factor = 0;

  auto operator<=>(const Team&) const = default;
  static constexpr auto kFields = StructFields("name", &Team::name, "factor", &Team::factor);
};

}  // namespace cambium::testing
