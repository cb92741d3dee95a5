// SPDX-License-Identifier: Apache-2.0
// nnstruct diff: what is added, removed, reshaped, retyped and changed.
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

#include "support/catch.hpp"
#include "support/one_of.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

namespace tools_diff_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA "/";

template <class T> nn::AnyTensor tensor(const std::vector<T>& values, std::vector<std::int64_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<std::int64_t>(values.size())};
  nn::AnyTensor out(nn::dtype_of<T>, shape);
  for (std::size_t i = 0; i < values.size(); ++i) out.template values<T>()[i] = values[i];
  return out;
}

struct two_files {
  temp_folder folder;
  nn::Value a, b;
  command_result run(const std::string& second = "b.pth") {
    nn::save(a, folder / "a.pth");
    nn::save(b, folder / second);
    return run_nnstruct({"diff", folder / "a.pth", folder / second});
  }
};

}  // namespace

TEST_CASE("diff: a file does not differ from its twins in other formats", "[diff]") {
  for (const std::string version : {"torch-1.13/", "torch-2.14/"})
    for (const auto& [one, other] :
         {std::pair("lenet_state_dict.pth", "lenet.safetensors"),
          std::pair("lenet_state_dict.pth", "lenet_state_dict.legacy.pth"),
          std::pair("tinyvgg_model.pth", "tinyvgg_state_dict.legacy.pth"), std::pair("views.pt", "views.legacy.pt"),
          std::pair("conj_view.pt", "conj_view.legacy.pt"),
          std::pair("checkpoint_adam.pth", "checkpoint_adam.legacy.pth"),
          std::pair("variants/original.pt", "variants/big_endian.pt"),
          std::pair("variants/original.pt", "variants/deflated.pt")}) {
      INFO(one << " " << other);
      const command_result result = run_nnstruct({"diff", data + version + one, data + version + other});
      INFO(result.out);
      INFO(result.error);
      CHECK(result.status == 0);
      CHECK(result.out.starts_with("no difference: "));
    }
}

TEST_CASE("diff: a tensor that differs is found, whatever holds it", "[diff]") {
  std::istringstream rows(content_of(data + "held.txt"));
  std::size_t files = 0;
  for (std::string what, name, rest; rows >> what >> name && std::getline(rows, rest);) {
    if (what != "file") continue;
    const std::string a = data + "held/" + name + "_a.pt", b = data + "held/" + name + "_b.pt";
    const command_result result = run_nnstruct({"diff", a, b});
    INFO(a << result.out << result.error);
    CHECK(result.status == 1);
    CHECK(result.out.find("changed  " + rest.substr(1) + " ") != std::string::npos);
    CHECK(run_nnstruct({"diff", a, a}).status == 0);
    ++files;
  }
  CHECK(files == 26);
}

TEST_CASE("diff: classes, attributes of modules, and TorchScript's constants and code count", "[diff]") {
  const std::string held = data + "held/";
  const auto differ = [&](const std::string& a, const std::string& b, const std::string& text) {
    const command_result result = run_nnstruct({"diff", held + a, held + b});
    INFO(result.out << result.error);
    CHECK(result.status == 1);
    CHECK(result.out.find(text) != std::string::npos);
  };
  differ("subclass_a.pt", "tensor_attribute_a.pt", "retyped  w");
  differ("object_a.pt", "own_dict_a.pt", "<class '__main__.Average'> -> <class '__main__.Own'>");
  differ("traced.pt", "scripted.pt", "removed  CONSTANTS.c0");
  differ("scripted.pt", "frozen.pt", "code/__torch__/");
  differ("module_attribute_a.pt", "module_inside_a.pt", "removed  fc.in_features");
  const command_result quantized = run_nnstruct({"diff", held + "quantized_model.pt", held + "quantized_model.pt"});
  CHECK(quantized.status == 2);
  CHECK(quantized.error.find("it is quantized") != std::string::npos);
  const std::string torch = data + "torch-2.14/";
  const command_result mixed =
      run_nnstruct({"diff", torch + "tinyvgg_model.pth", torch + "tinyvgg_state_dict.legacy.pth"});
  CHECK(mixed.out.find("only tensors and values were compared: ") != std::string::npos);
}

