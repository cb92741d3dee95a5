// SPDX-License-Identifier: Apache-2.0
// nn::init against what PyTorch's constructors draw; see tests/data/make_random.py.
#include <nnstruct/module/init.hpp>

#include <string>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/random_cases.hpp"

namespace module_init_test {

namespace nn = nnstruct;
using nnstruct_test::contains;
using nnstruct_test::draws_as_pytorch;
using nnstruct_test::row_of;
using nnstruct_test::tensors_of;
using nnstruct_test::thrown_by;

namespace {

template <class Module> bool begins_as(const std::string& name) {
  return draws_as_pytorch(name, [](nn::Generator& generator) { return tensors_of(nn::init<Module>(generator)); });
}

struct Scaled {
  nn::Sequential<nn::Linear<3, 4>, nn::ReLU, nn::Linear<4, 5, nn::linear_options{.bias = false}>> inner;
  nn::Linear<5, 2> fc;
  nn::Parameter<float, 3> scale;
  nn::Buffer<float, 20> offset;
  int own = 7;

  auto forward(const nn::Tensor<float, nn::dyn, 3>& x) { return x | inner | fc; }
  void reset_parameters(nn::Generator& generator) {
    nn::normal_(scale, 1, 0.5, generator);
    nn::uniform_(offset, -1, 1, generator);
    nn::xavier_uniform_(nn::get<0>(inner).weight, 1, generator);
    nn::zeros_(fc.bias);
  }
};

struct Unknown {
  nn::Linear<3, 4> fc;
  nn::Parameter<float, 3> scale;
  struct Inner {
    nn::Buffer<float, 2> offset;
    Scaled scaled;
  } inner;

  auto forward(const nn::Tensor<float, nn::dyn, 3>& x) { return fc(x); }
};

struct Forgetful {
  nn::Linear<3, 4> fc;
  nn::Parameter<float, 3> scale;

