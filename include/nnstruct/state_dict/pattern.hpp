// SPDX-License-Identifier: Apache-2.0
/// \file
/// The names that options give to keys, as strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/wildcard.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What a key that fits `from` becomes: the `*`s of `to` are, in order, what those of `from` stand for, each as short
/// as can be, from the left. Nothing if it does not fit. Throws Error if `to` has more `*` than `from`.
NNSTRUCT_DECLARE std::optional<std::string> renamed_by(std::string_view from, std::string_view to,
                                                       std::string_view key);

/// The same for the path of a module, as `_metadata` has it: it is renamed as the beginning of its keys is. Nothing if
/// that is no path any more.
NNSTRUCT_DECLARE std::optional<std::string> renamed_path(std::string_view from, std::string_view to,
                                                         std::string_view path);

/// The key, and the path of a module, by the first rule that fits it.
NNSTRUCT_DECLARE std::string renamed_by(const rename_rules& rules, std::string_view key);
NNSTRUCT_DECLARE std::string renamed_path(const rename_rules& rules, std::string_view path);

/// The key, and the path of a module, after strip_prefix and rename.
NNSTRUCT_DECLARE std::string name_of_key(const LoadOptions& options, std::string_view key);
NNSTRUCT_DECLARE std::string name_of_path(const LoadOptions& options, std::string_view path);

/// Throws Error: two keys become one.
NNSTRUCT_DECLARE [[noreturn]] void throw_two_keys(std::string_view name, std::string_view first,
                                                  std::string_view second);

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
