// SPDX-License-Identifier: Apache-2.0
// Written by tests/data/make_schema_pairs.py.
// clang-format off
#include "checkpoint/schema_pairs.hpp"

namespace checkpoint_schema_pairs_1_test {

namespace {

struct Model50 {
  nn::ModuleList<nn::Linear<2, 1, nn::linear_options{.bias = false}>, 2> block0;
};
struct file50 {
  static constexpr std::string_view at = "pair50.model.state";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"block0.0.weight", nn::dtype::float32, {1, 2}},
      {"block0.1.weight", nn::dtype::float32, {1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 1},
      {"block0.1", 1},
  }};
};
constexpr nn::LoadOptions options50{.at = "pair50.model.state"};

struct Model51 {
  nn::Linear<2, 1> x0;
  nn::Embedding<4, 4> x1;
  nn::Linear<1, 3> head2;
};
struct file51 {
  static constexpr std::string_view at = "pair51.model.state";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"x0.bias", nn::dtype::float32, {1}},
      {"old_x1.gamma", nn::dtype::float32, {4, 4}},
      {"head2.gamma", nn::dtype::float32, {3, 1}},
      {"head2.bias", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"x0", 1},
      {"old_x1", 1},
      {"head2", 1},
  }};
};
constexpr nn::LoadOptions options51{.at = "pair51.model.state", .rename = {{"old_x1.*", "x1.*"}, {"*.gamma", "*.weight"}}, .in_place = true};

struct Model52 {
  nn::Embedding<1, 4> fc0;
};
struct file52 {
  static constexpr std::string_view at = "pair52";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"fc0", 1},
  }};
};
constexpr nn::LoadOptions options52{.missing = nn::allow, .shape = nn::allow, .at = "pair52", .filter = {"*"}};

struct Model53 {
  nn::Embedding<6, 4> x0;
  nn::Linear<3, 4> block1;
  nn::Parameter<nn::bfloat16, 4, 1, 1, 1> block2;
};
struct file53 {
  static constexpr std::string_view at = "pair53.model";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"block2", nn::dtype::bfloat16, {4, 1, 1, 1}},
      {"x0.weight", nn::dtype::float32, {6, 4}},
      {"block1.weight", nn::dtype::int64, {4, 3}},
      {"block1.bias", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"x0", 1},
      {"block1", 1},
  }};
};
constexpr nn::LoadOptions options53{.at = "pair53.model"};

struct Model54 {
  nn::Buffer<std::int64_t, 3, 1> x0;
};
struct file54 {
  static constexpr std::string_view at = "pair54";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"x0", nn::dtype::int64, {3, 1}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "int"},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options54{.missing = nn::allow, .at = "pair54", .rename = {{"*.running_*", "*.running_*"}}};

struct Model55_fc2 {
  nn::Embedding<3, 2> x0;
};
struct Model55 {
  nn::ModuleList<nn::BatchNorm1d<3>, 2> block0;
  nn::Linear<4, 3> fc1;
  Model55_fc2 fc2;
};
struct file55 {
  static constexpr std::string_view at = "pair55";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"block0.0.running_var", nn::dtype::float32, {3}},
      {"block0.1.weight", nn::dtype::float32, {3}},
      {"block0.0.weight", nn::dtype::float32, {3}},
      {"block0.1.running_mean", nn::dtype::float32, {3}},
      {"block0.1.running_var", nn::dtype::float32, {3}},
      {"block0.1.bias", nn::dtype::float32, {3}},
      {"block0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.0.bias", nn::dtype::float32, {3}},
      {"fc2.x0.weight", nn::dtype::float32, {3, 2}},
      {"block0.0.running_mean", nn::dtype::float32, {3}},
      {"fc1.weight", nn::dtype::float32, {3, 4}},
      {"block0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"fc1.bias", nn::dtype::float32, {3}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"block0.1", 2},
      {"fc1", 1},
      {"fc2", 1},
      {"fc2.x0", 1},
  }};
};
constexpr nn::LoadOptions options55{.at = "pair55", .filter = {"block0.*", "fc1.*", "fc2.*"}};

struct Model56_fc0 {
  nn::Buffer<double> layer0;
};
struct Model56 {
  Model56_fc0 fc0;
  nn::Linear<2, 3> head1;
};
struct file56 {
  static constexpr std::string_view at = "pair56";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"fc0.layer0", nn::dtype::float64, {}},
      {"head1.weight", nn::dtype::float32, {3, 2}},
      {"head1.bias", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "list"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"fc0", 1},
      {"head1", 1},
  }};
};
constexpr nn::LoadOptions options56{.unexpected = nn::allow, .at = "pair56"};

struct Model57 {
  nn::BatchNorm1d<4> fc0;
  nn::Buffer<bool> fc1;
};
struct file57 {
  static constexpr std::string_view at = "pair57.model";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"old_fc0.bias", nn::dtype::float32, {4}},
      {"fc1", nn::dtype::boolean, {}},
      {"old_fc0.running_var", nn::dtype::float32, {4}},
      {"old_fc0.weight", nn::dtype::float32, {4}},
      {"old_fc0.running_mean", nn::dtype::float32, {4}},
      {"old_fc0.num_batches_tracked", nn::dtype::int64, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"old_fc0", 2},
  }};
};
constexpr nn::LoadOptions options57{.at = "pair57.model", .rename = {{"old_fc0.*", "fc0.*"}, {"*.*.bias", "*.*.offset"}}, .filter = {"fc1", "old_fc0.*"}};

