// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/io/name_index.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE state_dict_file::state_dict_file(checkpoint_file file, std::string_view at)
    : file_(std::move(file)), dict_(file_.find(at)), names_(std::make_unique<std::deque<std::string>>()) {
  if (!file_.is_mapping(dict_))
    file_.refuse(
        dict_, format_problem::unsupported,
        concat({"expected a state_dict", at.empty() ? std::string() : concat({" under \"", at, "\""}), ", found ",
                file_.described(dict_),
                dict_.is(pickle::kind::list) || dict_.is(pickle::kind::tuple)
                    ? "; what is in it nn::read finds, or nn::load<std::vector<nn::AnyTensor>> if it is a list "
                      "of tensors"
                    : ""}));
  const pickle::pair_range items = file_.document().pairs(dict_);
  tensors_.reserve(items.size());
  for (const auto& [key, mapped] : items) {
    if (!key.is(pickle::kind::string))
      file_.refuse(dict_, format_problem::unsupported,
                   concat({"expected strings as keys, found ", file_.described(key)}));
    if (file_.is_tensor(mapped)) tensors_.push_back(file_.tensor(key.text(), mapped));
    else if (file_.is_sparse(mapped))
      for (const auto& [name, part] : file_.sparse_parts(key.text(), mapped))
        tensors_.push_back(file_.tensor(names_->emplace_back(concat({key.text(), ".", name})), part));
    else others_.push_back({key.text(), file_.python_type(mapped), tensors_.size()});
  }
  refuse_duplicates();
  metadata_ = file_.metadata(dict_);
}

NNSTRUCT_DEFINE void state_dict_file::refuse_duplicates() const {
  std::vector<std::string_view> keys;
  for (const tensor_record& tensor : tensors_) keys.push_back(tensor.key);
  for (const other_record& other : others_) keys.push_back(other.key);
  const io::name_index index(keys, keys.size(), [](std::string_view key) { return key; });
  if (const auto twice = index.same_names())
    file_.refuse(dict_, format_problem::pickle,
                 concat({"the key \"", keys[twice->first], "\" comes twice; the file has two meanings"}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
