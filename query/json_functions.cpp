// JSON_GET: what stands in a JSON document.
//
//     JSON_GET(document, 'a', 0)   the first element of what stands under a
//
// A Text names a member, an Int a position from 0. What is not there is NULL, and so is what is
// JSON's null. The result is a Json; TEXT(…), INT(…) and the other casts make a value of it.
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "dataflow/status.h"
#include "query/function.h"
#include "query/json_document.h"
#include "query/typing.h"

namespace cambium {
namespace {

absl::Status TypeGet(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(AdaptText(call.args[0], TypeOf(TypeKind::kJson)));
  CAMBIUM_RETURN_IF_ERROR(ExpectKind(call.args[0], TypeKind::kJson, "Json"));
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    if (call.args[i].type.storage() == TypeKind::kInt) continue;
    CAMBIUM_RETURN_IF_ERROR(ExpectKind(call.args[i], TypeKind::kText, "Text or Int"));
  }
  call.type = TypeOf(TypeKind::kJson);
  return absl::OkStatus();
}

Value Get(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  std::optional<std::string_view> json = args[0].AsText();
  for (const ValueView& step : args.subspan(1)) {
    json = step.type() == ValueType::kInt ? JsonElement(*json, step.AsInt())
                                          : JsonMember(*json, step.AsText());
    if (!json.has_value()) return Value();
  }
  return *json == "null" ? Value() : Value::Json(*json);
}

constexpr Function kFunctions[] = {
    {"JSON_GET", "JSON_GET(json, step, …)", 2, Function::kAnyNumber, TypeGet, Get},
};

}  // namespace

std::span<const Function> JsonFunctions() { return kFunctions; }

}  // namespace cambium