struct Model58 {
  nn::Parameter<nn::bfloat16> block0;
  nn::Buffer<nn::float16> x1;
};
struct file58 {
  static constexpr std::string_view at = "pair58.model";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"block0", nn::dtype::bfloat16, {}},
      {"x1", nn::dtype::float16, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options58{.dtype = nn::allow, .at = "pair58.model", .filter = {"block0", "x1"}};

struct Model59 {
  nn::Parameter<float> layer0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file59 {
  static constexpr std::string_view at = "pair59.model";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"layer0", nn::dtype::float32, {}},
      {"wte.gamma", nn::dtype::int32, {4, 2}},
      {"lm_head.gamma", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options59{.at = "pair59.model", .rename = {{"*.gamma", "*.weight"}}};

struct Model60 {
  nn::Embedding<1, 1> block0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file60 {
  static constexpr std::string_view at = "pair60.model.state";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"block0.weight", nn::dtype::float32, {1, 1}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"lm_head.weight", nn::dtype::bfloat16, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"block0", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options60{.missing = nn::allow, .unexpected = nn::allow, .at = "pair60.model.state", .in_place = true};

struct Model61_layer0 {
  nn::BatchNorm1d<4> block0;
  nn::ModuleList<nn::BatchNorm1d<2>, 3> x1;
  nn::Parameter<nn::bfloat16, 2, 4, 1, 3> head2;
};
struct Model61 {
  Model61_layer0 layer0;
  nn::Embedding<3, 4> head1;
  nn::Parameter<nn::complex128> block2;
};
struct file61 {
  static constexpr std::string_view at = "pair61.model.state";
  static constexpr std::array<nn::checkpoint_row, 22> rows{{
      {"module.layer0.block0.running_var", nn::dtype::float32, {4}},
      {"module.layer0.x1.0.bias", nn::dtype::float32, {2}},
      {"module.layer0.x1.2.running_var", nn::dtype::float32, {2}},
      {"module.layer0.block0.bias", nn::dtype::float32, {4}},
      {"module.layer0.x1.2.bias", nn::dtype::float32, {2}},
      {"module.layer0.x1.0.running_mean", nn::dtype::float32, {2}},
      {"module.layer0.x1.2.running_mean", nn::dtype::float32, {2}},
      {"module.layer0.x1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.layer0.block0.running_mean", nn::dtype::float32, {4}},
      {"module.block2", nn::dtype::complex128, {}},
      {"module.layer0.x1.0.weight", nn::dtype::float32, {2}},
      {"module.layer0.x1.2.num_batches_tracked", nn::dtype::int64, {}},
      {"module.layer0.x1.2.weight", nn::dtype::float32, {2}},
      {"module.layer0.x1.0.running_var", nn::dtype::float32, {2}},
      {"module.layer0.x1.1.weight", nn::dtype::float32, {2}},
      {"module.head1.weight", nn::dtype::float32, {3, 4}},
      {"module.layer0.block0.weight", nn::dtype::float32, {4}},
      {"module.layer0.x1.1.bias", nn::dtype::float32, {2}},
      {"module.layer0.x1.1.running_mean", nn::dtype::float32, {2}},
      {"module.layer0.x1.1.num_batches_tracked", nn::dtype::int64, {}},
      {"module.layer0.x1.1.running_var", nn::dtype::float32, {2}},
      {"module.layer0.head2", nn::dtype::bfloat16, {2, 4, 1, 3}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"module.layer0.block0.num_batches_tracked", "list"},
  }};
  static constexpr std::array<nn::checkpoint_module, 9> modules{{
      {"", 1},
      {"module", 1},
      {"module.layer0", 1},
      {"module.layer0.block0", 2},
      {"module.layer0.x1", 1},
      {"module.layer0.x1.0", 2},
      {"module.layer0.x1.1", 2},
      {"module.layer0.x1.2", 2},
      {"module.head1", 1},
  }};
};
constexpr nn::LoadOptions options61{.strip_prefix = "module.", .at = "pair61.model.state"};

struct Model62 {
  nn::ModuleList<nn::Linear<5, 4, nn::linear_options{.bias = false}>, 1> x0;
};
struct file62 {
  static constexpr std::string_view at = "pair62.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"x0.0.weight", nn::dtype::float32, {4, 5}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.0", 1},
  }};
};
constexpr nn::LoadOptions options62{.missing = nn::allow, .at = "pair62.model.state", .in_place = true};

struct Model63 {
  nn::Parameter<double, 1> x0;
  nn::Sequential<nn::BatchNorm1d<2>> head1;
};
struct file63 {
  static constexpr std::string_view at = "pair63.model.state";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"head1.0.running_var", nn::dtype::float32, {2}},
      {"head1.0.bias", nn::dtype::float32, {2}},
      {"head1.0.num_batches_tracked", nn::dtype::int64, {1}},
      {"x0", nn::dtype::float64, {1}},
      {"head1.0.weight", nn::dtype::float32, {2}},
      {"head1.0.running_mean", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"head1", 1},
      {"head1.0", 2},
  }};
};
constexpr nn::LoadOptions options63{.at = "pair63.model.state"};

