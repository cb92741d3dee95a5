// SPDX-License-Identifier: Apache-2.0
// nnstruct struct: what it prints, and how it refuses. That it is right, structs_of_*.cpp show.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nnstruct/checkpoint/save.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/state_dict/state_dict.hpp>
#include <nnstruct/tensor/any_tensor.hpp>
#include <nnstruct/tensor/tensor.hpp>

#include "support/catch.hpp"
#include "support/run_command.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

namespace tools_struct_test {

namespace nn = nnstruct;
using namespace nnstruct_test;

namespace {

const std::string data = NNSTRUCT_TEST_DATA;

std::string struct_of(const std::string& file, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"struct", file});
  const command_result result = run_nnstruct(options);
  INFO(result.error);
  CHECK(result.status == 0);
  CHECK(result.error.empty());
  return result.out;
}

/// It exits with 2 and prints one line on stderr, nothing else, that has this in it.
void refuses(const std::string& file, const std::string& what, std::vector<std::string> options = {}) {
  options.insert(options.begin(), {"struct", file});
  const command_result result = run_nnstruct(options);
  CHECK(result.status == 2);
  CHECK(result.out.empty());
  CHECK(result.error.rfind("nnstruct: ", 0) == 0);
  CHECK(contains(result.error, what));
  CHECK(result.error.find('\n') == result.error.size() - 1);
}

nn::AnyTensor zeros(std::vector<std::int64_t> shape) {
  nn::AnyTensor out(nn::Tensor<float, nn::dyn>(1));
  out.strides.assign(shape.size(), 0);
  out.shape = std::move(shape);
  return out;
}

/// A state_dict of zeros.
struct written_state {
  explicit written_state(const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& entries) {
    nn::StateDict state;
    for (const auto& [key, shape] : entries) state[key] = zeros(shape);
    nn::save(state, path);
  }
  temp_folder folder;
  std::string path = folder / "state.pth";
};

}  // namespace

TEST_CASE("struct: both versions of PyTorch write the same model") {
  for (const std::string name : {"convtranspose_model", "mlp_model", "one_bn2d_model", "one_conv2d_model",
                                 "one_linear_model", "tied_model", "tinyvgg_model"})
    CHECK(struct_of(data + "/torch-1.13/" + name + ".pth") == struct_of(data + "/torch-2.14/" + name + ".pth"));
}

TEST_CASE("struct: names") {
  const std::string nested = data + "/torch-2.14/model_of_classes.pth";
  const std::string net = struct_of(nested, {"--at", "nets.ema"});
  CHECK(contains(net, "\nstruct Net {\n"));
  CHECK(!contains(net, "class_name = \"Net\""));
  const std::string other = struct_of(nested, {"--at", "nets.ema", "--name", "Other", "--namespace", "a::b"});
  CHECK(contains(other, "\nstruct Other {\n"));
  CHECK(contains(other, "class_name = \"Net\""));
  // Its class in Python, where that is not the one that nn::save_model writes anyway.
  CHECK(!contains(net, "python{\"__main__\", \"Net\"}"));
  CHECK(contains(other, "\n  static constexpr nnstruct::python_class python{\"__main__\", \"Net\"};\n"));
  CHECK(contains(struct_of(data + "/structs/resnet50.pth"),
                 "python_class python{\"torchvision.models.resnet\", \"Bottleneck\"};\n"));
  CHECK(contains(other, "\nnamespace a::b {\n"));
  CHECK(other.ends_with("}  // namespace a::b\n"));
  // A class of PyTorch's is no name for a model; the file's is.
  CHECK(contains(struct_of(data + "/torch-2.14/one_linear_model.pth"),
                 "\nusing one_linear_model = nnstruct::Linear<3, 2>;\n"));
  CHECK(contains(struct_of(data + "/torch-2.14/tinyres_state_dict.pth"), "\nstruct tinyres_state_dict {\n"));

  refuses(nested, "\"a b\" is no name that a type of C++ can have", {"--at", "nets.ema", "--name", "a b"});
  refuses(nested, "\"\" is no name that a type of C++ can have", {"--at", "nets.ema", "--name", ""});
  refuses(nested, "a model cannot be called std", {"--at", "nets.ema", "--name", "std"});
  refuses(nested, "is no namespace of C++", {"--at", "nets.ema", "--namespace", "a:b"});
  refuses(nested, "is no namespace of C++", {"--at", "nets.ema", "--namespace", "a::nnstruct"});
}

