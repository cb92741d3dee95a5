// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/problems.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

NNSTRUCT_DEFINE void add_problems(LoadReport& report, value_cast& where) {
  for (auto& [path, expected, found] : where.problems)
    report.kind_mismatch.push_back({std::move(path), std::move(expected), std::move(found)});
  for (auto& [path, from, to] : where.conversions) report.converted.push_back({std::move(path), from, to});
}

NNSTRUCT_DEFINE void throw_state_problems(std::string_view class_name, value_cast& where) {
  if (where.problems.empty()) return;
  LoadReport report;
  report.class_name = class_name;
  add_problems(report, where);
  throw StateDictError(std::move(report));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