struct Model64_fc2 {
  nn::ModuleList<nn::BatchNorm1d<1>, 2> x0;
};
struct Model64 {
  nn::Buffer<nn::bfloat16, 1> block0;
  nn::Linear<3, 1> block1;
  Model64_fc2 fc2;
};
struct file64 {
  static constexpr std::string_view at = "pair64";
  static constexpr std::array<nn::checkpoint_row, 13> rows{{
      {"module.fc2.x0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"module.fc2.x0.0.weight", nn::dtype::float32, {1}},
      {"module.block0", nn::dtype::bfloat16, {1}},
      {"module.block1.bias", nn::dtype::float32, {1}},
      {"module.fc2.x0.1.running_var", nn::dtype::float32, {1}},
      {"fc2.x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.fc2.x0.1.bias", nn::dtype::float32, {1}},
      {"module.block1.weight", nn::dtype::float32, {1, 3}},
      {"module.fc2.x0.0.running_var", nn::dtype::float32, {1}},
      {"module.fc2.x0.0.bias", nn::dtype::float32, {1}},
      {"module.fc2.x0.1.weight", nn::dtype::float32, {1}},
      {"fc2.x0.0.running_mean", nn::dtype::float32, {1}},
      {"module.fc2.x0.1.running_mean", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"module", 1},
      {"module.block1", 1},
      {"module.fc2", 1},
      {"module.fc2.x0", 1},
      {"module.fc2.x0.0", 2},
      {"module.fc2.x0.1", 2},
  }};
};
constexpr nn::LoadOptions options64{.strip_prefix = "module.", .at = "pair64", .rename = {{"*tracked", "*tracked"}}};

struct Model65_fc1 {
  nn::Embedding<4, 1> head0;
  nn::Buffer<nn::bfloat16, 1, 2, 4, 4> fc1;
  nn::Parameter<nn::complex64, 4, 3> fc2;
};
struct Model65 {
  nn::Sequential<nn::BatchNorm1d<3>, nn::Embedding<6, 3>> block0;
  Model65_fc1 fc1;
  nn::Linear<5, 4> layer2;
};
struct file65 {
  static constexpr std::string_view at = "pair65";
  static constexpr std::array<nn::checkpoint_row, 12> rows{{
      {"module.block0.0.weight", nn::dtype::float32, {3}},
      {"module.block0.0.bias", nn::dtype::float32, {3}},
      {"module.block0.0.running_mean", nn::dtype::float32, {3}},
      {"module.block0.0.running_var", nn::dtype::float32, {3}},
      {"module.block0.0.num_batches_tracked", nn::dtype::int8, {}},
      {"module.block0.1.weight", nn::dtype::float32, {6, 3}},
      {"module.fc1.fc2", nn::dtype::complex64, {4, 3}},
      {"module.fc1.fc1", nn::dtype::bfloat16, {1, 2, 4, 4}},
      {"module.fc1.head0.weight", nn::dtype::float32, {4, 1}},
      {"module.layer2.weight", nn::dtype::float32, {4, 5}},
      {"module.layer2.bias", nn::dtype::float32, {4}},
      {"fc1.fc1", nn::dtype::bfloat16, {1, 2, 4, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"module", 1},
      {"module.block0", 1},
      {"module.block0.0", 2},
      {"module.block0.1", 1},
      {"module.fc1", 1},
      {"module.fc1.head0", 1},
      {"module.layer2", 1},
  }};
};
constexpr nn::LoadOptions options65{.unexpected = nn::allow, .shape = nn::allow, .strip_prefix = "module.", .at = "pair65"};

struct Model66 {
  nn::Parameter<nn::bfloat16, 2, 1, 1, 3> x0;
  nn::Linear<2, 2> head1;
  nn::Buffer<nn::bfloat16, 2, 2, 1, 2> fc2;
};
struct file66 {
  static constexpr std::string_view at = "pair66.model.state";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"head1.bias", nn::dtype::float32, {2}},
      {"x0", nn::dtype::bfloat16, {3, 4, 2, 2}},
      {"head1.weight", nn::dtype::float32, {2, 2}},
      {"fc2", nn::dtype::bfloat16, {2, 2, 1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"head1", 1},
  }};
};
constexpr nn::LoadOptions options66{.shape = nn::allow, .dtype = nn::allow, .at = "pair66.model.state", .in_place = true};

struct Model67 {
  nn::Sequential<nn::ReLU, nn::Embedding<6, 1>> block0;
  nn::Sequential<nn::Linear<1, 1, nn::linear_options{.bias = false}>> layer1;
  nn::Embedding<4, 3> x2;
};
struct file67 {
  static constexpr std::string_view at = "pair67";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"layer1.0.weight", nn::dtype::float32, {1, 1}},
      {"x2.weight", nn::dtype::float32, {4, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 1},
      {"block0.1", 1},
      {"layer1", 1},
      {"layer1.0", 1},
      {"x2", 1},
  }};
};
constexpr nn::LoadOptions options67{.at = "pair67", .in_place = true};

struct Model68 {
  nn::Buffer<nn::complex64, 1> layer0;
  nn::Sequential<nn::BatchNorm1d<4>> layer1;
};
struct file68 {
  static constexpr std::string_view at = "pair68";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"layer0", nn::dtype::complex64, {1}},
      {"layer1.0.weight", nn::dtype::float32, {4}},
      {"layer1.0.bias", nn::dtype::float32, {3, 4}},
      {"layer1.0.running_mean", nn::dtype::float32, {4}},
      {"layer1.0.running_var", nn::dtype::float32, {4}},
      {"layer1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"layer1", 1},
      {"layer1.0", 2},
  }};
};
constexpr nn::LoadOptions options68{.missing = nn::allow, .shape = nn::allow, .dtype = nn::allow, .at = "pair68", .filter = {"layer0", "layer1.*"}};