TEST_CASE("struct: what a class has is there, and what nnstruct has not is said") {
  const std::string net = struct_of(data + "/torch-2.14/model_of_classes.pth", {"--at", "nets.ema"});
  for (const char* line : {
           "  nnstruct::none gain;\n",
           "  nnstruct::Parameter<double, 2, 1, 1> scale;\n",
           "  nnstruct::Buffer<std::int64_t, 3> table;\n",
           "  nnstruct::transient<nnstruct::Buffer<bool, 2, 2>> mask;\n",
           "  nnstruct::inplace<nnstruct::ReLU> act;\n",
           "  // norm is None; Python prints it, nn::repr does not.\n  nnstruct::none norm;\n",
           "  nnstruct::none downsample;\n",
           "  nnstruct::ModuleList<Block, 2> blocks;\n",
           "  // In Python, this is the same module as blocks.0; here each has its own values.\n  Block again;\n",
           "  nnstruct::Embedding<5, 4, nnstruct::embedding_options{.padding_idx = 1}> embed;\n",
           "  nnstruct::TiedLinear<\"embed.weight\", 4, 5> head;\n",
           "// In Python, functions hang on it (hooks), which are not in the file.\n",
           "// In Python, it has big, of type int, too, which nn::save_model does not write.\n",
           "literal_attribute(\"name\", \"\\\"a 'net'\\\"\", nnstruct::shown::hidden),\n",
           "literal_attribute(\"sizes\", \"[1, (2, None), 3.5]\", nnstruct::shown::hidden),\n",
           "real_attribute(\"rate\", 1e-05, nnstruct::shown::hidden),\n",
       })
    CHECK(contains(net, line));
  const std::string layers = struct_of(data + "/torch-2.14/every_layer_model.pth");
  CHECK(contains(layers, "// nnstruct::Conv2d cannot have padding='same': this is a struct with its values.\n"));
  CHECK(contains(layers, "// nnstruct::Embedding cannot have max_norm=2.0: this is a struct with its values.\n"));
  CHECK(contains(layers, "// nnstruct has no torch.nn.modules.rnn.LSTM.\n"));
  CHECK(contains(struct_of(data + "/torch-2.14/tied_model.pth"),
                 "  // In Python, this is the same module as 0; here each has its own values.\n"));
}

