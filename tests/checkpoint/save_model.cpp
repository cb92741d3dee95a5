// SPDX-License-Identifier: Apache-2.0
// The files in tests/data/torch-X.Y/whole were written by PyTorch (tests/data/make_whole_models.py).
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/format/pytorch/module_tree.hpp>
#include <nnstruct/format/pytorch/module_writer.hpp>
#include <nnstruct/format/zip/reader.hpp>
#include <nnstruct/nnstruct.hpp>

#include "checkpoint/files.hpp"
#include "support/catch.hpp"
#include "support/module_trees.hpp"
#include "support/temp_folder.hpp"
#include "support/texts.hpp"

namespace checkpoint_save_model_test {

namespace nn = nnstruct;
using nn::conv_options;
using nn::norm_options;
using nn::pair;
using nn::pool_options;
using nnstruct_test::contains;
using nnstruct_test::content_of;
using nnstruct_test::hash_of;
using nnstruct_test::put_content;
using nnstruct_test::temp_folder;
using nnstruct_test::text_of;
using nnstruct_test::text_of_tree;
using nnstruct_test::thrown_by;
using nnstruct_test::torch_versions;

namespace {

std::string whole_file(const std::string& version, const std::string& name) {
  return std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/whole/" + name;
}
std::string tree_of(const std::string& path) {
  return text_of_tree(nn::format::pytorch::module_tree(nn::format::pytorch::checkpoint_file(path)));
}

/// The pickle and the storages, as `data.pkl` and `data/0` ...
std::vector<std::pair<std::string, std::string>> objects_of(const std::string& path) {
  const nn::format::zip::archive archive{nn::io::input_file(path)};
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& entry : archive.entries()) {
    const std::string name = entry.name.substr(entry.name.find('/') + 1);
    if (name.starts_with("data")) out.emplace_back(name, archive.read(entry));
  }
  std::sort(out.begin(), out.end());
  return out;
}

// The classes of make_whole_models.py.

struct Net {
  nn::Conv2d<1, 2, 3> conv1;
  nn::MaxPool2d<2, 2> pool;
  nn::Linear<18, 4> fc1;
  nn::Linear<4, 3> fc2;
};

struct Layers {
  nn::Conv2d<2, 4, pair{3, 2},
             conv_options{.stride = 2, .padding = {1, 2}, .dilation = {1, 3}, .groups = 2, .bias = false}>
      conv;
  nn::ConvTranspose2d<2, 4, 3, conv_options{.stride = {2, 3}, .padding = 1, .output_padding = {0, 1}, .groups = 2}>
      conv_transpose;
  nn::ConvTranspose2d<1, 1, 1, conv_options{.bias = false}> conv_transpose2;
  nn::Linear<3, 2> linear;
  nn::Linear<3, 2, nn::linear_options{.bias = false}> linear_no_bias;
  nn::Identity identity;
  nn::BatchNorm1d<2> batch_norm1;
  nn::BatchNorm2d<3, norm_options{.eps = 1e-3, .momentum = nn::none{}}> batch_norm2;
  nn::BatchNorm2d<3, norm_options{.affine = false}> batch_norm3;
  nn::BatchNorm2d<3, norm_options{.momentum = 0.25, .track_running_stats = false}> batch_norm4;
  nn::BatchNorm2d<3, norm_options{.affine = false, .track_running_stats = false}> batch_norm5;
  nn::LayerNorm<4> layer_norm;
  nn::LayerNorm<nn::normalized_shape{2, 5}, norm_options{.eps = 1e-6, .elementwise_affine = false}> layer_norm2;
  nn::MaxPool2d<2> max_pool;
  nn::MaxPool2d<pair{4, 2}, pair{2, 1}, pool_options{.padding = {1, 0}, .dilation = 2, .ceil_mode = true}> max_pool2;
  nn::AvgPool2d<2> avg_pool;
  nn::AvgPool2d<3, 2, pool_options{.padding = 1, .ceil_mode = true, .count_include_pad = false, .divisor_override = 5}>
      avg_pool2;
  nn::AdaptiveAvgPool2d<7> adaptive;
  nn::AdaptiveAvgPool2d<pair{nn::dyn, 2}> adaptive2;
  nn::AdaptiveAvgPool2d<nn::dyn> adaptive3;
  nn::Dropout<> dropout;
  nn::inplace<nn::Dropout<nn::dropout_options{.p = 0.25}>> dropout2;
  nn::Flatten<> flatten;
  nn::Flatten<0, -2> flatten2;
  nn::Embedding<3, 2> embedding;
  nn::Embedding<3, 2, nn::embedding_options{.padding_idx = -1}> embedding2;
  nn::Softmax<-1> softmax;
  nn::LogSoftmax<1> log_softmax;
  nn::ReLU relu;
  nn::inplace<nn::ReLU> relu2;
  nn::ReLU6 relu6;
  nn::inplace<nn::ReLU6> relu62;
  nn::LeakyReLU<> leaky;
  nn::inplace<nn::LeakyReLU<nn::leaky_relu_options{.negative_slope = 0.2}>> leaky2;
  nn::ELU<> elu;
  nn::inplace<nn::ELU<nn::elu_options{.alpha = 0.5}>> elu2;
  nn::GELU<> gelu;
  nn::GELU<nn::gelu_options{.approximate = nn::gelu_approximation::tanh}> gelu2;
  nn::Hardtanh<> hardtanh;
  nn::inplace<nn::Hardtanh<nn::hardtanh_options{.min_val = -2, .max_val = 2.5}>> hardtanh2;
  nn::Sigmoid sigmoid;
  nn::Tanh tanh;
};

struct Head {
  nn::Linear<4, 4, nn::linear_options{.bias = false}> fc;
  nn::none scale;
};

struct Parts {
  nn::ModuleList<Head, 12> blocks;
  nn::Sequential<nn::Sequential<nn::Linear<2, 2>, nn::ReLU>, nn::Tanh> net;
  nn::none downsample;
  nn::Parameter<float, 2, 3> gain;
  nn::Buffer<float, 1> steps;
  nn::transient<nn::Buffer<float, 4>> table;
  nn::Sequential<nn::named<"conv-1", nn::Conv2d<1, 1, 1>>, nn::named<"default", nn::ReLU>> stem;
  std::string own = "the program's, not the file's";

