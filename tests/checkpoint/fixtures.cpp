// SPDX-License-Identifier: Apache-2.0
// Every file of tests/data/torch-X.Y that make_fixtures.py wrote gives what make_contents.py found in it with PyTorch;
// those that are refused are the ones that refused.txt lists, which refused.cpp looks at.
#include <algorithm>
#include <string>
#include <string_view>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/contents.hpp"
#include "support/refused.hpp"

namespace checkpoint_fixtures_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

/// Files that other scripts wrote, and say themselves what is in them.
bool is_of_others(std::string_view name) {
  return name.starts_with("ckpt_") || name.starts_with("legacy/") || name.starts_with("whole/") ||
         name == "model_of_classes.pth" || name == "class_of_module.pt";
}

/// What the library says of a file, in the words of its table.
content_rows found_in(const std::string& path, const content_rows& expected) {
  if (expected.front().starts_with("module\t")) {
    content_rows rows = rows_of(nn::load<nn::StateDict>(path));
    rows.insert(rows.begin(), expected.front());  // the class is the tests' of module_tree
    return rows;
  }
  if (path.ends_with(".safetensors")) {
    content_rows rows = rows_of(nn::load<nn::StateDict>(path));
    rows.insert(rows.begin(), "dict\t\tdict\t" + std::to_string(rows.size()));
    return rows;
  }
  return rows_of(nn::read(path));
}

bool same_rows(const content_rows& found, const content_rows& expected) {
  for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
    const std::string a = i < found.size() ? found[i] : "nothing", b = i < expected.size() ? expected[i] : "nothing";
    if (a == b) continue;
    UNSCOPED_INFO("found    " << a << "\nexpected " << b);
    return false;
  }
  return true;
}

/// All elements have the same bits under the same keys; how tensors lie in storages does not count.
content_rows only_values(const content_rows& rows) {
  content_rows out;
  for (const std::string& row : rows) {
    if (!row.starts_with("tensor\t")) continue;
    std::vector<std::string> words;
    std::istringstream in(row);
    for (std::string word; std::getline(in, word, '\t');) words.push_back(word);
    out.push_back(words[1] + "\t" + words[2] + "\t" + words[3] + "\t" + words[8]);
  }
  return out;
}

}  // namespace

TEST_CASE("every fixture has a row, and every row its fixture", "[fixtures]") {
  for (const std::string version : {"torch-1.13", "torch-2.14"}) {
    std::vector<std::string> files = checkpoints_in(data + version), listed;
    std::erase_if(files, is_of_others);
    for (const auto& [name, rows] : read_contents(data + version + "/contents.txt")) {
      listed.push_back(name);
      INFO(name);
      CHECK_FALSE(rows.empty());
    }
    std::sort(listed.begin(), listed.end());
    CHECK(files == listed);
    CHECK(files.size() > 120);
  }
}

TEST_CASE("every fixture gives what PyTorch finds in it", "[fixtures][slow]") {
  std::size_t tensors = 0;
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (const auto& [name, rows] : read_contents(data + version + "/contents.txt")) {
      const std::string file = version + "/" + name;
      INFO(file);
      const bool refused = refusals().contains(file);
      if (rows.front().starts_with("refused\t")) CHECK(refused);
      if (refused) continue;
      const bool misread = rows.front().starts_with("misread\t");
      const content_rows expected = misread ? read_contents(data + "torch-2.14/contents.txt")[name] : rows;
      content_rows found;
      REQUIRE_NOTHROW(found = found_in(data + file, expected));
      // PyTorch makes a storage of its own of a part of one; here that is a view of the whole.
      if (name == "handmade/legacy_view_metadata.pt") CHECK(only_values(found) == only_values(expected));
      else CHECK(same_rows(found, expected));
      for (const std::string& row : expected) tensors += row.starts_with("tensor\t");
    }
  CHECK(tensors > 1500);
}

TEST_CASE("a state_dict of the fixtures is the same as a Value, a StateDict and mapped", "[fixtures]") {
  std::size_t files = 0;
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (const auto& [name, rows] : read_contents(data + version + "/contents.txt")) {
      const auto is_tensor = [](const std::string& row) { return row.starts_with("tensor\t"); };
      const bool dict = rows.front().starts_with("dict\t\t") || rows.front().starts_with("module\t");
      const auto others = std::count_if(rows.begin(), rows.end(), [&](const std::string& row) {
        return !is_tensor(row) && !row.starts_with("version\t");
      });
      const std::string file = version + "/" + name;
      if (!dict || others != 1 || refusals().contains(file)) continue;
      INFO(file);
      ++files;
      CHECK(only_values(rows_of(nn::load<nn::StateDict>(data + file))) == only_values(rows));
      CHECK(only_values(rows_of(nn::load<nn::StateDict>(data + file, {.map = true}))) == only_values(rows));
    }
  CHECK(files > 100);
}

}  // namespace checkpoint_fixtures_test