struct Model69 {
  nn::Buffer<nn::complex128, 4> x0;
  nn::BatchNorm1d<2> x1;
};
struct file69 {
  static constexpr std::string_view at = "pair69";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"module.x0", nn::dtype::complex128, {4}},
      {"module.x1.weight", nn::dtype::float32, {2}},
      {"module.x1.running_mean", nn::dtype::float32, {2}},
      {"module.x1.running_var", nn::dtype::float32, {2}},
      {"module.x1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"module.x1.bias", "int"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"module", 1},
      {"module.x1", 2},
  }};
};
constexpr nn::LoadOptions options69{.unexpected = nn::allow, .strip_prefix = "module.", .at = "pair69", .filter = {"module.*"}};

struct Model70 {
  nn::Sequential<nn::BatchNorm1d<4>, nn::Embedding<1, 2>> block0;
};
struct file70 {
  static constexpr std::string_view at = "pair70.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"block0.0.weight", nn::dtype::float32, {4}},
      {"block0.0.bias", nn::dtype::float32, {4}},
      {"block0.0.running_mean", nn::dtype::float32, {4}},
      {"scale", nn::dtype::float32, {1, 3}},
      {"block0.0.running_var", nn::dtype::float32, {4}},
      {"block0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.1.weight", nn::dtype::float32, {1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"block0.1", 1},
  }};
};
constexpr nn::LoadOptions options70{.at = "pair70.model.state", .filter = {"block0.*", "scale"}};

struct Model71 {
  nn::Embedding<1, 4> x0;
  nn::Parameter<float, 1> block1;
};
struct file71 {
  static constexpr std::string_view at = "pair71";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"block1", nn::dtype::float32, {1}},
      {"x0.weight", nn::dtype::float32, {1, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"x0", 1},
  }};
};
constexpr nn::LoadOptions options71{.at = "pair71", .map = true};

struct Model72 {
  nn::Sequential<nn::Embedding<1, 1>> head0;
};
struct file72 {
  static constexpr std::string_view at = "pair72";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"head0.0.weight", nn::dtype::float32, {1, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.0", 1},
  }};
};
constexpr nn::LoadOptions options72{.unexpected = nn::allow, .at = "pair72"};

struct Model73 {
  nn::Parameter<nn::float16, 4, 3, 1, 2> layer0;
};
struct file73 {
  static constexpr std::string_view at = "pair73.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"module.layer0", nn::dtype::float16, {4, 3, 1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"module", 1},
  }};
};
constexpr nn::LoadOptions options73{.shape = nn::allow, .strip_prefix = "module.", .at = "pair73.model.state", .in_place = true};

struct Model74 {
  nn::Embedding<4, 2> block0;
  nn::ModuleList<nn::Linear<2, 5>, 2> head1;
};
struct file74 {
  static constexpr std::string_view at = "pair74";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"block0.weight", nn::dtype::float32, {4, 2}},
      {"head1.0.weight", nn::dtype::float32, {5, 2}},
      {"head1.0.bias", nn::dtype::float32, {5}},
      {"head1.1.weight", nn::dtype::float32, {5, 2}},
      {"head1.1.bias", nn::dtype::float32, {5}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"block0", 1},
      {"head1", 1},
      {"head1.0", 1},
      {"head1.1", 1},
  }};
};
constexpr nn::LoadOptions options74{.missing = nn::allow, .unexpected = nn::allow, .at = "pair74"};

struct Model75_layer2 {
  nn::ModuleList<nn::BatchNorm1d<4>, 1> fc0;
  nn::Sequential<nn::Embedding<4, 2>, nn::Embedding<3, 3>, nn::ReLU> layer1;
};
struct Model75 {
  nn::Sequential<nn::Linear<4, 5, nn::linear_options{.bias = false}>, nn::BatchNorm1d<4>> head0;
  nn::Sequential<nn::Embedding<4, 1>, nn::Linear<3, 4, nn::linear_options{.bias = false}>, nn::Embedding<6, 4>> layer1;
  Model75_layer2 layer2;
};
struct file75 {
  static constexpr std::string_view at = "pair75";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"layer2.fc0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer1.0.weight", nn::dtype::float32, {4, 1}},
      {"head0.1.bias", nn::dtype::float32, {4}},
      {"layer2.fc0.0.bias", nn::dtype::float32, {4}},
      {"head0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"layer2.fc0.0.weight", nn::dtype::float32, {4}},
      {"head0.0.weight", nn::dtype::float32, {5, 4}},
      {"layer1.2.weight", nn::dtype::float32, {6, 4}},
      {"layer2.layer1.0.weight", nn::dtype::float32, {4, 2}},
      {"layer2.fc0.0.running_mean", nn::dtype::float32, {4}},
      {"layer2.layer1.1.weight", nn::dtype::float32, {3, 3}},
      {"layer1.1.weight", nn::dtype::float32, {4, 3}},
      {"layer2.fc0.0.running_var", nn::dtype::float32, {4}},
      {"head0.1.weight", nn::dtype::float32, {4}},
      {"head0.1.running_mean", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 15> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.0", 1},
      {"head0.1", 2},
      {"layer1", 1},
      {"layer1.0", 1},
      {"layer1.1", 1},
      {"layer1.2", 1},
      {"layer2", 1},
      {"layer2.fc0", 1},
      {"layer2.fc0.0", 2},
      {"layer2.layer1", 1},
      {"layer2.layer1.0", 1},
      {"layer2.layer1.1", 1},
      {"layer2.layer1.2", 1},
  }};
};
constexpr nn::LoadOptions options75{.at = "pair75"};