TEST_CASE("struct: says what a load makes of other floating types than the layers'") {
  const auto line_of = [](const std::string& file) {
    const std::string out = struct_of(data + "/dtypes/" + file);
    CHECK(contains(out, "// types back. What is in no layer has the type that it has in the file.\n"));
    CHECK(!contains(out, "types are the file's"));
    const std::size_t begin = out.find("// Layers hold float32"), end = out.find("report;", begin);
    return begin == out.npos ? std::string() : out.substr(begin, end - begin);
  };
  CHECK(
      line_of("bfloat16.pth") ==
      "// Layers hold float32, and the file has for some of their values bfloat16. A load converts these to float32,\n"
      "// exactly, and lists them in its ");
  CHECK(contains(line_of("float16_model.pth"),
                 "some of their values float16. A load converts these to float32,\n// exactly, "));
  CHECK(contains(line_of("float64.legacy.pth"),
                 "values float64. A load converts these to float32,\n// to the nearest, "));
  CHECK(contains(line_of("mixed.pth"), "values bfloat16. "));
  // What has a type of its own in the struct keeps the file's.
  CHECK(contains(struct_of(data + "/dtypes/bfloat16.pth"), "  nnstruct::Parameter<nnstruct::bfloat16, 28> edges;\n"));
  CHECK(contains(struct_of(data + "/dtypes/bfloat16.pth"), "  nnstruct::Buffer<bool, 2> mask;\n"));

  const std::string plain = struct_of(data + "/dtypes/float32.pth");
  CHECK(contains(plain, "// Keys, shapes and types are the file's."));
  CHECK(!contains(plain, "Layers hold"));
  nn::StateDict both;
  both["a.weight"] = nn::AnyTensor(nn::dtype::float64, {3, 2});
  both["a.bias"] = nn::AnyTensor(nn::dtype::float16, {3});
  const temp_folder folder;
  nn::save(both, folder / "both.pth");
  CHECK(
      contains(struct_of(folder / "both.pth"),
               "values float64, float16. A load converts these to float32,\n// exactly, but float64 to the nearest, "));
  // A tensor that is in no layer: its type is the file's, so nothing is converted.
  nn::StateDict alone;
  alone["scale"] = nn::AnyTensor(nn::dtype::float16, {3});
  nn::save(alone, folder / "alone.pth");
  CHECK(contains(struct_of(folder / "alone.pth"), "// Keys, shapes and types are the file's."));
}

TEST_CASE("struct: what a state_dict proves, and what it does not") {
  const std::string out = struct_of(written_state({
                                                      {"conv.weight", {8, 4, 3, 5}},
                                                      {"conv.bias", {8}},
                                                      {"depthwise.weight", {8, 1, 3, 3}},
                                                      {"up.weight", {6, 2, 2, 2}},
                                                      {"up.bias", {4}},
                                                      {"fc.weight", {3, 2}},
                                                      {"fc.bias", {3}},
                                                      {"head.weight", {3, 2}},
                                                      {"tok_embedding.weight", {7, 2}},
                                                      {"norm.weight", {5}},
                                                      {"norm.bias", {5}},
                                                      {"gain.weight", {5}},
                                                      {"odd.weight", {3, 2}},
                                                      {"odd.bias", {2}},
                                                      {"steps.0.weight", {2, 2}},
                                                      {"steps.2.weight", {2, 2}},
                                                      {"token", {1, 1, 2}},
                                                      {"default.weight", {2, 2}},
                                                  })
                                        .path);
  for (const char* line : {
           "  // Not in the file: stride, padding, dilation, groups.\n  nnstruct::Conv2d<4, 8, nnstruct::pair{3, 5}> "
           "conv;\n",
           "groups (8 and as many in_channels, if it is depthwise), and whether it is transposed.\n  "
           "nnstruct::Conv2d<1, 8, 3, nnstruct::conv_options{.bias = false}> "
           "depthwise;\n",
           "  nnstruct::ConvTranspose2d<6, 4, 2, nnstruct::conv_options{.groups = 2}> up;\n",
           "  nnstruct::Linear<2, 3> fc;\n",
           "  nnstruct::Linear<2, 3, nnstruct::linear_options{.bias = false}> head;\n",
           "  // By its name an Embedding; a Linear without bias has the same. Not in the file: padding_idx.\n"
           "  nnstruct::Embedding<7, 2> tok_embedding;\n",
           "  nnstruct::LayerNorm<5> norm;\n",
           "struct Gain {\n  nnstruct::Parameter<float, 5> weight;\n};\n",
           "struct Odd {\n  nnstruct::Parameter<float, 3, 2> weight;\n  nnstruct::Parameter<float, 2> bias;\n};\n",
           "      UnknownLayer,\n",
           "  nnstruct::Parameter<float, 1, 1, 2> token;\n",
           "  nnstruct::named<\"default\", nnstruct::Linear<2, 2, nnstruct::linear_options{.bias = false}>> "
           "default_;\n",
       })
    CHECK(contains(out, line));
}