TEST_CASE("diff: each kind of difference has a line", "[diff]") {
  two_files files;
  files.a = nn::Value{{"gone", tensor<float>({1, 2})},
                      {"same", tensor<float>({1, 2, 3})},
                      {"shape", tensor<float>({1, 2, 3, 4, 5, 6}, {2, 3})},
                      {"type", tensor<float>({1})},
                      {"both", tensor<float>({1})},
                      {"values", tensor<float>({1, 2, 3, 4})},
                      {"was", tensor<float>({1})},
                      {"epoch", 5},
                      {"old", "x"},
                      {"lr", 0.5}};
  files.b = nn::Value{{"same", tensor<float>({1, 2, 3})},
                      {"shape", tensor<float>({1, 2, 3, 4, 5, 6}, {3, 2})},
                      {"type", tensor<double>({1})},
                      {"both", tensor<std::int64_t>({1, 2})},
                      {"values", tensor<float>({1, 2.5F, 1, 4})},
                      {"new", tensor<std::int8_t>({1})},
                      {"was", 7},
                      {"epoch", 6},
                      {"lr", 0.5},
                      {"fresh", "y"}};
  const command_result result = files.run();
  CHECK(result.status == 1);
  CHECK(result.error.empty());
  CHECK(result.out ==
        "removed   gone    float32 [2]\n"
        "reshaped  shape   [2, 3] -> [3, 2]\n"
        "retyped   type    float32 -> float64\n"
        "reshaped  both    [1] -> [2]\n"
        "retyped   both    float32 -> int64\n"
        "changed   values  2 of 4 elements, maximum absolute difference 2.0\n"
        "retyped   was     float32 [1] -> 7\n"
        "added     new     int8 [1]\n"
        "changed   epoch   5 -> 6\n"
        "removed   old     'x'\n"
        "added     fresh   'y'\n"
        "11 differences\n");
}

TEST_CASE("diff: what holds a tensor counts as it does in Python", "[diff]") {
  std::istringstream rows(content_of(data + "paths.txt"));
  std::size_t same = 0, differ = 0;
  one_of rows_taken(4);
  for (std::string row; std::getline(rows, row);) {
    std::istringstream words(row);
    std::string what, a, b;
    words >> what >> a >> b;
    if (what != "same" && what != "differ") continue;
    ++(what == "same" ? same : differ);
    if (a > b || !rows_taken.takes()) continue;
    const command_result result =
        run_nnstruct({"diff", data + "held/kind_" + a + ".pt", data + "held/kind_" + b + ".pt"});
    INFO(a << " " << b << "\n" << result.out << result.error);
    CHECK(result.status == (what == "same" ? 0 : 1));
  }
  CHECK(same == 23);
  CHECK(differ == 338);
  const auto differ_by = [&](const std::string& a, const std::string& b, const std::string& lines) {
    CHECK(run_nnstruct({"diff", data + "held/" + a + ".pt", data + "held/" + b + ".pt"}).out == lines);
  };
  differ_by("kind_list", "kind_tuple", "retyped  the whole file  list -> tuple\n1 difference\n");
  differ_by("kind_list_in", "kind_tuple_in", "retyped  a  list -> tuple\n1 difference\n");
  differ_by("kind_list_in", "kind_integer_keys", "retyped  a  list -> dict\n1 difference\n");
  differ_by("kind_integer_key", "kind_text_key", "rekeyed  1  [1] -> ['1']\n1 difference\n");
  differ_by("kind_none_key", "kind_none_text_key", "rekeyed  None  [None] -> ['None']\n1 difference\n");
  differ_by("kind_dotted", "kind_nested", "rekeyed  a.b  ['a.b'] -> ['b']\n1 difference\n");
  differ_by("kind_both", "kind_dotted", "removed  ['a']['b']  float32 [1]\n1 difference\n");
  differ_by("kind_nested", "kind_both", "added  ['a.b']  float32 [1]\n1 difference\n");
}