struct Model76 {
  nn::Embedding<3, 1> layer0;
  nn::ModuleList<nn::Linear<3, 5>, 3> x1;
};
struct file76 {
  static constexpr std::string_view at = "pair76";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"old_x1.1.weight", nn::dtype::float32, {5, 3}},
      {"old_x1.0.weight", nn::dtype::float32, {5, 3}},
      {"old_x1.0.bias", nn::dtype::float32, {5}},
      {"old_x1.2.bias", nn::dtype::float32, {5}},
      {"old_x1.1.bias", nn::dtype::float32, {5}},
      {"old_x1.2.weight", nn::dtype::float32, {5, 3}},
      {"layer0.weight", nn::dtype::float32, {3, 1}},
  }};
};
constexpr nn::LoadOptions options76{.at = "pair76", .rename = {{"old_x1.*", "x1.*"}}, .map = true};

struct Model77 {
  nn::Parameter<double> layer0;
  nn::Parameter<nn::float16, 3, 2, 4, 3> fc1;
};
struct file77 {
  static constexpr std::string_view at = "pair77.model.state";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"layer0", nn::dtype::float64, {}},
      {"fc1", nn::dtype::float32, {3, 2, 4, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options77{.unexpected = nn::allow, .at = "pair77.model.state"};

struct Model78 {
  nn::BatchNorm1d<4> fc0;
  nn::BatchNorm1d<2> layer1;
};
struct file78 {
  static constexpr std::string_view at = "pair78.model";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"mlayer1.running_mean", nn::dtype::float32, {2}},
      {"layer1.weight", nn::dtype::float32, {2}},
      {"layer1.bias", nn::dtype::float32, {2}},
      {"mfc0.bias", nn::dtype::float32, {4}},
      {"mfc0.weight", nn::dtype::float32, {4}},
      {"mfc0.running_mean", nn::dtype::float32, {4}},
      {"mfc0.running_var", nn::dtype::float32, {4}},
      {"mlayer1.running_var", nn::dtype::float32, {2}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"fc0", 1},
      {"layer1", 1},
  }};
};
constexpr nn::LoadOptions options78{.dtype = nn::allow, .strip_prefix = "m", .at = "pair78.model", .filter = {"mfc0.*", "mlayer1.*"}, .in_place = true};

struct Model79 {
  nn::Buffer<std::int32_t, 2> fc0;
  nn::ModuleList<nn::Linear<2, 4>, 3> x1;
  nn::BatchNorm1d<3> x2;
};
struct file79 {
  static constexpr std::string_view at = "pair79.model.state";
  static constexpr std::array<nn::checkpoint_row, 12> rows{{
      {"module.fc0", nn::dtype::int32, {2}},
      {"module.x1.0.weight", nn::dtype::float32, {4, 2}},
      {"module.x1.0.bias", nn::dtype::float32, {4}},
      {"module.x1.1.weight", nn::dtype::float32, {4, 2}},
      {"module.x1.1.bias", nn::dtype::float32, {4}},
      {"module.x1.2.weight", nn::dtype::float32, {4, 2}},
      {"module.x1.2.bias", nn::dtype::float32, {4}},
      {"module.x2.weight", nn::dtype::float32, {3}},
      {"module.x2.bias", nn::dtype::float32, {3}},
      {"module.x2.running_mean", nn::dtype::float32, {3}},
      {"module.x2.running_var", nn::dtype::float32, {3}},
      {"module.x2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"module", 1},
      {"module.x1", 1},
      {"module.x1.0", 1},
      {"module.x1.1", 1},
      {"module.x1.2", 1},
      {"module.x2", 2},
  }};
};
constexpr nn::LoadOptions options79{.dtype = nn::allow, .strip_prefix = "module.", .at = "pair79.model.state", .rename = {{"*tracked", "*tracked"}}};

struct Model80 {
  nn::Parameter<float, 2, 1, 3> block0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file80 {
  static constexpr std::string_view at = "pair80.model.state";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"block0", nn::dtype::float32, {2, 1, 3}},
      {"lm_head.weight", nn::dtype::float32, {2, 2, 3, 4}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options80{.at = "pair80.model.state", .filter = {"block0", "lm_head.*", "wte.*"}};

struct Model81 {
  nn::ModuleList<nn::BatchNorm1d<3>, 2> block0;
  nn::Linear<2, 2, nn::linear_options{.bias = false}> fc1;
};
struct file81 {
  static constexpr std::string_view at = "pair81";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"block0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.1.bias", nn::dtype::float32, {3}},
      {"fc1.weight", nn::dtype::float32, {2, 2}},
      {"block0.1.running_var", nn::dtype::float32, {3}},
      {"block0.1.weight", nn::dtype::float32, {3}},
      {"block0.1.running_mean", nn::dtype::float32, {3}},
      {"block0.0.running_var", nn::dtype::float32, {3}},
      {"block0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.0.bias", nn::dtype::float32, {3}},
      {"block0.0.weight", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"block0.0.running_mean", "int"},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"block0.1", 2},
      {"fc1", 1},
  }};
};
constexpr nn::LoadOptions options81{.at = "pair81"};

