// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/common_prefixes.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// What stands before `name` in `key`, the last dot with it: key is PREFIX.name.
NNSTRUCT_DECLARE std::string_view prefix_before(std::string_view key, std::string_view name) {
  if (key.size() <= name.size() || !key.ends_with(name) || key[key.size() - name.size() - 1] != '.') return {};
  return key.substr(0, key.size() - name.size());
}

NNSTRUCT_DEFINE common_prefixes find_prefixes(const std::vector<std::string>& names, const io::name_index& keys) {
  constexpr std::size_t most_names = 100'000, most_prefixes = 8;
  common_prefixes best;
  if (names.empty() || names.size() > most_names) return best;
  std::vector<std::string> tried;
  // A prefix is that of the first name, or of the last if the first is not there at all.
  for (std::string_view name : {std::string_view(names.front()), std::string_view(names.back())})
    for (std::string_view key : keys.names()) {
      const std::string prefix(prefix_before(key, name));
      if (prefix.empty() || std::find(tried.begin(), tried.end(), prefix) != tried.end()) continue;
      if (tried.size() == 2 * most_prefixes) return {};  // among so many is none that is meant
      tried.push_back(prefix);
      std::size_t found = 0;
      for (const std::string& other : names) found += keys.find(concat({prefix, other})) != io::name_index::none;
      if (found < best.names) continue;
      if (found > best.names) best.prefixes.clear();
      best.names = found;
      best.prefixes.push_back(prefix);
    }
  return best;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
