// Rows to objects, label by label.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/support/naive_question.h"

namespace cambium::testing {
namespace {

Json Null() { return Json::Scalar("null"); }

Json KeyJson(const NaiveRow& key) {
  Json printed = Json::Array();
  for (const NaiveValue& value : key) printed.items.push_back(NaiveJson(value));
  return key.size() == 1 ? printed.items[0] : printed;
}

void AddKey(const NaiveRow& key, Json& object) {
  object.members.insert(object.members.begin(), {"$k", KeyJson(key)});
}

}  // namespace

Json NaiveQuestion::Answer(const Query& query) const {
  const NaiveScope nothing;
  if (!query.is_roots) {
    Check(query.root, nothing);
    return AnswerSelect(query.root, nothing);
  }
  std::set<std::string> labels;
  CheckItems(query.root.items, nothing, labels);
  return ObjectOf(query.root.items, nothing, {&query.root.items, {}});
}

Json NaiveQuestion::AnswerSelect(const Select& written, const NaiveScope& scope) const {
  const Select select = written.distinct ? Distinct(written, scope) : written;
  const std::vector<NaiveNode> nodes = Nodes(select.source, select, &select.items, true, scope);
  const auto object_of = [&](const NaiveNode& node) {
    return ObjectOf(select.items, node.scope, {&select.items, {node.scope.row}});
  };
  const bool is_one = select.cardinality == Cardinality::kOne ||
                      (select.cardinality == Cardinality::kInferred &&
                       select.group_by.empty() && IsToOne(select.source, scope));
  if (is_one) return nodes.empty() ? Null() : object_of(nodes[0]);
  Json list = Json::Array();
  for (const NaiveNode& node : nodes) {
    Json object = object_of(node);
    AddKey(node.key, object);
    for (const NaiveValue& value : node.order) object.note += JsonDump(NaiveJson(value)) + ",";
    list.items.push_back(std::move(object));
  }
  return list;
}

Json NaiveQuestion::ObjectOf(const std::vector<Item>& items, const NaiveScope& scope,
                             const Block& block) const {
  Json object = Json::Object();
  AddItems(items, scope, block, false, object);
  return object;
}

// Of a row that is missing every value is NULL and every list empty.
void NaiveQuestion::AddItems(const std::vector<Item>& items, const NaiveScope& scope,
                             const Block& block, bool is_missing, Json& object) const {
  for (const Item& item : items) {
    switch (item.kind) {
      case ItemKind::kAllFields:
        for (std::size_t i = 0; i < scope.table->fields.size(); ++i) {
          object.members.push_back(
              {scope.table->fields[i].name, is_missing ? Null() : NaiveJson((*scope.row)[i])});
        }
        break;
      case ItemKind::kExpr:
        object.members.push_back(
            {LabelOf(item), is_missing ? Null() : NaiveJson(Of(*item.expr, scope))});
        break;
      case ItemKind::kSelect: {
        Json answer = AnswerSelect(item.select[0], scope);
        const bool is_list = answer.kind == Json::Kind::kArray;
        if (is_missing) answer = is_list ? Json::Array() : Null();
        object.members.push_back({LabelOf(item), std::move(answer)});
        break;
      }
      case ItemKind::kSpread:
        AddSpread(item.select[0], scope, is_missing, object);
        break;
      case ItemKind::kFragment:
        AddItems(database_.FragmentAt(item.fragment.text).items, scope, block, is_missing,
                 object);
        break;
      case ItemKind::kRecurse:
        object.members.push_back(
            {LabelOf(item), is_missing ? Json::Array() : Recurse(item, scope, block)});
        break;
    }
  }
}

void NaiveQuestion::AddSpread(const Select& spread, const NaiveScope& scope, bool is_missing,
                              Json& object) const {
  const std::vector<Reached> reached = Reach(spread.source, scope);
  NaiveScope inner;
  inner.outer = &scope;
  inner.table = &TargetOf(spread.source, scope);
  if (!reached.empty()) inner.row = reached[0].row;
  AddItems(spread.items, inner, {&spread.items, {inner.row}}, is_missing || reached.empty(),
           object);
}

Json NaiveQuestion::Recurse(const Item& item, const NaiveScope& scope,
                            const Block& block) const {
  Json list = Json::Array();
  const Select& select = item.select[0];
  const auto level = static_cast<std::int64_t>(block.chain.size()) - 1;
  if (item.depth.has_value() && level >= *item.depth) return list;
  for (NaiveNode& node : Nodes(select.source, select, nullptr, true, scope)) {
    const bool is_ancestor =
        std::find(block.chain.begin(), block.chain.end(), node.scope.row) != block.chain.end();
    if (is_ancestor) continue;
    Block inner = block;
    inner.chain.push_back(node.scope.row);
    // In the block, the name of the enclosing select is that of each of its rows; one that
    // RECURSE has is known to its clauses.
    node.scope.aliases = scope.aliases;
    Json object = ObjectOf(*block.items, node.scope, inner);
    AddKey(node.key, object);
    for (const NaiveValue& value : node.order) object.note += JsonDump(NaiveJson(value)) + ",";
    list.items.push_back(std::move(object));
  }
  return list;
}

// MANY DISTINCT, written as GROUP BY of its items.
Select NaiveQuestion::Distinct(const Select& select, const NaiveScope& scope) const {
  Select grouped = select;
  grouped.distinct = false;
  grouped.items.clear();
  if (!select.group_by.empty()) throw InvalidScript("DISTINCT with GROUP BY");
  std::vector<Item> items;
  for (const Item& item : select.items) {
    if (item.kind == ItemKind::kFragment) {
      const std::vector<Item>& more = database_.FragmentAt(item.fragment.text).items;
      items.insert(items.end(), more.begin(), more.end());
    } else {
      items.push_back(item);
    }
  }
  for (const Item& item : items) {
    if (item.kind == ItemKind::kAllFields) {
      for (const NaiveField& field : TargetOf(select.source, scope).fields) {
        Item one;
        one.expr.emplace();
        one.expr->kind = ExprKind::kPath;
        one.expr->path.emplace_back(Name{field.name, {}});
        grouped.items.push_back(std::move(one));
      }
    } else if (item.kind == ItemKind::kExpr) {
      grouped.items.push_back(item);
    } else {
      throw InvalidScript("DISTINCT of more than values");
    }
  }
  for (const Item& item : grouped.items) {
    grouped.group_by.push_back({Name{LabelOf(item), {}}, *item.expr});
  }
  return grouped;
}

Json WithoutKeys(const Json& json) {
  Json plain = json;
  if (!plain.members.empty() && plain.members[0].name == "$k") {
    plain.members.erase(plain.members.begin());
  }
  for (Json& item : plain.items) item = WithoutKeys(item);
  for (JsonMember& member : plain.members) member.value = WithoutKeys(member.value);
  return plain;
}

}  // namespace cambium::testing