struct Model82 {
  nn::Buffer<nn::complex64> x0;
  nn::Embedding<6, 1> x1;
  nn::ModuleList<nn::Linear<1, 5>, 1> block2;
};
struct file82 {
  static constexpr std::string_view at = "pair82";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"mx0", nn::dtype::complex64, {}},
      {"mx1.weight", nn::dtype::float32, {6, 1}},
      {"mblock2.0.weight", nn::dtype::float32, {5, 1}},
      {"mblock2.0.bias", nn::dtype::float32, {5}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"x1", 1},
      {"block2", 1},
      {"block2.0", 1},
  }};
};
constexpr nn::LoadOptions options82{.missing = nn::allow, .shape = nn::allow, .dtype = nn::allow, .strip_prefix = "m", .at = "pair82"};

struct Model83_head1 {
  nn::BatchNorm1d<4> block0;
  nn::Linear<3, 1> head1;
};
struct Model83 {
  nn::Buffer<nn::complex128, 1> x0;
  Model83_head1 head1;
};
struct file83 {
  static constexpr std::string_view at = "pair83";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"head1.block0.bias", nn::dtype::float32, {4}},
      {"head1.block0.running_var", nn::dtype::float32, {4}},
      {"head1.block0.running_mean", nn::dtype::float32, {4}},
      {"head1.block0.weight", nn::dtype::float32, {4}},
      {"head1.head1.weight", nn::dtype::float32, {1, 3}},
      {"head1.head1.bias", nn::dtype::float32, {1}},
      {"x0", nn::dtype::complex128, {1}},
      {"head1.block0.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "float"},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"head1", 1},
      {"head1.block0", 2},
      {"head1.head1", 1},
  }};
};
constexpr nn::LoadOptions options83{.unexpected = nn::allow, .dtype = nn::allow, .at = "pair83"};

struct Model84 {
  nn::Parameter<nn::complex64, 4, 3, 3, 4> layer0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file84 {
  static constexpr std::string_view at = "pair84";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"mlayer0", nn::dtype::complex64, {4, 3, 3, 4}},
      {"mwte.weight", nn::dtype::float32, {4, 2}},
      {"mlm_head.weight", nn::dtype::float32, {3, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options84{.unexpected = nn::allow, .strip_prefix = "m", .at = "pair84"};

struct Model85 {
  nn::Parameter<nn::bfloat16, 1, 4, 2, 4> block0;
  nn::ModuleList<nn::Linear<3, 1>, 1> head1;
};
struct file85 {
  static constexpr std::string_view at = "pair85";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"block0", nn::dtype::bfloat16, {1, 4, 2, 4}},
      {"head1.0.weight", nn::dtype::float32, {1, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"head1", 1},
      {"head1.0", 1},
  }};
};
constexpr nn::LoadOptions options85{.at = "pair85"};

struct Model86_block1 {
  nn::Buffer<double, 1> layer0;
  nn::Linear<2, 1> fc1;
};
struct Model86 {
  nn::BatchNorm1d<1> block0;
  Model86_block1 block1;
  nn::Embedding<5, 1> fc2;
};
struct file86 {
  static constexpr std::string_view at = "pair86";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"block0.weight", nn::dtype::float32, {1}},
      {"block0.bias", nn::dtype::float32, {1}},
      {"scale", nn::dtype::float32, {3}},
      {"block0.running_mean", nn::dtype::float32, {1}},
      {"block0.running_var", nn::dtype::float32, {1}},
      {"block0.num_batches_tracked", nn::dtype::int64, {}},
      {"block1.layer0", nn::dtype::float64, {1}},
      {"block1.fc1.weight", nn::dtype::float32, {1, 2}},
      {"block1.fc1.bias", nn::dtype::float32, {1}},
      {"old_fc2.weight", nn::dtype::float32, {5, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"block0", 2},
      {"block1", 1},
      {"block1.fc1", 1},
      {"old_fc2", 1},
  }};
};
constexpr nn::LoadOptions options86{.unexpected = nn::allow, .at = "pair86", .rename = {{"old_fc2.*", "fc2.*"}, {"*tracked", "*tracked"}}};

struct Model87 {
  nn::BatchNorm1d<3> fc0;
  nn::Buffer<std::int64_t> fc1;
};
struct file87 {
  static constexpr std::string_view at = "pair87.model.state";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"module.fc0.running_var", nn::dtype::float32, {3}},
      {"module.fc0.bias", nn::dtype::float32, {3}},
      {"module.fc0.weight", nn::dtype::float32, {3}},
      {"module.fc1", nn::dtype::int64, {}},
      {"module.fc0.running_mean", nn::dtype::float32, {3}},
      {"module.fc0.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options87{.strip_prefix = "module.", .at = "pair87.model.state"};

struct Model88 {
  nn::Parameter<float, 1, 1, 2, 4> x0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file88 {
  static constexpr std::string_view at = "pair88";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"lm_head.gamma", nn::dtype::float16, {4, 2}},
      {"old_wte.gamma", nn::dtype::float32, {4, 2}},
      {"x0", nn::dtype::float64, {1, 1, 2, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"old_wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options88{.at = "pair88", .rename = {{"old_wte.*", "wte.*"}, {"*.gamma", "*.weight"}}, .in_place = true};

struct Model89 {
  nn::BatchNorm1d<2> block0;
  nn::Buffer<double, 4, 2> layer1;
};
struct file89 {
  static constexpr std::string_view at = "pair89";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"layer1", nn::dtype::float64, {4, 2}},
      {"block0.running_mean", nn::dtype::float32, {2}},
      {"block0.running_var", nn::dtype::float32, {2}},
      {"block0.bias", nn::dtype::float32, {2}},
      {"block0.weight", nn::dtype::float32, {2}},
      {"block0.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"block0", 2},
  }};
};
constexpr nn::LoadOptions options89{.at = "pair89", .map = true};

struct Model90 {
  nn::Sequential<nn::Embedding<2, 1>, nn::ReLU, nn::Embedding<6, 3>> head0;
  nn::Embedding<1, 2> layer1;
};
struct file90 {
  static constexpr std::string_view at = "pair90";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"old_head0.2.gamma", nn::dtype::float32, {6, 3}},
      {"layer1.gamma", nn::dtype::float32, {1, 2}},
      {"old_head0.0.gamma", nn::dtype::float32, {2, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"old_head0", 1},
      {"old_head0.0", 1},
      {"old_head0.1", 1},
      {"old_head0.2", 1},
      {"layer1", 1},
  }};
};
constexpr nn::LoadOptions options90{.unexpected = nn::allow, .at = "pair90", .rename = {{"old_head0.*", "head0.*"}, {"*.gamma", "*.weight"}}};