TEST_CASE("diff: parameters and gradients count where both files tell", "[diff]") {
  const auto out_of = [&](const std::string& a, const std::string& b) {
    const command_result result =
        run_nnstruct({"diff", data + "held/parameter_" + a + ".pt", data + "held/parameter_" + b + ".pt"});
    CHECK(result.status == (result.out.starts_with("no difference") ? 0 : 1));
    return result.out;
  };
  CHECK(out_of("tensor", "parameter") ==
        "retyped  weight  torch.Tensor -> torch.nn.Parameter\n"
        "changed  weight  requires_grad False -> True\n2 differences\n");
  CHECK(out_of("parameter", "frozen") == "changed  weight  requires_grad True -> False\n1 difference\n");
  CHECK(out_of("model", "frozen_model") == "changed  weight  requires_grad True -> False\n1 difference\n");
  CHECK(out_of("model", "tensor").starts_with("no difference: 1 tensor"));
  CHECK(out_of("frozen_model", "tensor").starts_with("no difference: 1 tensor"));
  const command_result graph =
      run_nnstruct({"diff", data + "held/graph.pt", data + "held/graph_state_dict.pt"});  // of sparse tensors too
  CHECK(
      graph.out.starts_with("removed  passing.indices  int64 [2, 1]\n"
                            "removed  passing.values   float32 [1]\n2 differences\nonly tensors"));
}

TEST_CASE("diff: the same layers in another order are another network", "[diff]") {
  const command_result result = run_nnstruct({"diff", data + "held/layers_ab.pt", data + "held/layers_ba.pt"});
  CHECK(result.status == 1);
  CHECK(result.out == "changed  _modules  ['a', 'b'] -> ['b', 'a']\n1 difference\n");
  CHECK(run_nnstruct({"diff", data + "held/layers_ab.pt", data + "held/layers_ab.pt"}).status == 0);
}

TEST_CASE("diff: elements are compared by their bits", "[diff]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const auto found = [](const nn::AnyTensor& a, const nn::AnyTensor& b) {
    two_files files;
    files.a = nn::Value{{"x", a}};
    files.b = nn::Value{{"x", b}};
    const command_result result = files.run();
    if (result.status == 0) return std::string("same");
    const std::size_t begin = result.out.find("changed  x  ");
    return result.out.substr(begin + 12, result.out.find('\n') - begin - 12);
  };
  CHECK(found(tensor<double>({nan, 1}), tensor<double>({nan, 1})) == "same");
  CHECK(found(tensor<double>({0.0}), tensor<double>({-0.0})) == "1 of 1 element, maximum absolute difference 0.0");
  CHECK(found(tensor<double>({nan, 1}), tensor<double>({0, 3})) == "2 of 2 elements, maximum absolute difference nan");
  CHECK(found(tensor<double>({inf, 1}), tensor<double>({-inf, 3})) ==
        "2 of 2 elements, maximum absolute difference inf");
  CHECK(found(tensor<std::int64_t>({INT64_MIN}), tensor<std::int64_t>({INT64_MAX})) ==
        "1 of 1 element, maximum absolute difference 18446744073709551615");
  CHECK(found(tensor<std::uint64_t>({0}), tensor<std::uint64_t>({UINT64_MAX})) ==
        "1 of 1 element, maximum absolute difference 18446744073709551615");
  CHECK(found(tensor<std::uint8_t>({3, 200}), tensor<std::uint8_t>({5, 100})) ==
        "2 of 2 elements, maximum absolute difference 100");
  CHECK(found(tensor<nn::complex64>({{1, 2}}), tensor<nn::complex64>({{4, 6}})) ==
        "1 of 1 element, maximum absolute difference 5.0");
  CHECK(found(tensor<nn::float16>({{0x3c00}}), tensor<nn::float16>({{0x4000}})) ==
        "1 of 1 element, maximum absolute difference 1.0");
}

TEST_CASE("diff: a file that is missing or damaged is no difference", "[diff]") {
  const std::string good = data + "torch-2.14/mlp_state_dict.pt";
  CHECK(run_nnstruct({"diff", good, data + "none.pth"}).status == 2);
  CHECK(run_nnstruct({"diff", data + "torch-2.14/variants/truncated_half.pt", good}).status == 2);
}

}  // namespace tools_diff_test
