// SPDX-License-Identifier: Apache-2.0
/// \file
/// What was wrong with a Value, as rows of a report.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/value_cast.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Moves the problems into the report.
NNSTRUCT_DECLARE void add_problems(LoadReport& report, value_cast& where);

/// Throws StateDictError with all problems, if there are some.
NNSTRUCT_DECLARE void throw_state_problems(std::string_view class_name, value_cast& where);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
