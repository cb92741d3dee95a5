// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/reader.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/value.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/close.hpp"
#include "support/module_trees.hpp"
#include "support/temp_folder.hpp"

namespace format_pytorch_module_tree_test {

namespace pytorch = nnstruct::format::pytorch;
namespace pickle = nnstruct::format::pickle;
using namespace nnstruct_test;
using namespace std::string_literals;
using nnstruct::format_problem;
using nnstruct::FormatError;
using pytorch::module_tree;
using pytorch::no_index;

namespace {

module_tree tree_of(const std::string& path, std::string_view at = {}) {
  return module_tree(pytorch::checkpoint_file(path), at);
}

/// A whole file around a pickle, which has no tensors.
struct written_file {
  explicit written_file(const std::string& content) {
    nnstruct::io::atomic_file file(path);
    nnstruct::format::zip::writer out(file);
    out.add("model/data.pkl", content.data(), content.size());
    out.add("model/version", "3\n", 2);
    out.finish();
    file.commit(false);
  }
  temp_folder folder;
  std::string path = folder / "model.pth";
};
FormatError refusal_of(const std::string& content) {
  const written_file file(content);
  return thrown_by<FormatError>([&] { tree_of(file.path); });
}

std::string text(const std::string& t) { return "X"s + static_cast<char>(t.size()) + "\0\0\0"s + t; }
/// The opcodes for a module without values: its class, what its _modules is, and more members.
std::string module_code(const std::string& modules, const std::string& more = "") {
  return "ctorch.nn\nModule\n)\x81}(" + text("_parameters") + "}" + text("_buffers") + "}" + text("_modules") +
         modules + more + "ub";
}

}  // namespace

TEST_CASE("a model saved whole is read as PyTorch has it") {
  for (const std::string version : {"torch-1.13", "torch-2.14"})
    for (const std::string name : {"convtranspose_model.pth", "every_layer_model.pth", "mlp_model.pth",
                                   "mlp_model_eval.pth", "one_bn2d_model.pth", "one_conv2d_model.pth",
                                   "one_linear_model.pth", "tied_model.pth", "tinyvgg_model.pth"}) {
      INFO(version << " " << name);
      const module_tree tree = tree_of(std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/" + name);
      CHECK(text_of_tree(tree) == text_of(version + "/module_trees.txt", name));
    }
}

TEST_CASE("a model of the user's classes is found in a dictionary, with what it shares and what is None") {
  for (const std::string version : {"torch-1.13", "torch-2.14"}) {
    INFO(version);
    const std::string path = std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/model_of_classes.pth";
    CHECK(pytorch::module_paths(pytorch::checkpoint_file(path)) == std::vector<std::string>{"nets.ema"});
    module_tree first = tree_of(path, "nets.ema");
    const module_tree tree = std::move(first);  // names stay good
    CHECK(text_of_tree(tree) == text_of(version + "/module_trees.txt", "model_of_classes.pth"));
    CHECK(tree.walked() == 40);
    const auto error = thrown_by<FormatError>([&] { tree_of(path); });
    CHECK(error.problem() == format_problem::unsupported);
    CHECK(contains(error.what(),
                   "expected a model that was saved whole, by torch.save(model); found a dict; there is "
                   "one under \"nets.ema\""));
    CHECK(thrown_by<FormatError>([&] { tree_of(path, "epoch"); }).problem() == format_problem::unsupported);
  }
}

TEST_CASE("the entries of a model's state_dict are those that PyTorch's state_dict() has, in its order") {
  const std::filesystem::path folder = NNSTRUCT_TEST_DATA "/structs";
  std::size_t models = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const std::string name = file.path().stem().string();
    const std::filesystem::path state = folder / (name + "_state.pth");
    if (file.path().extension() != ".pth" || !std::filesystem::exists(state)) continue;
    INFO(name);
    ++models;
    const module_tree tree = tree_of(file.path().string());
    const pytorch::state_dict_file wanted(nnstruct::io::input_file(state.string()), "");
    const auto entries = pytorch::state_dict_entries(tree);
    REQUIRE(entries.size() == wanted.tensors().size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& tensor = wanted.tensors()[i];
      CHECK(entries[i].key == tensor.key);
      CHECK(tree.tensors()[entries[i].tensor].dtype == tensor.dtype);
      const auto found = tree.shape(entries[i].tensor), shape = wanted.shape(tensor);
      CHECK(std::equal(found.begin(), found.end(), shape.begin(), shape.end()));
    }
  }
  CHECK(models == 26);
}

TEST_CASE("keys that together would fill the memory are refused") {
  const std::string name(10'000, 'n');
  std::string before, behind;
  for (std::size_t i = 1; i < nnstruct::limits().module_nesting; ++i) {
    before += "ctorch.nn\nModule\n)\x81}(" + text("_parameters") + "}" + text("_buffers") + "}" + text("_modules") +
              "}X\x10\x27\0\0"s + name;
    behind += "sub";
  }
  const written_file file("\x80\2" + before + module_code("}") + behind + ".");
  const module_tree tree = tree_of(file.path);
  CHECK(thrown_by<FormatError>([&] { pytorch::state_dict_entries(tree); }).problem() == format_problem::limit);
}

TEST_CASE("children come before the modules that hold them") {
  const module_tree tree = tree_of(NNSTRUCT_TEST_DATA "/torch-2.14/model_of_classes.pth", "nets.ema");
  for (std::size_t i = 0; i < tree.modules().size(); ++i)
    for (const auto& child : tree.modules()[i].children) CHECK((child.module == no_index || child.module < i));
  CHECK(tree.root().class_name == "Net");
}

TEST_CASE("a state_dict is no model") {
  const std::string path = NNSTRUCT_TEST_DATA "/torch-2.14/mlp_state_dict.pt";
  CHECK(pytorch::module_paths(pytorch::checkpoint_file(path)).empty());
  CHECK(contains(thrown_by<FormatError>([&] { tree_of(path); }).what(), "found a dict"));
}

TEST_CASE("what is no model is refused with its place") {
  CHECK(tree_of(written_file("\x80\2" + module_code("}") + ".").path).root().class_name == "Module");
  const FormatError number = refusal_of("\x80\2" + module_code("}" + text("a") + "K\1s") + ".");
  CHECK(number.problem() == format_problem::unsupported);
  CHECK(number.record() == "model/data.pkl");
  CHECK(contains(number.what(), "expected a module as \"a\" of torch.nn.Module, found an integer"));
  CHECK(contains(refusal_of("\x80\2" + module_code("}" + text("a") + "}s") + ".").what(), "found a dict"));
  const FormatError dot = refusal_of("\x80\2" + module_code("}" + text("a.b") + "Ns") + ".");
  CHECK(dot.problem() == format_problem::pickle);
  CHECK(dot.offset().has_value());
  CHECK(contains(dot.what(), "\"a.b\" has a dot in it"));
  CHECK(contains(refusal_of("\x80\2" + module_code("}(" + text("a") + "N" + text("a") + "Nu") + ".").what(),
                 "\"a\" comes twice"));
  CHECK(contains(refusal_of("\x80\2" + module_code("}K\1Ns") + ".").what(), "\"1\" is no name"));
  CHECK(contains(refusal_of("\x80\2" + module_code("}", text("_modules") + "}") + ".").what(),
                 "in the state of torch.nn.Module, \"_modules\" comes twice"));
  CHECK(refusal_of("\x80\2ctorch.nn\nModule\n)\x81.").problem() == format_problem::unsupported);
  CHECK(refusal_of("\x80\2ctorch.nn\nModule\n)\x81K\1b.").problem() == format_problem::unsupported);
  const FormatError called = refusal_of("\x80\2ctorch.nn\nModule\n)R}(" + text("_parameters") + "}" + text("_buffers") +
                                        "}" + text("_modules") + "}ub.");
  CHECK(contains(called.what(), "found the result of a call"));  // whatever it is given
  const FormatError tensor = refusal_of("\x80\2ctorch.nn\nModule\n)\x81}(" + text("_parameters") + "}" + text("w") +
                                        "K\1s" + text("_buffers") + "}" + text("_modules") + "}ub.");
  CHECK(contains(tensor.what(), "expected a tensor as \"w\" of torch.nn.Module, found an integer"));
}

TEST_CASE("modules in modules, and modules shared by modules, are read without recursion and within limits") {
  const auto nested = [](std::size_t depth) {
    std::string before, behind;
    for (std::size_t i = 1; i < depth; ++i) {
      before += "ctorch.nn\nModule\n)\x81}(" + text("_parameters") + "}" + text("_buffers") + "}" + text("_modules") +
                "}" + text("a");
      behind += "sub";
    }
    return "\x80\2" + before + module_code("}") + behind + ".";
  };
  const std::size_t most = nnstruct::limits().module_nesting;
  CHECK(tree_of(written_file(nested(most)).path).walked() == most);
  CHECK(refusal_of(nested(most + 1)).problem() == format_problem::limit);
  CHECK(refusal_of(nested(100'000)).problem() == format_problem::limit);

  std::string shared = module_code("}");  // each holds the one before it ten times
  for (int level = 0; level < 12; ++level) {
    std::string children = "}(" + text("0");
    shared = "ctorch.nn\nModule\n)\x81}(" + text("_parameters") + "}" + text("_buffers") + "}" + text("_modules") +
             children + shared + "q" + static_cast<char>(level);
    for (char digit = '1'; digit <= '9'; ++digit) shared += text({digit}) + "h" + static_cast<char>(level);
    shared += "uub";
  }
  CHECK(refusal_of("\x80\2" + shared + ".").problem() == format_problem::limit);
}

}  // namespace format_pytorch_module_tree_test
