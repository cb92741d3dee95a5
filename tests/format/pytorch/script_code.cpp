// SPDX-License-Identifier: Apache-2.0
// Archives of TorchScript and libtorch are compared with PyTorch in tests/checkpoint/formats.cpp.
#include <nnstruct/format/pytorch/script_code.hpp>

#include <string>
#include <utility>
#include <vector>

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/zip_container.hpp>

#include "support/catch.hpp"
#include "support/pickles.hpp"

namespace format_pytorch_script_code_test {

namespace pytorch = nnstruct::format::pytorch;
using namespace nnstruct_test;
using nnstruct::format_problem;
using nnstruct::FormatError;

namespace {

using records = std::vector<std::pair<std::string, std::string>>;

/// An archive as TorchScript writes it: its objects and its code.
nnstruct::io::input_file archive_of(const std::string& objects, const records& code) {
  std::vector<zip_entry> entries = {
      {"m/data.pkl", "\x80\2" + objects + "."}, {"m/constants.pkl", "\x80\2)."}, {"m/version", "3\n"}};
  for (const auto& [path, text] : code) entries.push_back({"m/code/" + path, text});
  entries.push_back({"m/data/0", std::string(12, '\1')});
  return opened_file_of(zip_bytes(entries));
}
std::string object_of(const std::string& type, const std::string& members) {
  return "c__torch__\n" + type + "\n)\x81}(" + members + "ub";
}
const std::string w = pickled_text("w") + pickled_tensor(storage_id("0", 3, ""), 3);

std::vector<std::string> keys_of(const std::string& objects, const records& code) {
  const pytorch::module_tree tree{pytorch::checkpoint_file(archive_of(objects, code))};
  std::vector<std::string> keys;
  for (const auto& entry : state_dict_entries(tree)) keys.push_back(entry.key);
  return keys;
}
FormatError refusal_of(const std::string& objects, const records& code) {
  return thrown_by<FormatError>([&] { keys_of(objects, code); });
}

}  // namespace

TEST_CASE("the names of parameters and buffers are found in an archive's code", "[pytorch][torchscript]") {
  const records code = {
      {"__torch__/a/b.py",
       "class Net(Module):\n  __parameters__ = [\"weight\", \"bias\", ]\n  __buffers__ = [\"mean\", ]\n"
       "  weight : Tensor\n  def forward(self: __torch__.a.b.Net) -> Tensor:\n    __parameters__ = [\"x\", ]\n"
       "class Empty(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
       "class Point(NamedTuple):\n  __parameters__ = [\"y\", ]\n"
       "class Twice(Module):\n  __parameters__ = [\"a\", ]\n  __buffers__ = [\"a\", ]\n"
       "def f() -> int:\n  __buffers__ = [\"z\", ]\n"}};
  const pytorch::opened_file file = pytorch::open_zip(archive_of("N", code), {});
  pytorch::script_code found(*file.storages);
  const pytorch::script_class* const net = found.find("__torch__.a.b", "Net");
  REQUIRE(net != nullptr);
  CHECK(net->held == std::vector<std::string>{"weight", "bias", "mean"});
  CHECK(net->parameters == 2);
  CHECK(net->names.find("mean") == 2);
  CHECK_FALSE(net->ambiguous);
  REQUIRE(found.find("__torch__.a.b", "Empty") != nullptr);
  CHECK(found.find("__torch__.a.b", "Empty")->held.empty());
  CHECK(found.find("__torch__.a.b", "Point") == nullptr);
  CHECK(found.find("__torch__.a.b", "Other") == nullptr);
  CHECK(found.find("__torch__.a", "Net") == nullptr);
  CHECK(found.find("torch.nn.modules.linear", "Linear") == nullptr);
  REQUIRE(found.find("__torch__.a.b", "Twice") != nullptr);
  CHECK(found.find("__torch__.a.b", "Twice")->ambiguous);
}

TEST_CASE("a model's keys are in the order of its code, not of its pickle", "[pytorch][torchscript]") {
  const std::string tensor = pickled_tensor(storage_id("0", 3, ""), 3);
  const std::string members = pickled_text("b") + tensor + pickled_text("child") + object_of("Child", w) +
                              pickled_text("a") + tensor + pickled_text("n") + "K\5" + pickled_text("k") + tensor +
                              pickled_text("absent") + "N";
  const records code = {
      {"__torch__.py",
       "class Net(Module):\n  __parameters__ = [\"a\", \"absent\", \"left_out\", ]\n  __buffers__ = [\"b\", ]\n"
       "class Child(Module):\n  __parameters__ = [\"w\", ]\n  __buffers__ = []\n"}};
  CHECK(keys_of(object_of("Net", members), code) == std::vector<std::string>{"a", "b", "child.w"});
}

TEST_CASE("an archive whose code and objects do not go together is refused", "[pytorch][torchscript]") {
  const records none = {};
  const FormatError missing = refusal_of(object_of("Net", w), none);
  CHECK(missing.problem() == format_problem::unsupported);
  CHECK(missing.offset().has_value());
  CHECK(contains(missing.what(), "the archive has no code of a module __torch__.Net"));
  const auto with = [&](const std::string& text) { return refusal_of(object_of("Net", w), {{"__torch__.py", text}}); };
  CHECK(contains(with("class Net(NamedTuple):\n").what(), "has no code of a module"));
  CHECK(contains(with("class Net(Module):\n  __parameters__ = [\"w\", ]\n  __buffers__ = [\"w\", ]\n").what(),
                 "names something twice among its parameters and buffers"));
  const records code = {{"__torch__.py", "class Net(Module):\n  __parameters__ = [\"w\", ]\n  __buffers__ = []\n"}};
  CHECK(contains(refusal_of(object_of("Net", pickled_text("w") + "K\1"), code).what(), "expected a tensor as \"w\""));
  CHECK(contains(refusal_of(object_of("Net", w + w), code).what(), "\"w\" comes twice"));
}

TEST_CASE("many objects of a class with many names take no time", "[pytorch][torchscript]") {
  std::string names, objects;
  for (int i = 0; i < 30'000; ++i) names += "\"n" + std::to_string(i) + "\", ";
  const int count = 10'000;
  for (int i = 0; i < count; ++i) objects += pickled_text("c" + std::to_string(i)) + object_of("Many", "");
  const records code = {{"__torch__.py",
                         "class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\nclass Many(Module):\n"
                         "  __parameters__ = [" +
                             names + "]\n  __buffers__ = []\n"}};
  CHECK(keys_of(object_of("Net", objects), code).empty());  // names times objects would be hundreds of millions
}

}  // namespace format_pytorch_script_code_test
