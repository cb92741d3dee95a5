// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/numbers.hpp>
#include <nnstruct/state_dict/renaming_choice.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// Looks for a choice; see is_without_choice.
NNSTRUCT_DECLARE class choice_finder {
 public:
  choice_finder(const paired_names& names, span<const std::size_t> kept) : names_(names), kept_(kept) {}

  /// Nothing that has been paired by shape alone could be something else as well.
  bool is_without_choice() const {
    const std::vector<renaming_part> parts = parts_of(names_, names_.pairs.size());
    std::vector<module_pair> modules;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].sure) continue;
      // `log_weight` or `weight_scale` of a weight's shape is computed from it, or the other way round.
      const std::string_view name = split(parts[i].to).name;
      if (parts[i].whole && (name == "weight" || name == "bias")) return false;
      add_modules(modules, parts[i], i);
    }
    std::sort(modules.begin(), modules.end(),
              [](const module_pair& a, const module_pair& b) { return a.shapes.compare(b.shapes) < 0; });
    constexpr std::size_t most_alike = 64;
    for (std::size_t i = 1; i < modules.size(); ++i)
      for (std::size_t j = i; j-- > 0 && modules[j].shapes == modules[i].shapes;) {
        if (i - j > most_alike) return false;
        if (modules[j].number != modules[i].number &&
            !are_counted(modules[j].from, modules[j].to, modules[i].from, modules[i].to))
          return false;
      }
    const io::name_index kept_keys(kept_, kept_.size(), [&](std::size_t entry) { return names_.entry_key(entry); });
    for (const renaming_part& one : parts) {
      if (one.sure) continue;
      const std::size_t path = common_beginning(one.from, one.to);
      const std::string_view module = one.to.substr(0, path), from = one.from.substr(path), to = one.to.substr(path);
      if (count_in(from).text == count_in(to).text) return false;  // only as a whole list
      for (const renaming_part& other : parts) {
        if (&other == &one || other.whole != one.whole || !same_rest(one, other)) continue;
        if (common_beginning(other.from, other.to) != path || !other.to.starts_with(module)) continue;
        if (!are_counted(from, to, other.from.substr(path), other.to.substr(path))) return false;
      }
      if (one.whole ? has_like_key(one) : has_like_module(one, path, kept_keys)) return false;
    }
    return true;
  }

 private:
  const extent_list& shape_of(std::size_t entry) const { return names_.schema.entries[entry].shape; }

  /// Numbers tell which of two is which: both are counted on both sides, in the same order.
  static bool are_counted(std::string_view from, std::string_view to, std::string_view other_from,
                          std::string_view other_to) {
    const counted a = count_in(from), b = count_in(other_from), x = count_in(to), y = count_in(other_to);
    return a.text == b.text && x.text == y.text && a.numbers != b.numbers && x.numbers != y.numbers &&
           (a.numbers < b.numbers) == (x.numbers < y.numbers);
  }

  bool same_rest(const renaming_part& a, const renaming_part& b) const {
    return std::equal(a.rest.begin(), a.rest.end(), b.rest.begin(), b.rest.end(),
                      [&](const auto& one, const auto& other) {
                        return one.first == other.first && shape_of(one.second) == shape_of(other.second);
                      });
  }

  /// A key that has its name has the same shape in the same module.
  bool has_like_key(const renaming_part& one) const {
    const std::size_t entry = one.rest.front().second;
    const auto [path, name] = split(one.to);
    return std::any_of(kept_.begin(), kept_.end(), [&, path = path, name = name](std::size_t other) {
      const auto [other_path, other_name] = split(names_.entry_key(other));
      return other_path == path && shape_of(other) == shape_of(entry) &&
             !are_counted(split(one.from).name, name, other_name, other_name);
    });
  }

  /// A part that has its name has the same keys and shapes, and is in the same module: all of these are behind `path`.
  bool has_like_module(const renaming_part& one, std::size_t path, const io::name_index& kept_keys) const {
    const std::string_view module = one.to.substr(0, path), first_rest = one.rest.front().first;
    return std::any_of(kept_.begin(), kept_.end(), [&](std::size_t entry) {
      const std::string_view key = names_.entry_key(entry);
      if (!key.starts_with(module) || !key.ends_with(first_rest) || key.size() <= module.size() + first_rest.size())
        return false;
      const std::string_view name = key.substr(module.size(), key.size() - module.size() - first_rest.size());
      const bool same = std::all_of(one.rest.begin(), one.rest.end(), [&](const auto& rest) {
        const std::size_t found = kept_keys.find(concat({module, name, rest.first}));
        return found != io::name_index::none && shape_of(kept_[found]) == shape_of(rest.second);
      });
      return same && !are_counted(one.from.substr(path), one.to.substr(path), name, name);
    });
  }

  /// A module with renamed keys.
  struct module_pair {
    std::string shapes;  // two modules of one text can take each other's place
    std::string from, to;
    std::size_t number;  // of the part
  };
  void add_modules(std::vector<module_pair>& out, const renaming_part& one, std::size_t number) const {
    struct key_pair {
      std::string_view to;
      std::string from, shape;
    };
    std::vector<key_pair> keys;
    for (const auto& [rest, entry] : one.rest) {
      const std::string from = one.whole ? std::string(one.from) : concat({one.from, rest});
      std::string shape;
      for (const std::int64_t extent : shape_of(entry)) shape += concat({extent, ","});
      keys.push_back({split(names_.entry_key(entry)).path, std::string(split(from).path), std::move(shape)});
    }
    std::sort(keys.begin(), keys.end(), [](const key_pair& a, const key_pair& b) {
      return a.to == b.to ? a.shape.compare(b.shape) < 0 : a.to.compare(b.to) < 0;
    });
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i == 0 || keys[i].to != keys[i - 1].to) out.push_back({{}, keys[i].from, std::string(keys[i].to), number});
      out.back().shapes += concat({keys[i].shape, ";"});
    }
  }

  const paired_names& names_;
  span<const std::size_t> kept_;
};

NNSTRUCT_DEFINE bool is_without_choice(const paired_names& names, span<const std::size_t> kept) {
  return choice_finder(names, kept).is_without_choice();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