TEST_CASE("struct: what no struct can be is refused") {
  refuses(data + "/torch-2.14/checkpoint_adam.pth",
          "found \"epoch\", of type int, in it; some are in the file: --at model_state_dict");
  refuses(data + "/torch-2.14/model_of_classes.pth", "some are in the file: --at nets.ema");
  refuses(data + "/torch-2.14/model_of_classes.pth", "found an integer", {"--at", "epoch"});
  refuses(data + "/torch-2.14/single_tensor.pt", "expected a model or a state_dict, found a tensor");
  refuses(data + "/no.pth", "no.pth");
  refuses(written_state({{"a", {1}}, {"a.b", {1}}}).path, "\"a\" is the key of a tensor and begins other keys");
  refuses(written_state({{"a..b", {1}}}).path, "has an empty part");
  refuses(written_state({{"a.", {1}}}).path, "has an empty part");
  refuses(written_state({{".a", {1}}}).path, "has an empty part");
  refuses(written_state({{"", {1}}}).path, "has an empty part");
  refuses(written_state({{"a.b", {1, 1, 1, 1, 1, 1, 1, 1, 1}}}).path, "\"a.b\" has 9 dimensions");
  std::string deep = "w";
  for (int i = 0; i < 1000; ++i) deep = "m." + deep;
  refuses(written_state({{deep, {1}}}).path, "parts");
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> many;
  for (int i = 0; i < 101; ++i) many.push_back({"p" + std::to_string(i), {1}});
  refuses(written_state(many).path, "101 tensors and modules, and a module's struct has at most 100 fields");
  for (auto& [key, shape] : many) key += ".weight", shape = {2, 2};
  CHECK(contains(struct_of(written_state(many).path), "nnstruct::named<\"p100\", nnstruct::Linear<2, 2"));
}

TEST_CASE("struct: what a file says does not become code") {
  // Texts may have anything in them; a class's name may not, and is refused.
  const auto text = [](const std::string& t) { return "\x8c" + std::string(1, static_cast<char>(t.size())) + t; };
  const auto module = [&](const std::string& name, const std::string& children, const std::string& more) {
    return text("m") + text(name) + "\x93)\x81}(" + text("_parameters") + "}" + text("_buffers") + "}" +
           text("_modules") + "}(" + children + "u" + more + "ub";
  };
  const auto written = [](const std::string& pickle, const std::string& path) {
    nn::io::atomic_file file(path);
    nn::format::zip::writer out(file);
    out.add("model/data.pkl", pickle.data(), pickle.size());
    out.add("model/version", "3\n", 2);
    out.finish();
    file.commit(false);
    return path;
  };
  const temp_folder folder;
  const std::string inner = module("B", "", text("a\nint evil;") + text("b\nint evil;\\"));
  const std::string outer = module("A", text("c\nint evil; \xe2\x80\xae") + "N" + text("\nint evil;\\") + inner, "");
  const std::string out = struct_of(written("\x80\4" + outer + ".", folder / "model.pth"));
  CHECK(contains(out, "evil"));
  const std::string named = written("\x80\4" + module("A\nint evil;", "", "") + ".", folder / "named.pth");
  CHECK(run_nnstruct({"struct", named}).status == 2);
  CHECK(!contains(out, "\nint"));
  CHECK(!contains(out, "\xe2"));
  CHECK(!contains(out, "\\\n"));
  const std::string twice = "\x80\4" + module("A", text("x") + "N", text("training") + "N");
  CHECK(contains(struct_of(written(twice + ".", folder / "none.pth")), "nnstruct::none x;"));
}