  void reset_parameters(nn::Generator&) {}
};

template <class Net> std::string row_of_model(const Net& net) { return row_of(tensors_of(net)); }

}  // namespace

TEST_CASE("layers begin as PyTorch's", "[module][init]") {
  CHECK(begins_as<nn::Linear<128, 16>>("Linear(128,16)"));
  CHECK(begins_as<nn::Linear<3, 2>>("Linear(3,2)"));
  CHECK(begins_as<nn::Linear<3, 2, nn::linear_options{.bias = false}>>("Linear(3,2,bias=False)"));
  CHECK(begins_as<nn::Conv2d<3, 6, 5>>("Conv2d(3,6,5)"));
  CHECK(begins_as<nn::Conv2d<4, 8, 3, nn::conv_options{.groups = 2}>>("Conv2d(4,8,3,groups=2)"));
  CHECK(begins_as<nn::Conv2d<3, 4, nn::pair{2, 3}, nn::conv_options{.bias = false}>>("Conv2d(3,4,(2,3),bias=False)"));
}

TEST_CASE("transposed convolutions, embeddings and lists begin as PyTorch's", "[module][init]") {
  using nn::embedding_options;
  CHECK(begins_as<nn::ConvTranspose2d<4, 6, 3, nn::conv_options{.groups = 2}>>("ConvTranspose2d(4,6,3,groups=2)"));
  CHECK(begins_as<nn::ConvTranspose2d<3, 5, nn::pair{2, 1}>>("ConvTranspose2d(3,5,(2,1))"));
  CHECK(begins_as<nn::Embedding<3, 4>>("Embedding(3,4)"));
  CHECK(begins_as<nn::Embedding<10, 3, embedding_options{.padding_idx = 2}>>("Embedding(10,3,padding_idx=2)"));
  CHECK(begins_as<nn::Embedding<7, 5, embedding_options{.padding_idx = -1}>>("Embedding(7,5,padding_idx=-1)"));
  CHECK(begins_as<nn::ModuleList<nn::Linear<2, 2>, 3>>("ModuleList(3 x Linear(2,2))"));
}

TEST_CASE("normalisations begin as PyTorch's", "[module][init]") {
  using nn::norm_options;
  CHECK(begins_as<nn::BatchNorm1d<5>>("BatchNorm1d(5)"));
  CHECK(begins_as<nn::BatchNorm2d<3>>("BatchNorm2d(3)"));
  CHECK(begins_as<nn::BatchNorm2d<3, norm_options{.affine = false}>>("BatchNorm2d(3,affine=False)"));
  CHECK(begins_as<nn::BatchNorm2d<3, norm_options{.track_running_stats = false}>>(
      "BatchNorm2d(3,track_running_stats=False)"));
  CHECK(begins_as<nn::LayerNorm<nn::normalized_shape{2, 3}>>("LayerNorm((2,3))"));
}

TEST_CASE("modules of the user's begin with their layers, then their own reset_parameters", "[module][init]") {
  CHECK(begins_as<Scaled>("Scaled"));
}

TEST_CASE("the ways to call init are one", "[module][init]") {
  nn::Generator generator(5);
  const auto net = nn::init<Scaled>(generator);
  CHECK(net.own == 7);
  CHECK(row_of_model(nn::init<Scaled>(5)) == row_of_model(net));
  Scaled given;
  nn::init(given, 5);
  CHECK(row_of_model(given) == row_of_model(net));
  generator.manual_seed(5);
  nn::init(given, generator);
  CHECK(row_of_model(given) == row_of_model(net));
  nn::init(given);
  CHECK(row_of_model(given) != row_of_model(net));
  nn::manual_seed(5);
  nn::init(given);
  CHECK(row_of_model(given) == row_of_model(net));
  nn::manual_seed(5);
  CHECK(row_of_model(nn::init<Scaled>()) == row_of_model(net));
  CHECK(row_of_model(nn::init<Scaled>()) != row_of_model(net));  // it goes on
}

TEST_CASE("a seed of its own leaves the process's generator alone", "[module][init]") {
  nn::manual_seed(1);
  nn::Generator same(1);
  (void)nn::init<Scaled>(3);
  CHECK(nn::default_generator().random() == same.random());
}

TEST_CASE("copies of a model keep their values, and flags stay", "[module][init]") {
  auto net = nn::init<Scaled>(0);
  nn::parameters(net)[0].requires_grad(false);
  const Scaled best = net;
  const std::string before = row_of_model(best);
  nn::init(net, 1);
  CHECK(row_of_model(best) == before);
  CHECK(row_of_model(net) == row_of_model(nn::init<Scaled>(1)));
  CHECK_FALSE(nn::parameters(net)[0].requires_grad());
}

TEST_CASE("a parameter that nobody knows how to begin is named before anything changes", "[module][init]") {
  Unknown net;
  const auto error = thrown_by<nn::Error>([&] { nn::init(net, 0); });
  CHECK(std::string(error.what()) ==
        "nn::init does not know the initial values of these parameters of Unknown: \"scale\", \"inner.offset\"; give "
        "the struct that holds them a member `void reset_parameters(nn::Generator&)`, or set them before with copy_ or "
        "fill_");
  CHECK_FALSE(net.fc.weight.has_values());
  nn::fill_(net.scale, 3);
  nn::fill_(net.inner.offset, 4);
  nn::init(net, 0);
  CHECK(std::as_const(net.scale).data()[2] == 3);
  CHECK(std::as_const(net.inner.offset).data()[1] == 4);
  CHECK(row_of_model(net.fc) == row_of_model(nn::init<nn::Linear<3, 4>>(0)));
}

TEST_CASE("a reset_parameters that forgets one is told", "[module][init]") {
  struct Outer {
    Forgetful part;
  };
  CHECK(std::string(thrown_by<nn::Error>([] { nn::init<Outer>(0); }).what()) ==
        "reset_parameters left no values in these parameters of Outer: \"part.scale\"; set them there");
}

}  // namespace module_init_test
