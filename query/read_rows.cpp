// Scans, and a batch laid over them.
// SPDX-License-Identifier: Apache-2.0
#include "query/read_rows.h"

#include <map>
#include <memory>
#include <utility>

#include "query/entity.h"

namespace cambium {

ReadRows RowsOf(const Schema& schema, const Store& store, const Batch* batch) {
  using Written = std::map<TripleKey, Value>;
  auto written = std::make_shared<Written>();
  if (batch != nullptr) {
    for (const Triple& triple : *batch) (*written)[triple.key] = triple.value;
  }
  return [&schema, &store, written](TypeId type, const std::vector<std::size_t>& fields,
                                    Delta<Row>& out) {
    const Table& table = *schema.FindById(type);
    const auto with_batch = [&](const std::string& subject, const Row& row) {
      std::vector<Value> values;
      for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto found = written->find({type, table.fields[fields[i]].number, subject});
        values.push_back(found != written->end() ? found->second : Value(row[i]));
      }
      return Row(values);
    };
    return ScanEntities(store, table, fields, [&](const std::string& subject, const Row& row) {
      out.Add(written->empty() ? row : with_batch(subject, row), 1);
    });
  };
}

}  // namespace cambium