  struct pytorch {
    static constexpr auto attributes() {
      return std::array{nn::text_attribute("name", "a name", nn::shown::hidden),
                        nn::text_attribute("kind", "relu"),
                        nn::text_attribute("fan", "relu", nn::shown::hidden),
                        nn::tuple_attribute("sizes", nn::extent_list(1, nn::detail::no_number, 3, 4)),
                        nn::tuple_attribute("one", nn::extent_list(7), nn::shown::hidden),
                        nn::tuple_attribute("none", nn::extent_list(), nn::shown::hidden),
                        nn::integer_attribute("big", std::int64_t{1} << 40, nn::shown::hidden),
                        nn::integer_attribute("below", -1, nn::shown::hidden),
                        nn::real_attribute("rate", 0.5, nn::shown::hidden),
                        nn::boolean_attribute("yes", true, nn::shown::hidden),
                        nn::boolean_attribute("no", false, nn::shown::hidden),
                        nn::none_attribute("nothing", nn::shown::hidden),
                        nn::class_attribute("layer", "torch.nn.modules.linear.Linear"),
                        nn::literal_attribute("listed",
                                              "[1, (2, None), 'a b', {'out': [0.5, -3], 4: 'relu'}, [], {}, (True,), "
                                              "1208925819614629174706176, \"it's\"]"),
                        nn::literal_attribute("only", "[]", nn::shown::hidden),
                        nn::printed_only(nn::integer_attribute("count", 4))};
    }
  };
  auto forward(const auto& x) const { return x; }
};

struct Tied {
  nn::Embedding<5, 3> wte;
  nn::TiedLinear<"wte.weight", 3, 5> head;
};

using Modes =
    nn::Sequential<nn::Linear<2, 2>, nn::Sequential<nn::BatchNorm1d<2>, nn::ReLU>, nn::Dropout<>, nn::Linear<2, 2>>;
using Eval = nn::Sequential<nn::Linear<2, 2>, nn::Sequential<nn::Dropout<>, nn::ReLU>>;
using Mlp = nn::Sequential<nn::Linear<3, 2>, nn::ReLU, nn::Linear<2, 1>>;
using Blocks =
    nn::Sequential<nn::models::BasicBlock<2, 4, 2>, nn::models::BasicBlock<4, 4>, nn::models::Bottleneck<4, 1>>;

/// Saves what PyTorch saved, and compares everything; `change` says what a state_dict does not hold.
template <class Model, class Change> void check_model(const std::string& name, Change change) {
  const temp_folder folder;
  for (const std::string version : torch_versions) {
    INFO(version << " " << name);
    const std::string theirs = whole_file(version, name + ".pth"), ours = folder / (name + ".pth");
    Model model = nn::load<Model>(theirs);
    change(model);
    CHECK(nn::repr(model) == text_of("torch-2.14/whole/repr.txt", name));

    nn::save_model(model, ours);
    CHECK(tree_of(ours) == text_of(version + "/whole/trees.txt", name));
    CHECK(hash_of(nn::load<Model>(ours)) == hash_of(model));
    CHECK((nn::load<nn::StateDict>(ours).metadata() == nn::load<nn::StateDict>(theirs).metadata()));

    const std::string legacy = folder / (name + ".legacy.pth");
    nn::save_model(model, legacy, {.format = nn::file_format::legacy});
    CHECK(tree_of(legacy) == text_of(version + "/whole/trees.txt", name));
    CHECK(hash_of(nn::load<Model>(legacy)) == hash_of(model));

    if (version != std::string("torch-1.13")) continue;  // the form that is written
    CHECK((objects_of(ours) == objects_of(theirs)));
    CHECK((content_of(legacy) == content_of(whole_file(version, name + ".legacy.pth"))));
  }
}
template <class Model> void check_model(const std::string& name) {
  check_model<Model>(name, [](Model&) {});
}

/// As if it had values: enough for its pickle.
template <class Model> std::string pickle_of_large() {
  Model model;
  const auto& schema = nn::detail::schema_view_of<Model>;
  const auto values = nn::detail::values_of_model(model);
  static std::byte nothing;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t bytes =
        static_cast<std::uint64_t>(nn::numel(schema.entries[i].shape)) * nn::size_of(schema.entries[i].dtype);
    const auto release = [](nn::detail::storage& self) noexcept { delete &self; };
    values[i]->replace(nn::detail::storage_handle(new nn::detail::storage{&nothing, bytes, release, 1, false}));
  }
  nn::format::pytorch::pickler out;
  return pickle_of_module(out, nn::detail::described<Model>::value, &model, values);
}

