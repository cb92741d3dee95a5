// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/other_formats.hpp>
#include <nnstruct/format/other_pickles.hpp>
#include <nnstruct/format/pickle/parser.hpp>
#include <nnstruct/format/pytorch/names.hpp>
#include <nnstruct/format/pytorch/plain_container.hpp>
#include <nnstruct/format/pytorch/raw_container.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE bool looks_like_plain(const io::input_file& file) { return format::detail::is_plain_pickle(file); }

NNSTRUCT_DEFINE opened_file open_plain(io::input_file file, const limits& allowed) {
  const file_place place{file.path(), {}, {}};
  pickle::require_size(file.size(), place, allowed);
  std::string bytes(static_cast<std::size_t>(file.size()), '\0');
  file.read(0, bytes.data(), bytes.size());
  pickle::document objects = pickle::parse(std::move(bytes), place, allowed);
  const pickle::value root = objects.root();
  if (root.is(pickle::kind::instance) || root.is(pickle::kind::call)) {
    const pickle::global_name type = objects.global(objects.call(root).callable);
    bool known = function_named(type.module, type.name) != known_function::none;
    for (const pickle::call_record& call : objects.calls()) {
      const pickle::global_name name = objects.global(call.callable);
      known = known || function_named(name.module, name.name) == known_function::load_storage;
    }
    if (!known)
      throw FormatError(format_problem::format, {file.path(), {}, 0}, concat({"this is ", other_format(file)}));
  }
  return {std::make_unique<detail::raw_container<>>(std::move(file), "pickle", std::vector<storage_place>()),
          std::move(objects),
          {}};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
