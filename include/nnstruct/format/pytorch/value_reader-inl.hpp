// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/format/pytorch/object_values-inl.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/over_limit.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

NNSTRUCT_DEFINE value_reader::value_reader(checkpoint_file file, std::string_view at, elements wanted)
    : file_(std::move(file)),
      root_(file_.find(at)),
      objects_(file_),
      state_(file_.document().object_count(), unseen),
      weights_(file_.document().object_count()) {
  find_tensors();
  verified_ = objects_.read_elements(wanted);
  build();
  require_few_shared();
}

NNSTRUCT_DEFINE void value_reader::find_tensors() {
  std::vector<bool> seen(state_.size());
  std::vector<std::pair<pickle::value, std::string_view>> todo = {{root_, {}}};
  while (!todo.empty()) {
    const auto [v, key] = todo.back();
    todo.pop_back();
    if (!v.is_object() || seen[v.index()]) continue;
    seen[v.index()] = true;
    objects_.find_tensor(key, v);
    if (objects_.is_container(v))
      objects_.each_part(v, [&](pickle::value part, std::string_view k) {
        if (part.is_object()) todo.emplace_back(part, k);
      });
  }
}

NNSTRUCT_DEFINE void value_reader::build() {
  std::vector<pickle::value> todo = {root_};
  while (!todo.empty()) {
    const pickle::value v = todo.back();
    if (!v.is_object() || state_[v.index()] == done) {
      todo.pop_back();
    } else if (state_[v.index()] == unseen && objects_.is_container(v)) {
      state_[v.index()] = waiting;
      objects_.each_part(v, [&](pickle::value part, std::string_view) {
        if (part.is_object() && state_[part.index()] == unseen) todo.push_back(part);
      });
    } else {
      require_light_keys(v);
      weigh(v);
      objects_.make(v);
      state_[v.index()] = done;
      todo.pop_back();
    }
  }
}

NNSTRUCT_DEFINE void value_reader::require_light_keys(pickle::value dict) const {
  constexpr std::uint64_t most = 10'000;  // keys are compared with each other by their texts
  for (const auto& [key, mapped] : file_.document().pairs(dict))
    if (key.is_object() && weights_[key.index()] > most)
      file_.refuse(key, format_problem::unsupported, concat({"a key of a dict has more than ", most, " values in it"}));
}

/// How much somebody meets who follows all references, and what there is if each object counts once. Sums that are
/// larger than any limit stay as they are.
NNSTRUCT_DEFINE void value_reader::weigh(pickle::value v) {
  std::uint64_t own = 1, all = 1;
  const auto add = [&](pickle::value part) {
    const std::uint64_t direct = part.is_object() ? 0 : 1 + part.text().size() / 64;
    own += direct;
    all = std::min(all + (part.is_object() ? weights_[part.index()] : direct), std::uint64_t{1} << 62);
  };
  if (objects_.is_container(v)) objects_.each_part(v, [&](pickle::value part, std::string_view) { add(part); });
  weights_[v.index()] = all;
  own_ += own;
}
NNSTRUCT_DEFINE void value_reader::require_few_shared() const {
  if (!root_.is_object() || weights_[root_.index()] <= own_) return;
  const std::uint64_t added = weights_[root_.index()] - own_, most = file_.allowed().shared_values;
  if (added > most)
    file_.refuse(root_, format_problem::limit,
                 nnstruct::detail::over_limit(concat({"objects are shared so often that, each counted where it is "
                                                      "named, they are ",
                                                      added, " values more"}),
                                              "shared_values", most));
}

NNSTRUCT_DEFINE value_read read_value(checkpoint_file file, std::string_view at, elements wanted) {
  value_reader reader(std::move(file), at, wanted);
  return {reader.value_of(reader.root()), reader.verified()};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