template <class Model> void check_pickle(const std::string& name) {
  INFO(name);
  std::string expected(4 << 20, '\0');
  const std::string packed = content_of(whole_file("torch-1.13", name + ".pkl.zlib"));
  ::uLongf size = expected.size();
  REQUIRE(::uncompress(reinterpret_cast<::Bytef*>(expected.data()), &size,
                       reinterpret_cast<const ::Bytef*>(packed.data()), packed.size()) == Z_OK);
  expected.resize(size);
  CHECK((pickle_of_large<Model>() == expected));
  CHECK(nn::repr(Model()) == text_of("torch-2.14/whole/repr.txt", name));
}

}  // namespace

TEST_CASE("a whole model is what PyTorch writes", "[checkpoint][save]") {
  check_model<Net>("net");
  check_model<Mlp>("sequential");
  check_model<Tied>("tied");
}

TEST_CASE("every layer has the attributes that PyTorch gives it", "[checkpoint][save]") {
  check_model<Layers>("layers");
}

TEST_CASE("lists, names, None, buffers and attributes of a class are kept", "[checkpoint][save]") {
  check_model<Parts>("parts", [](Parts& model) { model.table.fill_(2); });
}

TEST_CASE("training, evaluation and requires_grad are kept, module by module", "[checkpoint][save]") {
  check_model<Eval>("eval", [](Eval& model) { nn::eval(model); });
  check_model<Modes>("modes", [](Modes& model) {
    nn::eval(nn::get<1>(model));
    nn::parameters(nn::get<0>(model)).requires_grad(false);
    nn::get<0>(nn::get<1>(model)).bias.requires_grad(false);
  });
}

