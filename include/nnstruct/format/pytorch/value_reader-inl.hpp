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

/// Goes through a document's objects, each once, from the inside out and without recursion, and has their Values made.
NNSTRUCT_DECLARE class value_builder {
 public:
  explicit value_builder(checkpoint_file& file)
      : file_(file),
        doc_(file.document()),
        objects_(file),
        state_(doc_.object_count(), unseen),
        weights_(doc_.object_count()) {}

  value_read run(pickle::value root, elements wanted) {
    find_tensors(root);
    value_read out;
    out.verified = objects_.read_elements(wanted);
    build(root);
    require_few_shared(root);
    out.value = objects_.value_of(root);
    return out;
  }

 private:
  enum : char { unseen, waiting, done };

  void find_tensors(pickle::value root) {
    std::vector<bool> seen(doc_.object_count());
    std::vector<std::pair<pickle::value, std::string_view>> todo = {{root, {}}};
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

  void build(pickle::value root) {
    std::vector<pickle::value> todo = {root};
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

  void require_light_keys(pickle::value dict) const {
    constexpr std::uint64_t most = 10'000;  // keys are compared with each other by their texts
    for (const auto& [key, mapped] : doc_.pairs(dict))
      if (key.is_object() && weights_[key.index()] > most)
        file_.refuse(key, format_problem::unsupported,
                     concat({"a key of a dict has more than ", most, " values in it"}));
  }

  /// How much somebody meets who follows all references, and what there is if each object counts once. Sums that are
  /// larger than any limit stay as they are.
  void weigh(pickle::value v) {
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
  void require_few_shared(pickle::value root) const {
    if (!root.is_object() || weights_[root.index()] <= own_) return;
    const std::uint64_t added = weights_[root.index()] - own_, most = file_.allowed().shared_values;
    if (added > most)
      file_.refuse(root, format_problem::limit,
                   nnstruct::detail::over_limit(concat({"objects are shared so often that, each counted where it is "
                                                        "named, they are ",
                                                        added, " values more"}),
                                                "shared_values", most));
  }

  const checkpoint_file& file_;
  const pickle::document& doc_;
  object_values objects_;
  std::vector<char> state_;
  std::vector<std::uint64_t> weights_;
  std::uint64_t own_ = 0;  // the sum, if nothing were shared
};

NNSTRUCT_DEFINE value_read read_value(checkpoint_file file, std::string_view at, elements wanted) {
  return value_builder(file).run(file.find(at), wanted);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
