// SPDX-License-Identifier: Apache-2.0
// Every tensor of a file has a path, whatever holds it: what tests/data/make_held.py found by Python's own attributes.
#include <nnstruct/format/pytorch/parts.hpp>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/state_dict/repr.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pytorch_parts_test {

using namespace nnstruct::format::pytorch;
using namespace nnstruct_test;
namespace nn = nnstruct;
namespace pickle = nnstruct::format::pickle;

namespace {

const std::string held = NNSTRUCT_TEST_DATA "/held";

struct rows {
  std::vector<std::string> paths;
};
std::map<std::string, rows> expected_rows(const std::string& table) {
  std::map<std::string, rows> out;
  std::istringstream lines(content_of(NNSTRUCT_TEST_DATA "/" + table));
  rows* current = nullptr;
  for (std::string what, name, rest; lines >> what >> name && std::getline(lines, rest);) {
    if (what == "file") current = &out[name];
    else if (what == "tensor") current->paths.push_back(name);
  }
  return out;
}

checkpoint_file open(const std::string& path) { return checkpoint_file(nn::io::input_file(path)); }

}  // namespace

TEST_CASE("a path leads to every tensor, whatever holds it", "[pytorch][parts]") {
  std::size_t files = 0;
  for (const auto& [name, expected] : expected_rows("held.txt")) {
    INFO(name);
    const checkpoint_file file = open(held + "/" + name + "_a.pt");
    if (name == "sparse") continue;            // a path leads to the whole of it
    if (name.starts_with("module")) continue;  // by the names that modules have for it: tests/tools/inspect.cpp
    std::vector<std::string> paths;
    for (const object_path& found : tensor_paths(file, file.document().root())) {
      paths.push_back(found.path);
      INFO(found.path);
      CHECK(file.find(found.path).index() == found.value.index());
      CHECK(path_to(file, found.value) == found.path);
      CHECK(tensor_holders(file, file.document().root())(found.value));
    }
    CHECK(paths == expected.paths);
    ++files;
  }
  CHECK(files == 20);
}

TEST_CASE("a path leads to every tensor beside and in objects that contain themselves", "[pytorch][parts]") {
  std::size_t tensors = 0;
  for (const auto& [name, expected] : expected_rows("cycles.txt")) {
    INFO(name);
    const checkpoint_file file = open(NNSTRUCT_TEST_DATA "/cycles/" + name + ".pt");
    std::vector<std::string> paths;
    if (name == "model") paths = {"0.weight", "0.bias"};  // by the names that modules have for it
    else
      for (const object_path& found : tensor_paths(file, file.document().root())) paths.push_back(found.path);
    CHECK(paths == expected.paths);
    tensors += paths.size();
  }
  CHECK(tensors == 19);
}

TEST_CASE("a path means what Python means, or both meanings are named", "[pytorch][parts]") {
  const std::string path_of_file = held + "/paths.pt";
  const checkpoint_file file = open(path_of_file);
  value_reader values(open(path_of_file), {}, nn::format::elements::read);
  std::istringstream rows(content_of(NNSTRUCT_TEST_DATA "/paths.txt"));
  int leads = 0, twice = 0;
  for (std::string row, what, path, one, other; std::getline(rows, row);) {
    std::istringstream fields(row);
    std::getline(std::getline(std::getline(fields, what, '\t'), path, '\t'), one, '\t');
    INFO(path);
    if (what == "at") {
      CHECK(nn::repr(values.value_of(file.find(path))) == one);
      ++leads;
    } else if (what == "two") {
      std::getline(fields, other);
      const std::string error = thrown_by<nn::FormatError>([&] { (void)file.find(path); }).what();
      INFO(error);
      const bool named = contains(error, "\"" + path + "\" has two meanings: " + one + " and " + other + ";") ||
                         contains(error, "\"" + path + "\" has two meanings: " + other + " and " + one + ";");
      CHECK(named);
      CHECK(has_two_meanings(file, file.document().root(), path));
      ++twice;
    }
  }
  CHECK(leads == 38);
  CHECK(twice == 7);
}

TEST_CASE("where a state_dict is, is said with one meaning", "[pytorch][parts]") {
  const temp_folder folder;
  const nn::AnyTensor tensor(nn::dtype::float32, {1});
  const nn::Value inner{{"w", tensor}};
  nn::save(nn::Value{{"a.b", {{"w", tensor}}}, {"a", {{"b", inner}}}, {"c", inner}, {1, {{"v", tensor}}}},
           folder / "x.pt");
  const checkpoint_file file = open(folder / "x.pt");
  CHECK(file.state_dict_paths() == std::vector<std::string>{"['a.b']", "c", "1"});
  for (const std::string& path : file.state_dict_paths()) CHECK(file.is_state_dict(file.find(path)));
}

TEST_CASE("the Value of each part of an object is at hand", "[pytorch][value_reader]") {
  std::size_t parts = 0;
  for (const char* const name : {"object", "slots_and_more", "namedtuple", "dict_subclass", "list_subclass", "wrapper",
                                 "ordered_attribute", "subclass_attribute", "sparse", "storage", "module_inside"}) {
    INFO(name);
    const std::string path = held + "/" + name + "_a.pt";
    const checkpoint_file file = open(path);
    value_reader values(open(path), {}, nn::format::elements::read);
    for (std::vector<pickle::value> todo = {values.root()}; !todo.empty();) {
      const pickle::value v = todo.back();
      todo.pop_back();
      const nn::Value whole = values.value_of(v);
      for (const object_part& part : parts_of(file, v)) {
        const nn::Value value = values.value_of(part.value);
        const bool found = part.text(file) == "arguments" || file.is_sparse(v) || whole.at(part.text(file)) == value;
        CHECK(found);
        todo.push_back(part.value);
        ++parts;
      }
    }
  }
  CHECK(parts > 90);
}

TEST_CASE("a module's own state is known by its key", "[pytorch][parts]") {
  static_assert(is_extra_state("_extra_state") && is_extra_state("0.fc._extra_state"));
  static_assert(!is_extra_state("my_extra_state") && !is_extra_state("_extra_state.x") && !is_extra_state(""));
}

TEST_CASE("a dictionary is a state_dict if whoever takes its tensors misses none", "[pytorch][parts]") {
  const std::string data = NNSTRUCT_TEST_DATA "/";
  const auto is = [&](const std::string& name, std::string_view at = {}) {
    const checkpoint_file file = open(data + name);
    return file.is_state_dict(file.find(at));
  };
  CHECK(is("torch-2.14/lenet_state_dict.pth"));
  CHECK(is("torch-2.14/variants/original.pt"));  // and a number
  CHECK(is("held/ordered_attribute_a.pt"));      // and an attribute
  CHECK(!is("torch-2.14/checkpoint_sgd.pth"));
  CHECK(is("torch-2.14/checkpoint_sgd.pth", "model_state_dict"));
  CHECK(is("held/dict_subclass_a.pt", "table"));  // and a class that derives from dict
  CHECK(!is("held/object_a.pt"));
  CHECK(!is("held/list_subclass_a.pt"));
  CHECK(!is("torch-2.14/single_tensor.pt"));
}

}  // namespace format_pytorch_parts_test