TEST_CASE("torchvision's blocks and models are its own", "[checkpoint][save]") {
  check_model<Blocks>("blocks");
  check_pickle<nn::models::resnet18<>>("resnet18");
  check_pickle<nn::models::resnet50<>>("resnet50");
  check_pickle<nn::models::vgg11_bn<>>("vgg11_bn");
  check_pickle<nn::models::vgg16<>>("vgg16");
  check_pickle<nn::models::alexnet<>>("alexnet");
}

namespace {
struct Named {
  static constexpr nn::python_class python{"project.models", "Classifier"};
  nn::Linear<1, 1> fc;
};
struct Printed {
  nn::Linear<1, 1> fc;
  struct pytorch {
    static constexpr std::string_view class_name = "Other";
  };
};
/// Members of that name that say nothing of a class.
struct Field {
  nn::Linear<1, 1> python;
};
struct Function {
  static int python() { return 0; }
  nn::Linear<1, 1> fc;
};
}  // namespace

TEST_CASE("the class is what the struct says, and prints so", "[checkpoint][save]") {
  const temp_folder folder;
  const auto class_of = [&](const auto& model) {
    nn::save_model(nn::init<std::remove_cvref_t<decltype(model)>>(1), folder / "a.pth", {.durable = false});
    const std::string tree = tree_of(folder / "a.pth");
    return tree.substr(0, tree.find('\n'));
  };
  CHECK(class_of(Named()) == ": project.models.Classifier train");
  CHECK(nn::repr(Named()).starts_with("Classifier("));
  CHECK(class_of(Printed()) == ": __main__.Other train");
  CHECK(class_of(Field()) == ": __main__.Field train");
  CHECK(class_of(Function()) == ": __main__.Function train");
  CHECK(class_of(std::array<nn::Linear<1, 1>, 2>()) == ": torch.nn.modules.container.ModuleList train");
}

TEST_CASE("the same model gives the same bytes", "[checkpoint][save]") {
  const temp_folder one, two;
  const auto model = nn::load<Net>(whole_file("torch-2.14", "net.pth"));
  nn::save_model(model, one / "model.pth");
  nn::save_model(nn::load<Net>(one / "model.pth"), two / "model.pth", {.durable = false});
  CHECK((content_of(one / "model.pth") == content_of(two / "model.pth")));
}

TEST_CASE("a whole model that lacks values, or a place for them, is not saved", "[checkpoint][save]") {
  const temp_folder folder;
  const std::string path = folder / "model.pth";
  put_content(path, "old");
  const auto refused = [&](const auto& model, const std::string& to) {
    const std::string what = thrown_by<nn::Error>([&] { nn::save_model(model, to); }).what();
    CHECK(content_of(path) == "old");
    CHECK(folder.names() == std::vector<std::string>{"model.pth"});
    return what;
  };
  CHECK(contains(refused(Net(), path), "these parameters of Net have no values yet: \"conv1.weight\""));
  const auto parts = nn::load<Parts>(whole_file("torch-2.14", "parts.pth"));
  CHECK(refused(parts, path) ==
        "the transient buffer \"table\" of Parts has no values; a whole model is saved with it: set it with copy_ or "
        "fill_");
  CHECK(contains(refused(nn::Sequential<Parts>(parts), path),
                 "the transient buffer \"table\" of Parts, the module \"0\", has no values"));
  const auto net = nn::load<Net>(whole_file("torch-2.14", "net.pth"));
  CHECK(refused(net, folder / "a.safetensors") ==
        "cannot save the model to \"" + (folder / "a.safetensors") +
            "\": a safetensors file holds tensors alone; nn::save writes those, and a name that does not end in "
            ".safetensors gives PyTorch's format");
  CHECK(contains(
      thrown_by<nn::Error>([&] { nn::save_model(net, path, {.format = nn::file_format::safetensors}); }).what(),
      "a safetensors file holds tensors alone"));
}

}  // namespace checkpoint_save_model_test
