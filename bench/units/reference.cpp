// SPDX-License-Identifier: Apache-2.0
// Nothing of ours: what the same compiler needs at the same time for what everybody includes.
#include <map>
#include <string>
#include <vector>

std::map<std::string, std::vector<int>> reference(const std::vector<std::string>& names) {
  std::map<std::string, std::vector<int>> out;
  for (const std::string& name : names) out[name].push_back(static_cast<int>(name.size()));
  return out;
}