struct Model91_block0 {
  nn::Linear<4, 3> layer0;
};
struct Model91 {
  Model91_block0 block0;
  nn::Parameter<nn::float16, 2, 4, 4, 1> block1;
};
struct file91 {
  static constexpr std::string_view at = "pair91";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"block1", nn::dtype::float16, {2, 4, 4, 1}},
      {"old_block0.layer0.gamma", nn::dtype::float32, {3, 4}},
      {"old_block0.layer0.bias", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"old_block0", 1},
      {"old_block0.layer0", 1},
  }};
};
constexpr nn::LoadOptions options91{.at = "pair91", .rename = {{"old_block0.*", "block0.*"}, {"*.gamma", "*.weight"}}};

struct Model92 {
  nn::BatchNorm1d<2> head0;
  nn::BatchNorm1d<3> fc1;
};
struct file92 {
  static constexpr std::string_view at = "pair92";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"module.head0.weight", nn::dtype::float32, {2}},
      {"module.head0.bias", nn::dtype::float32, {2}},
      {"module.head0.running_mean", nn::dtype::float32, {2}},
      {"module.head0.running_var", nn::dtype::float32, {2}},
      {"module.head0.num_batches_tracked", nn::dtype::int64, {1}},
      {"module.fc1.weight", nn::dtype::float32, {3}},
      {"module.fc1.bias", nn::dtype::float32, {3}},
      {"module.fc1.running_mean", nn::dtype::float32, {3}},
      {"module.fc1.running_var", nn::dtype::float32, {3}},
      {"module.fc1.num_batches_tracked", nn::dtype::int64, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"module", 1},
      {"module.head0", 2},
      {"module.fc1", 2},
  }};
};
constexpr nn::LoadOptions options92{.strip_prefix = "module.", .at = "pair92"};

struct Model93 {
  nn::Parameter<nn::complex128, 3, 3> fc0;
};
struct file93 {
  static constexpr std::string_view at = "pair93.model";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options93{.dtype = nn::allow, .at = "pair93.model"};

struct Model94 {
  nn::Sequential<nn::BatchNorm1d<4>> fc0;
  nn::Buffer<std::int16_t, 2, 3, 2> head1;
  nn::Linear<3, 2> block2;
};
struct file94 {
  static constexpr std::string_view at = "pair94.model";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"fc0.0.weight", nn::dtype::float32, {4}},
      {"fc0.0.running_mean", nn::dtype::float32, {4}},
      {"fc0.0.running_var", nn::dtype::float32, {4}},
      {"block2.weight", nn::dtype::float32, {2, 3}},
      {"fc0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block2.bias", nn::dtype::float32, {2}},
      {"fc0.0.bias", nn::dtype::float32, {4}},
      {"head1", nn::dtype::int16, {2, 3, 2}},
  }};
};
constexpr nn::LoadOptions options94{.at = "pair94.model", .in_place = true};