TEST_CASE("struct: lists where layers have tuples are told, and attributes that they cannot have") {
  const std::string out = struct_of(data + "/printed/lists.pth");
  for (const char* line : {
           "  nnstruct::Conv2d<1, 2, 3, nnstruct::conv_options{.stride = {1, 2}, .padding = {1, 0}}> Conv2d_0;\n",
           "  // Python prints kernel_size=[3, 2]; nn::repr prints a tuple, which means the same.\n",
           "  nnstruct::MaxPool2d<nnstruct::pair{3, 2}, nnstruct::pair{2, 2}, nnstruct::pool_options{.padding = {1, "
           "1}}> "
           "MaxPool2d_0;\n",
           "  // Python prints stride=torch.Size([2, 2]); nn::repr prints a tuple, which means the same.\n"
           "  nnstruct::MaxPool2d<nnstruct::pair{2, 2}> MaxPool2d_1;\n",
           "  // Python prints output_size=[None, 2]; nn::repr prints a tuple, which means the same.\n"
           "  nnstruct::AdaptiveAvgPool2d<nnstruct::pair{nnstruct::dyn, 2}> AdaptiveAvgPool2d_1;\n",
           "          nnstruct::literal_attribute(\"unflattened_size\", \"torch.Size([2, 3])\"),\n",
           "  nnstruct::Sequential<\n"
           "      // In Python, it has stddev, too, which nn::save_model does not write.\n"
           "      nnstruct::Linear<2, 2>,\n"
           "      // In Python, it has index, too, which nn::save_model does not write.\n"
           "      nnstruct::ReLU,\n"
           "      // In Python, it has tags, too, which nn::save_model does not write.\n"
           "      nnstruct::Sequential<nnstruct::Tanh>> tagged;\n",
       })
    CHECK(contains(out, line));
  // Of what PyTorch's own layers keep, nothing of that is said; of torchvision's anchors there are lists of tensors.
  for (const char* version : {"1.13", "2.14"}) {
    const std::string all = struct_of(data + "/printed/torch-" + version + ".pth");
    std::size_t count = 0;
    for (std::size_t at = 0; (at = all.find("In Python, it has", at)) != all.npos; ++at) ++count;
    CHECK(count == 3);
  }
}

TEST_CASE("struct: numbers that are integers in Python are told") {
  CHECK(contains(struct_of(data + "/structs/integers.pth"),
                 "  // Python prints p=0, as an integer; nn::repr prints a float.\n"
                 "  nnstruct::named<\"0\", nnstruct::Dropout<nnstruct::dropout_options{.p = 0.0}>> m0;\n"));
}

TEST_CASE("struct: an output that is right already is left alone, and one that was edited too") {
  const temp_folder folder;
  const std::string file = data + "/torch-2.14/mlp_model.pth", header = folder / "mlp.hpp";
  CHECK(struct_of(file, {"-o", header}).empty());
  const std::string written = content_of(header), lines = struct_of(file);
  CHECK(written == lines + "// Edited, this file is not replaced without --force; the lines above have the hash " +
                       sha256_of(lines.data(), lines.size()).substr(0, 16) + "\n");
  const auto long_ago = std::filesystem::file_time_type(std::chrono::seconds(1000));
  std::filesystem::last_write_time(header, long_ago);
  CHECK(struct_of(file, {"-o", header}).empty());
  CHECK(std::filesystem::last_write_time(header) == long_ago);

  CHECK(struct_of(data + "/torch-2.14/lenet_state_dict.pth", {"-o", header}).empty());  // as it was written
  CHECK(contains(content_of(header), "conv1"));
  const std::string edited = "// a forward\n" + content_of(header);
  put_content(header, edited);
  const command_result refused = run_nnstruct({"struct", file, "-o", header});
  CHECK(refused.status == 2);
  CHECK(refused.error ==
        "nnstruct: " + header +
            ": it was edited since nnstruct wrote it, as the hash in its last line tells; give another "
            "path, or --force to replace it\n");
  CHECK(content_of(header) == edited);
  CHECK(struct_of(file, {"-o", header, "--force"}).empty());
  CHECK(content_of(header) == written);
}

}  // namespace tools_struct_test