struct Model95 {
  nn::ModuleList<nn::BatchNorm1d<4>, 2> x0;
};
struct file95 {
  static constexpr std::string_view at = "pair95";
  static constexpr std::array<nn::checkpoint_row, 11> rows{{
      {"net.model.old_x0.0.running_mean", nn::dtype::float32, {4}},
      {"net.model.old_x0.1.running_mean", nn::dtype::float32, {4}},
      {"net.model.old_x0.1.gamma", nn::dtype::float32, {4}},
      {"net.model.old_x0.0.running_var", nn::dtype::float32, {4}},
      {"net.model.old_x0.0.bias", nn::dtype::float32, {4}},
      {"net.model.old_x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"net.model.old_x0.0.gamma", nn::dtype::float32, {4}},
      {"net.model.old_x0.1.bias", nn::dtype::float32, {4}},
      {"net.model.old_x0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"net.model.old_x0.1.running_var", nn::dtype::float32, {4}},
      {"old_x0.0.running_var", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.old_x0", 1},
      {"net.model.old_x0.0", 2},
      {"net.model.old_x0.1", 2},
  }};
};
constexpr nn::LoadOptions options95{.dtype = nn::allow, .strip_prefix = "net.model.", .at = "pair95", .rename = {{"old_x0.*", "x0.*"}, {"*.gamma", "*.weight"}}};

struct Model96 {
  nn::Sequential<nn::ReLU> head0;
  nn::BatchNorm1d<3> layer1;
};
struct file96 {
  static constexpr std::string_view at = "pair96.model";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"module.old_layer1.gamma", nn::dtype::float32, {3}},
      {"old_layer1.bias", nn::dtype::float32, {3}},
      {"old_layer1.running_mean", nn::dtype::float32, {3}},
      {"old_layer1.running_var", nn::dtype::float32, {3}},
      {"module.old_layer1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"module", 1},
      {"module.head0", 1},
      {"module.head0.0", 1},
      {"module.old_layer1", 2},
  }};
};
constexpr nn::LoadOptions options96{.missing = nn::allow, .dtype = nn::allow, .strip_prefix = "module.", .at = "pair96.model", .rename = {{"old_layer1.*", "layer1.*"}, {"*.gamma", "*.weight"}}};

struct Model97 {
  nn::Linear<1, 4> block0;
  nn::ModuleList<nn::Linear<3, 5>, 1> layer1;
};
struct file97 {
  static constexpr std::string_view at = "pair97";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"old_block0.gamma", nn::dtype::float32, {4, 1}},
      {"layer1.0.bias", nn::dtype::float32, {5}},
      {"old_block0.bias", nn::dtype::float32, {}},
      {"layer1.0.gamma", nn::dtype::float32, {5, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"old_block0", 1},
      {"layer1", 1},
      {"layer1.0", 1},
  }};
};
constexpr nn::LoadOptions options97{.at = "pair97", .rename = {{"old_block0.*", "block0.*"}, {"*.gamma", "*.weight"}}};

struct Model98 {
  nn::Linear<4, 3> block0;
  nn::ModuleList<nn::Linear<4, 1>, 1> fc1;
  nn::ModuleList<nn::Linear<4, 3>, 1> block2;
};
struct file98 {
  static constexpr std::string_view at = "pair98";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"block0.weight", nn::dtype::float32, {3, 4}},
      {"block0.bias", nn::dtype::float32, {3}},
      {"fc1.0.bias", nn::dtype::float32, {1}},
      {"block2.0.weight", nn::dtype::float32, {3, 4}},
      {"block2.0.bias", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"fc1.0.weight", "float"},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"block0", 1},
      {"fc1", 1},
      {"fc1.0", 1},
      {"block2", 1},
      {"block2.0", 1},
  }};
};
constexpr nn::LoadOptions options98{.missing = nn::allow, .at = "pair98"};

struct Model99 {
  nn::Parameter<nn::float16, 2, 2> fc0;
};
struct file99 {
  static constexpr std::string_view at = "pair99.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"mfc0", nn::dtype::float64, {2, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options99{.unexpected = nn::allow, .strip_prefix = "m", .at = "pair99.model.state", .filter = {"mfc0"}};

}  // namespace

TEST_CASE("what fits at compile time fits at run time, part 1", "[checkpoint]") {
  check_pair<Model50, file50, options50>(true);
  check_pair<Model51, file51, options51>(false);
  check_pair<Model52, file52, options52>(false);
  check_pair<Model53, file53, options53>(false);
  check_pair<Model54, file54, options54>(false);
  check_pair<Model55, file55, options55>(true);
  check_pair<Model56, file56, options56>(true);
  check_pair<Model57, file57, options57>(true);
  check_pair<Model58, file58, options58>(true);
  check_pair<Model59, file59, options59>(false);
  check_pair<Model60, file60, options60>(true);
  check_pair<Model61, file61, options61>(false);
  check_pair<Model62, file62, options62>(true);
  check_pair<Model63, file63, options63>(true);
  check_pair<Model64, file64, options64>(true);
  check_pair<Model65, file65, options65>(false);
  check_pair<Model66, file66, options66>(true);
  check_pair<Model67, file67, options67>(false);
  check_pair<Model68, file68, options68>(true);
  check_pair<Model69, file69, options69>(false);
  check_pair<Model70, file70, options70>(false);
  check_pair<Model71, file71, options71>(true);
  check_pair<Model72, file72, options72>(true);
  check_pair<Model73, file73, options73>(true);
  check_pair<Model74, file74, options74>(true);
  check_pair<Model75, file75, options75>(false);
  check_pair<Model76, file76, options76>(true);
  check_pair<Model77, file77, options77>(true);
  check_pair<Model78, file78, options78>(false);
  check_pair<Model79, file79, options79>(true);
  check_pair<Model80, file80, options80>(false);
  check_pair<Model81, file81, options81>(false);
  check_pair<Model82, file82, options82>(true);
  check_pair<Model83, file83, options83>(true);
  check_pair<Model84, file84, options84>(false);
  check_pair<Model85, file85, options85>(false);
  check_pair<Model86, file86, options86>(true);
  check_pair<Model87, file87, options87>(true);
  check_pair<Model88, file88, options88>(false);
  check_pair<Model89, file89, options89>(true);
  check_pair<Model90, file90, options90>(false);
  check_pair<Model91, file91, options91>(false);
  check_pair<Model92, file92, options92>(true);
  check_pair<Model93, file93, options93>(false);
  check_pair<Model94, file94, options94>(true);
  check_pair<Model95, file95, options95>(false);
  check_pair<Model96, file96, options96>(false);
  check_pair<Model97, file97, options97>(false);
  check_pair<Model98, file98, options98>(false);
  check_pair<Model99, file99, options99>(true);
}

}  // namespace checkpoint_schema_pairs_1_test
