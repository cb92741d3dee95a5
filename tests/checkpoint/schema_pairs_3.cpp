// SPDX-License-Identifier: Apache-2.0
// Written by tests/data/make_schema_pairs.py.
// clang-format off
#include "checkpoint/schema_pairs.hpp"

namespace checkpoint_schema_pairs_3_test {

namespace {

struct Model150 {
  nn::Linear<5, 5, nn::linear_options{.bias = false}> head0;
};
struct file150 {
  static constexpr std::string_view at = "pair150.model.state";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"module.fc0.spare", nn::dtype::float32, {1}},
      {"module.head0.weight", nn::dtype::float32, {5, 5}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"module", 1},
      {"module.head0", 1},
  }};
};
constexpr nn::LoadOptions options150{.shape = nn::allow, .dtype = nn::allow, .strip_prefix = "module.", .at = "pair150.model.state", .filter = {"*"}};

struct Model151 {
  nn::Embedding<2, 1> x0;
  nn::BatchNorm1d<2> fc1;
};
struct file151 {
  static constexpr std::string_view at = "pair151";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"net.model.x0.weight", nn::dtype::float32, {2, 1}},
      {"net.model.fc1.weight", nn::dtype::float32, {2}},
      {"net.model.fc1.bias", nn::dtype::float32, {2}},
      {"net.model.fc1.running_mean", nn::dtype::float16, {2}},
      {"net.model.fc1.running_var", nn::dtype::float32, {2}},
      {"net.model.fc1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.x0", 1},
      {"net.model.fc1", 2},
  }};
};
constexpr nn::LoadOptions options151{.missing = nn::allow, .dtype = nn::allow, .strip_prefix = "net.model.", .at = "pair151"};

struct Model152 {
  nn::ModuleList<nn::BatchNorm1d<4>, 2> layer0;
};
struct file152 {
  static constexpr std::string_view at = "pair152";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"layer0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"layer0.0.weight", nn::dtype::float32, {4}},
      {"layer0.0.running_var", nn::dtype::float32, {4}},
      {"layer0.1.weight", nn::dtype::float32, {4}},
      {"layer0.1.running_var", nn::dtype::float32, {4}},
      {"layer0.0.bias", nn::dtype::float32, {4}},
      {"layer0.1.running_mean", nn::dtype::float32, {4}},
      {"layer0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer0.1.bias", nn::dtype::float32, {4}},
      {"layer0.0.running_mean", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"layer0", 1},
      {"layer0.0", 2},
      {"layer0.1", 2},
  }};
};
constexpr nn::LoadOptions options152{.shape = nn::allow, .at = "pair152"};

struct Model153 {
  nn::Sequential<nn::BatchNorm1d<1>> x0;
  nn::Sequential<nn::Linear<4, 4>> block1;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file153 {
  static constexpr std::string_view at = "pair153.model.state";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"x0.0.bias", nn::dtype::float16, {1}},
      {"lm_head.weight", nn::dtype::float64, {4, 2}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"x0.0.running_mean", nn::dtype::float64, {1}},
      {"block1.0.weight", nn::dtype::float16, {4, 4}},
      {"x0.0.weight", nn::dtype::float64, {1}},
      {"x0.0.running_var", nn::dtype::float32, {1}},
      {"x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block1.0.bias", nn::dtype::float64, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.0", 2},
      {"block1", 1},
      {"block1.0", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options153{.missing = nn::allow, .dtype = nn::allow, .at = "pair153.model.state", .map = true};

struct Model154_fc1_layer0 {
  nn::Parameter<double, 3, 1, 1> block0;
  nn::Sequential<nn::BatchNorm1d<1>, nn::ReLU> block1;
};
struct Model154_fc1_fc1 {
  nn::Sequential<nn::ReLU> fc0;
  nn::Parameter<double, 3, 3> block1;
  nn::Buffer<std::int8_t> layer2;
};
struct Model154_fc1 {
  Model154_fc1_layer0 layer0;
  Model154_fc1_fc1 fc1;
};
struct Model154 {
  nn::Parameter<double> fc0;
  Model154_fc1 fc1;
  nn::Sequential<nn::Linear<5, 5>, nn::Embedding<2, 4>, nn::Embedding<4, 1>> block2;
};
struct file154 {
  static constexpr std::string_view at = "pair154";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"net.model.old_fc1.layer0.block1.0.weight", nn::dtype::float32, {1}},
      {"net.model.old_fc1.fc1.block1", nn::dtype::float64, {3, 3}},
      {"net.model.block2.2.weight", nn::dtype::float32, {4, 1}},
      {"net.model.old_fc1.layer0.block1.0.running_var", nn::dtype::float32, {1}},
      {"net.model.block2.0.bias", nn::dtype::float32, {5}},
      {"net.model.block2.0.weight", nn::dtype::float32, {5, 5}},
      {"net.model.old_fc1.layer0.block1.0.running_mean", nn::dtype::float32, {1}},
      {"net.model.old_fc1.fc1.layer2", nn::dtype::int8, {}},
      {"net.model.old_fc1.layer0.block0", nn::dtype::float64, {3, 1, 1}},
      {"net.model.old_fc1.layer0.block1.0.bias", nn::dtype::float32, {1}},
      {"net.model.old_fc1.layer0.block1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"net.model.block2.1.weight", nn::dtype::float32, {2, 4}},
      {"net.model.fc0", nn::dtype::float64, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 14> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.old_fc1", 1},
      {"net.model.old_fc1.layer0", 1},
      {"net.model.old_fc1.layer0.block1", 1},
      {"net.model.old_fc1.layer0.block1.0", 2},
      {"net.model.old_fc1.layer0.block1.1", 1},
      {"net.model.old_fc1.fc1", 1},
      {"net.model.old_fc1.fc1.fc0", 1},
      {"net.model.old_fc1.fc1.fc0.0", 1},
      {"net.model.block2", 1},
      {"net.model.block2.0", 1},
      {"net.model.block2.1", 1},
      {"net.model.block2.2", 1},
  }};
};
constexpr nn::LoadOptions options154{.strip_prefix = "net.model.", .at = "pair154", .rename = {{"old_fc1.*", "fc1.*"}}, .filter = {"net.*"}, .in_place = true};

struct Model155_block0 {
  nn::BatchNorm1d<2> head0;
  nn::Sequential<nn::Embedding<6, 3>, nn::Linear<5, 4>> layer1;
  nn::BatchNorm1d<4> layer2;
};
struct Model155 {
  Model155_block0 block0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file155 {
  static constexpr std::string_view at = "pair155";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"block0.head0.weight", nn::dtype::float32, {2}},
      {"block0.head0.bias", nn::dtype::int16, {2}},
      {"block0.head0.running_mean", nn::dtype::float32, {2}},
      {"block0.head0.running_var", nn::dtype::float32, {2}},
      {"block0.head0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.layer1.0.weight", nn::dtype::float32, {6, 3}},
      {"block0.layer1.1.weight", nn::dtype::float32, {4, 5}},
      {"block0.layer1.1.bias", nn::dtype::float32, {4}},
      {"block0.layer2.weight", nn::dtype::float32, {4}},
      {"block0.layer2.bias", nn::dtype::float32, {4}},
      {"block0.layer2.running_mean", nn::dtype::float32, {4}},
      {"block0.layer2.running_var", nn::dtype::float32, {4}},
      {"block0.layer2.num_batches_tracked", nn::dtype::int64, {}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"lm_head.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 9> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.head0", 2},
      {"block0.layer1", 1},
      {"block0.layer1.0", 1},
      {"block0.layer1.1", 1},
      {"block0.layer2", 2},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options155{.unexpected = nn::allow, .dtype = nn::allow, .at = "pair155", .map = true};

struct Model156 {
  nn::ModuleList<nn::Linear<5, 1>, 1> layer0;
  nn::Embedding<4, 1> head1;
};
struct file156 {
  static constexpr std::string_view at = "pair156.model.state";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"layer0.0.weight", nn::dtype::float32, {1, 5}},
      {"layer0.0.bias", nn::dtype::float32, {1}},
      {"head1.weight", nn::dtype::float32, {4, 1}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"layer0", 1},
      {"layer0.0", 1},
      {"head1", 1},
  }};
};
constexpr nn::LoadOptions options156{.missing = nn::allow, .at = "pair156.model.state", .filter = {"head1.*", "layer0.*"}};

struct Model157 {
  nn::BatchNorm1d<2> head0;
  nn::Parameter<float, 4> block1;
  nn::Buffer<nn::float16, 2> fc2;
};
struct file157 {
  static constexpr std::string_view at = "pair157";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"block1", nn::dtype::float32, {4}},
      {"fc2", nn::dtype::float16, {2}},
      {"head0.weight", nn::dtype::float32, {2}},
      {"head0.bias", nn::dtype::float32, {2}},
      {"head0.running_mean", nn::dtype::float32, {2}},
      {"head0.running_var", nn::dtype::complex64, {2}},
      {"head0.num_batches_tracked", nn::dtype::int64, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"head0", 2},
  }};
};
constexpr nn::LoadOptions options157{.missing = nn::allow, .unexpected = nn::allow, .dtype = nn::allow, .at = "pair157", .filter = {"block1", "fc2", "head0.*"}};

struct Model158_x2 {
  nn::ModuleList<nn::BatchNorm1d<4>, 3> x0;
  nn::Buffer<float, 1, 2, 3> block1;
  nn::Parameter<double, 1, 2> head2;
};
struct Model158 {
  nn::Sequential<nn::BatchNorm1d<2>> block0;
  nn::Buffer<bool, 4, 2> block1;
  Model158_x2 x2;
};
struct file158 {
  static constexpr std::string_view at = "pair158.model";
  static constexpr std::array<nn::checkpoint_row, 25> rows{{
      {"mblock1", nn::dtype::boolean, {4, 2}},
      {"mblock0.0.weight", nn::dtype::float32, {2}},
      {"mblock0.0.bias", nn::dtype::float32, {2}},
      {"mblock0.0.running_mean", nn::dtype::float32, {2}},
      {"mblock0.0.running_var", nn::dtype::float32, {2}},
      {"mblock0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"mx2.head2", nn::dtype::float64, {1, 2}},
      {"mx2.block1", nn::dtype::float32, {1, 2, 3}},
      {"mx2.x0.0.weight", nn::dtype::float32, {4}},
      {"mx2.x0.0.bias", nn::dtype::float32, {4}},
      {"mx2.x0.0.running_mean", nn::dtype::float32, {4}},
      {"mx2.x0.0.running_var", nn::dtype::float32, {4}},
      {"mx2.x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"mx2.x0.1.weight", nn::dtype::float32, {4}},
      {"mx2.x0.1.bias", nn::dtype::float32, {4}},
      {"mx2.x0.1.running_mean", nn::dtype::float32, {4}},
      {"mx2.x0.1.running_var", nn::dtype::float32, {4}},
      {"mx2.x0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"mx2.x0.2.weight", nn::dtype::float32, {4}},
      {"mx2.x0.2.bias", nn::dtype::float32, {4}},
      {"mspare.weight", nn::dtype::float32, {2, 3, 2, 3}},
      {"mx2.x0.2.running_mean", nn::dtype::float32, {4}},
      {"mx2.x0.2.running_var", nn::dtype::float32, {4}},
      {"mx2.x0.2.num_batches_tracked", nn::dtype::int64, {}},
      {"x2.head2", nn::dtype::float64, {1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"x2", 1},
      {"x2.x0", 1},
      {"x2.x0.0", 2},
      {"x2.x0.1", 2},
      {"x2.x0.2", 2},
  }};
};
constexpr nn::LoadOptions options158{.missing = nn::allow, .unexpected = nn::allow, .strip_prefix = "m", .at = "pair158.model"};

struct Model159 {
  nn::Parameter<nn::bfloat16, 1, 1, 1> layer0;
  nn::Linear<2, 5, nn::linear_options{.bias = false}> block1;
  nn::BatchNorm1d<4> layer2;
};
struct file159 {
  static constexpr std::string_view at = "pair159";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"mlayer0", nn::dtype::bfloat16, {1, 1, 1}},
      {"mlayer2.running_mean", nn::dtype::float32, {4}},
      {"mlayer2.num_batches_tracked", nn::dtype::int64, {1}},
      {"mlayer2.bias", nn::dtype::float32, {4}},
      {"mblock1.weight", nn::dtype::float32, {5, 2}},
      {"mlayer2.running_var", nn::dtype::float32, {4}},
      {"mlayer2.weight", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"block1", 1},
      {"layer2", 2},
  }};
};
constexpr nn::LoadOptions options159{.strip_prefix = "m", .at = "pair159"};

struct Model160 {
  nn::Buffer<float> x0;
  nn::Parameter<float, 1> fc1;
  nn::Embedding<1, 3> layer2;
};
struct file160 {
  static constexpr std::string_view at = "pair160";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"x0", nn::dtype::float16, {}},
      {"old_layer2.weight", nn::dtype::float32, {1, 3}},
      {"fc1", nn::dtype::float16, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"old_layer2", 1},
  }};
};
constexpr nn::LoadOptions options160{.dtype = nn::allow, .at = "pair160", .rename = {{"old_layer2.*", "layer2.*"}, {"nobody.*", "*"}}};

struct Model161 {
  nn::Parameter<float, 3, 1> layer0;
  nn::Linear<2, 2, nn::linear_options{.bias = false}> fc1;
  nn::Parameter<nn::float16> fc2;
};
struct file161 {
  static constexpr std::string_view at = "pair161";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"fc2", nn::dtype::float16, {}},
      {"fc1.weight", nn::dtype::float32, {2, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"layer0", "str"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"fc1", 1},
  }};
};
constexpr nn::LoadOptions options161{.dtype = nn::allow, .at = "pair161"};

struct Model162 {
  nn::Embedding<4, 1> fc0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file162 {
  static constexpr std::string_view at = "pair162.model";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"net.model.fc0.weight", nn::dtype::float32, {4, 1}},
      {"net.model.wte.weight", nn::dtype::float32, {4, 2}},
      {"net.model.lm_head.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.fc0", 1},
      {"net.model.wte", 1},
      {"net.model.lm_head", 1},
  }};
};
constexpr nn::LoadOptions options162{.strip_prefix = "net.model.", .at = "pair162.model"};

struct Model163_layer1 {
  nn::Linear<2, 1> layer0;
  nn::Sequential<nn::Linear<1, 3>, nn::Linear<4, 1>> layer1;
};
struct Model163 {
  nn::Parameter<nn::bfloat16, 3, 2, 4, 4> fc0;
  Model163_layer1 layer1;
};
struct file163 {
  static constexpr std::string_view at = "pair163.model";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"old_layer1.layer1.1.bias", nn::dtype::float32, {1}},
      {"old_layer1.layer0.weight", nn::dtype::float32, {1, 2}},
      {"old_layer1.layer1.1.weight", nn::dtype::float32, {1, 4}},
      {"old_layer1.layer1.0.weight", nn::dtype::float32, {3, 1}},
      {"old_layer1.layer1.0.bias", nn::dtype::float32, {3}},
      {"fc0", nn::dtype::bfloat16, {3, 2, 4, 4}},
      {"old_layer1.layer0.bias", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"old_layer1", 1},
      {"old_layer1.layer0", 1},
      {"old_layer1.layer1", 1},
      {"old_layer1.layer1.0", 1},
      {"old_layer1.layer1.1", 1},
  }};
};
constexpr nn::LoadOptions options163{.shape = nn::allow, .at = "pair163.model", .rename = {{"old_layer1.*", "layer1.*"}}};

struct Model164 {
  nn::BatchNorm1d<3> x0;
};
struct file164 {
  static constexpr std::string_view at = "pair164";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"old_x0.gamma", nn::dtype::float32, {3}},
      {"old_x0.bias", nn::dtype::float32, {3}},
      {"old_x0.running_mean", nn::dtype::float32, {3}},
      {"old_x0.running_var", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options164{.at = "pair164", .rename = {{"old_x0.*", "x0.*"}, {"*.gamma", "*.weight"}}};

struct Model165 {
  nn::Buffer<std::int32_t, 4, 1> block0;
  nn::Buffer<std::int32_t> head1;
  nn::Buffer<nn::complex128> layer2;
};
struct file165 {
  static constexpr std::string_view at = "pair165.model.state";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"block0", nn::dtype::int32, {4, 1}},
      {"mhead1", nn::dtype::int32, {1}},
      {"mlayer2", nn::dtype::complex128, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options165{.shape = nn::allow, .dtype = nn::allow, .strip_prefix = "m", .at = "pair165.model.state"};

struct Model166_head1 {
  nn::Linear<5, 2, nn::linear_options{.bias = false}> head0;
};
struct Model166 {
  nn::Parameter<float, 2, 2, 3> head0;
  Model166_head1 head1;
  nn::BatchNorm1d<4> x2;
};
struct file166 {
  static constexpr std::string_view at = "pair166.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"x2.running_mean", nn::dtype::float32, {4}},
      {"x2.num_batches_tracked", nn::dtype::int64, {}},
      {"head0", nn::dtype::float32, {2, 2, 3}},
      {"x2.weight", nn::dtype::float32, {4}},
      {"x2.bias", nn::dtype::float32, {4}},
      {"x2.running_var", nn::dtype::float32, {4}},
      {"head1.head0.weight", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"head1", 1},
      {"head1.head0", 1},
      {"x2", 2},
  }};
};
constexpr nn::LoadOptions options166{.unexpected = nn::allow, .at = "pair166.model.state", .map = true};

struct Model167 {
  nn::Parameter<float, 4, 4> layer0;
  nn::Sequential<nn::BatchNorm1d<1>> x1;
};
struct file167 {
  static constexpr std::string_view at = "pair167";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"mlayer0", nn::dtype::float32, {4, 4}},
      {"mx1.0.weight", nn::dtype::float32, {1}},
      {"mx1.0.bias", nn::dtype::float32, {1}},
      {"mx1.0.running_mean", nn::dtype::float32, {1}},
      {"mx1.0.running_var", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"mx1.0.num_batches_tracked", "list"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"x1", 1},
      {"x1.0", 2},
  }};
};
constexpr nn::LoadOptions options167{.strip_prefix = "m", .at = "pair167"};

struct Model168 {
  nn::Sequential<nn::BatchNorm1d<1>, nn::Embedding<2, 4>, nn::BatchNorm1d<1>> layer0;
  nn::BatchNorm1d<4> head1;
};
struct file168 {
  static constexpr std::string_view at = "pair168.model.state";
  static constexpr std::array<nn::checkpoint_row, 16> rows{{
      {"module.layer0.0.gamma", nn::dtype::float32, {1}},
      {"module.layer0.0.bias", nn::dtype::float32, {1}},
      {"module.layer0.0.running_mean", nn::dtype::float32, {1}},
      {"module.layer0.0.running_var", nn::dtype::float32, {1}},
      {"module.layer0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.layer0.1.gamma", nn::dtype::float32, {2, 4}},
      {"module.layer0.2.gamma", nn::dtype::float32, {1}},
      {"module.layer0.2.bias", nn::dtype::float32, {1}},
      {"module.layer0.2.running_mean", nn::dtype::float32, {1}},
      {"module.layer0.2.running_var", nn::dtype::float32, {1}},
      {"module.layer0.2.num_batches_tracked", nn::dtype::int64, {}},
      {"module.head1.gamma", nn::dtype::float32, {4}},
      {"module.head1.bias", nn::dtype::float32, {4}},
      {"module.head1.running_mean", nn::dtype::float32, {4}},
      {"module.head1.running_var", nn::dtype::float32, {4}},
      {"module.head1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "float"},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"module", 1},
      {"module.layer0", 1},
      {"module.layer0.0", 2},
      {"module.layer0.1", 1},
      {"module.layer0.2", 2},
      {"module.head1", 2},
  }};
};
constexpr nn::LoadOptions options168{.missing = nn::allow, .unexpected = nn::allow, .shape = nn::allow, .dtype = nn::allow, .strip_prefix = "module.", .at = "pair168.model.state", .rename = {{"*.gamma", "*.weight"}}, .filter = {"epoch", "module.*"}};

struct Model169 {
  nn::Buffer<std::int64_t, 4, 4, 3> layer0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file169 {
  static constexpr std::string_view at = "pair169";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"layer0", nn::dtype::int64, {4, 4, 3}},
      {"old_wte.gamma", nn::dtype::float32, {4, 2}},
      {"lm_head.gamma", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"old_wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options169{.unexpected = nn::allow, .shape = nn::allow, .dtype = nn::allow, .at = "pair169", .rename = {{"old_wte.*", "wte.*"}, {"*.gamma", "*.weight"}}};

struct Model170 {
  nn::Buffer<std::int64_t, 1, 2, 4> x0;
  nn::Parameter<float> x1;
};
struct file170 {
  static constexpr std::string_view at = "pair170.model";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"x1", nn::dtype::float32, {}},
      {"x0", nn::dtype::int64, {1, 2, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options170{.at = "pair170.model"};

struct Model171 {
  nn::Buffer<double, 2, 4, 4> head0;
  nn::BatchNorm1d<2> x1;
  nn::ModuleList<nn::BatchNorm1d<3>, 1> x2;
};
struct file171 {
  static constexpr std::string_view at = "pair171.model.state";
  static constexpr std::array<nn::checkpoint_row, 11> rows{{
      {"x2.0.running_var", nn::dtype::float32, {3}},
      {"x1.running_var", nn::dtype::float32, {2}},
      {"x2.0.bias", nn::dtype::float32, {3}},
      {"x2.0.running_mean", nn::dtype::float32, {3}},
      {"x1.bias", nn::dtype::float32, {2}},
      {"x1.weight", nn::dtype::float32, {2}},
      {"x2.0.weight", nn::dtype::float32, {3}},
      {"x1.running_mean", nn::dtype::float32, {2}},
      {"x1.num_batches_tracked", nn::dtype::int64, {}},
      {"x2.0.num_batches_tracked", nn::dtype::int64, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"x1", 2},
      {"x2", 1},
      {"x2.0", 2},
  }};
};
constexpr nn::LoadOptions options171{.dtype = nn::allow, .at = "pair171.model.state", .filter = {"x2.*"}};

struct Model172 {
  nn::ModuleList<nn::BatchNorm1d<2>, 1> block0;
  nn::Linear<3, 2> layer1;
  nn::Sequential<nn::ReLU, nn::ReLU, nn::ReLU> x2;
};
struct file172 {
  static constexpr std::string_view at = "pair172";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"mblock0.0.weight", nn::dtype::float32, {2}},
      {"mblock0.0.bias", nn::dtype::float32, {2}},
      {"mblock0.0.running_mean", nn::dtype::float32, {2}},
      {"mblock0.0.running_var", nn::dtype::float32, {2}},
      {"mblock0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"mlayer1.weight", nn::dtype::float32, {2, 3}},
      {"mlayer1.bias", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"layer1", 1},
      {"x2", 1},
      {"x2.0", 1},
      {"x2.1", 1},
      {"x2.2", 1},
  }};
};
constexpr nn::LoadOptions options172{.shape = nn::allow, .strip_prefix = "m", .at = "pair172"};

struct Model173 {
  nn::Sequential<nn::BatchNorm1d<4>> x0;
  nn::Embedding<1, 1> block1;
};
struct file173 {
  static constexpr std::string_view at = "pair173";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"x0.0.weight", nn::dtype::float32, {4}},
      {"x0.0.bias", nn::dtype::float32, {4}},
      {"x0.0.running_mean", nn::dtype::float32, {4}},
      {"x0.0.running_var", nn::dtype::int64, {4}},
      {"x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block1.weight", nn::dtype::float32, {1, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.0", 2},
      {"block1", 1},
  }};
};
constexpr nn::LoadOptions options173{.dtype = nn::allow, .at = "pair173"};

struct Model174_block1 {
  nn::Embedding<4, 2> block0;
  nn::BatchNorm1d<3> head1;
  nn::BatchNorm1d<1> layer2;
};
struct Model174 {
  nn::Embedding<6, 1> x0;
  Model174_block1 block1;
};
struct file174 {
  static constexpr std::string_view at = "pair174.model";
  static constexpr std::array<nn::checkpoint_row, 12> rows{{
      {"x0.weight", nn::dtype::float32, {6, 1}},
      {"block1.block0.weight", nn::dtype::float32, {4, 2}},
      {"block1.head1.weight", nn::dtype::float32, {3}},
      {"block1.head1.bias", nn::dtype::float32, {3}},
      {"block1.head1.running_mean", nn::dtype::float32, {3}},
      {"block1.head1.running_var", nn::dtype::float32, {3}},
      {"block1.head1.num_batches_tracked", nn::dtype::int64, {}},
      {"block1.layer2.weight", nn::dtype::float32, {1}},
      {"block1.layer2.bias", nn::dtype::float32, {1}},
      {"block1.layer2.running_mean", nn::dtype::float32, {1}},
      {"block1.layer2.running_var", nn::dtype::float32, {1}},
      {"block1.layer2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"x0", 1},
      {"block1", 1},
      {"block1.block0", 1},
      {"block1.head1", 2},
      {"block1.layer2", 2},
  }};
};
constexpr nn::LoadOptions options174{.at = "pair174.model"};

struct Model175 {
  nn::Buffer<nn::float16, 3, 4, 3, 3> head0;
  nn::Sequential<nn::Embedding<5, 2>, nn::Embedding<1, 2>, nn::BatchNorm1d<2>> fc1;
};
struct file175 {
  static constexpr std::string_view at = "pair175";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"head0", nn::dtype::float16, {3, 4, 3, 3}},
      {"fc0.spare", nn::dtype::float32, {1, 4}},
      {"fc1.0.weight", nn::dtype::float32, {5, 2}},
      {"fc1.1.weight", nn::dtype::float32, {1, 2}},
      {"fc1.2.weight", nn::dtype::float32, {2}},
      {"fc1.2.bias", nn::dtype::float32, {2}},
      {"fc1.2.running_mean", nn::dtype::float32, {2}},
      {"fc1.2.running_var", nn::dtype::float32, {2}},
      {"fc1.2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"fc1", 1},
      {"fc1.0", 1},
      {"fc1.1", 1},
      {"fc1.2", 2},
  }};
};
constexpr nn::LoadOptions options175{.unexpected = nn::allow, .shape = nn::allow, .at = "pair175"};

struct Model176 {
  nn::Sequential<nn::Embedding<1, 2>> head0;
};
struct file176 {
  static constexpr std::string_view at = "pair176";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"net.model.old_head0.0.gamma", nn::dtype::float32, {1, 2}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.old_head0", 1},
      {"net.model.old_head0.0", 1},
  }};
};
constexpr nn::LoadOptions options176{.shape = nn::allow, .strip_prefix = "net.model.", .at = "pair176", .rename = {{"old_head0.*", "head0.*"}, {"*.gamma", "*.weight"}}, .filter = {"net.*"}};

struct Model177 {
  nn::ModuleList<nn::Linear<3, 1, nn::linear_options{.bias = false}>, 2> block0;
};
struct file177 {
  static constexpr std::string_view at = "pair177.model.state";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"old_block0.0.gamma", nn::dtype::float32, {1, 3}},
      {"old_block0.1.gamma", nn::dtype::float32, {1, 3}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"old_block0", 1},
      {"old_block0.0", 1},
      {"old_block0.1", 1},
  }};
};
constexpr nn::LoadOptions options177{.at = "pair177.model.state", .rename = {{"old_block0.*", "block0.*"}, {"*.gamma", "*.weight"}}, .filter = {"old_block0.*"}, .map = true};

struct Model178 {
  nn::BatchNorm1d<1> block0;
  nn::Parameter<double, 3, 4, 4> block1;
  nn::Linear<3, 2> x2;
};
struct file178 {
  static constexpr std::string_view at = "pair178.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"module.block0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.block1", nn::dtype::float64, {3, 4, 4}},
      {"module.block0.weight", nn::dtype::float32, {1}},
      {"module.x2.bias", nn::dtype::float32, {2}},
      {"module.block0.running_var", nn::dtype::float32, {1}},
      {"module.block0.running_mean", nn::dtype::float32, {1}},
      {"module.x2.weight", nn::dtype::float32, {2, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"module", 1},
      {"module.block0", 2},
      {"module.x2", 1},
  }};
};
constexpr nn::LoadOptions options178{.missing = nn::allow, .strip_prefix = "module.", .at = "pair178.model.state"};

struct Model179 {
  nn::Embedding<2, 3> head0;
};
struct file179 {
  static constexpr std::string_view at = "pair179";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"head0.weight", nn::dtype::float32, {2, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"head0", 1},
  }};
};
constexpr nn::LoadOptions options179{.unexpected = nn::allow, .at = "pair179"};

struct Model180 {
  nn::Parameter<nn::float16, 1, 4, 3, 1> layer0;
  nn::Buffer<std::int32_t, 3> layer1;
  nn::ModuleList<nn::BatchNorm1d<3>, 2> fc2;
};
struct file180 {
  static constexpr std::string_view at = "pair180.model.state";
  static constexpr std::array<nn::checkpoint_row, 11> rows{{
      {"fc2.0.running_var", nn::dtype::float32, {3}},
      {"fc2.0.weight", nn::dtype::float32, {3}},
      {"fc2.0.running_mean", nn::dtype::float32, {3}},
      {"fc2.0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer1", nn::dtype::int32, {3}},
      {"fc2.1.num_batches_tracked", nn::dtype::int64, {}},
      {"fc2.1.weight", nn::dtype::float32, {3}},
      {"layer0", nn::dtype::float16, {1, 4, 3, 1}},
      {"fc2.1.running_var", nn::dtype::float32, {3}},
      {"fc2.0.bias", nn::dtype::float32, {3}},
      {"fc2.1.bias", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"fc2", 1},
      {"fc2.0", 2},
      {"fc2.1", 2},
  }};
};
constexpr nn::LoadOptions options180{.unexpected = nn::allow, .dtype = nn::allow, .at = "pair180.model.state", .filter = {"fc2.*", "layer0", "layer1"}};

struct Model181 {
  nn::Linear<4, 5> fc0;
  nn::BatchNorm1d<1> fc1;
  nn::Sequential<nn::Linear<3, 3>, nn::ReLU, nn::ReLU> layer2;
};
struct file181 {
  static constexpr std::string_view at = "pair181.model";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"fc1.num_batches_tracked", nn::dtype::int64, {}},
      {"fc1.running_var", nn::dtype::float32, {1}},
      {"fc1.running_mean", nn::dtype::float32, {1}},
      {"fc1.weight", nn::dtype::float32, {1}},
      {"fc1.bias", nn::dtype::float32, {1}},
      {"layer2.0.weight", nn::dtype::float32, {3, 3}},
      {"layer2.0.bias", nn::dtype::float32, {3}},
      {"fc0.bias", nn::dtype::float32, {5}},
      {"fc0.weight", nn::dtype::float32, {5, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"fc0", 1},
      {"fc1", 2},
      {"layer2", 1},
      {"layer2.0", 1},
      {"layer2.1", 1},
      {"layer2.2", 1},
  }};
};
constexpr nn::LoadOptions options181{.at = "pair181.model", .map = true};

struct Model182 {
  nn::Parameter<nn::complex128, 2, 1, 2, 4> layer0;
  nn::Embedding<3, 4> layer1;
  nn::ModuleList<nn::Linear<5, 3>, 1> x2;
};
struct file182 {
  static constexpr std::string_view at = "pair182";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"layer0", nn::dtype::complex128, {2, 1, 2, 4}},
      {"layer1.weight", nn::dtype::float32, {3, 4}},
      {"x2.0.weight", nn::dtype::float32, {3, 5}},
      {"x2.0.bias", nn::dtype::float32, {3}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"layer1", 1},
      {"x2", 1},
      {"x2.0", 1},
  }};
};
constexpr nn::LoadOptions options182{.at = "pair182", .filter = {"layer0", "layer1.*", "x2.*"}};

struct Model183 {
  nn::Embedding<3, 1> head0;
};
struct file183 {
  static constexpr std::string_view at = "pair183.model";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"head0.weight", nn::dtype::float32, {3, 1}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"head0", 1},
  }};
};
constexpr nn::LoadOptions options183{.dtype = nn::allow, .at = "pair183.model"};

struct Model184 {
  nn::Linear<4, 3> fc0;
  nn::Linear<3, 2> fc1;
  nn::Linear<2, 1> head2;
};
struct file184 {
  static constexpr std::string_view at = "pair184";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"net.model.old_head2.gamma", nn::dtype::float32, {1, 2}},
      {"net.model.fc0.bias", nn::dtype::float32, {3}},
      {"net.model.fc1.bias", nn::dtype::float32, {2}},
      {"net.model.fc1.gamma", nn::dtype::float32, {2, 3}},
      {"net.model.fc0.gamma", nn::dtype::float32, {3, 4}},
      {"net.model.old_head2.bias", nn::dtype::float32, {1}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.fc0", 1},
      {"net.model.fc1", 1},
      {"net.model.old_head2", 1},
  }};
};
constexpr nn::LoadOptions options184{.strip_prefix = "net.model.", .at = "pair184", .rename = {{"old_head2.*", "head2.*"}, {"*.gamma", "*.weight"}}, .filter = {"net.*"}};

struct Model185 {
  nn::Linear<5, 2, nn::linear_options{.bias = false}> head0;
  nn::BatchNorm1d<2> head1;
  nn::ModuleList<nn::BatchNorm1d<3>, 1> block2;
};
struct file185 {
  static constexpr std::string_view at = "pair185";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"head0.weight", nn::dtype::float32, {2, 5}},
      {"head1.weight", nn::dtype::float32, {2}},
      {"head1.bias", nn::dtype::float32, {2}},
      {"head1.running_mean", nn::dtype::float32, {2}},
      {"head1.running_var", nn::dtype::float32, {2}},
      {"head1.num_batches_tracked", nn::dtype::int64, {}},
      {"block2.0.weight", nn::dtype::float32, {3}},
      {"block2.0.bias", nn::dtype::float32, {3}},
      {"block2.0.running_mean", nn::dtype::float32, {3}},
      {"block2.0.running_var", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"head0", 1},
      {"block2", 1},
  }};
};
constexpr nn::LoadOptions options185{.at = "pair185"};

struct Model186 {
  nn::Sequential<nn::ReLU, nn::Linear<3, 5>, nn::BatchNorm1d<4>> fc0;
};
struct file186 {
  static constexpr std::string_view at = "pair186.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"fc0.1.weight", nn::dtype::float32, {5, 3}},
      {"fc0.1.bias", nn::dtype::float32, {5}},
      {"fc0.2.weight", nn::dtype::float32, {4}},
      {"fc0.2.bias", nn::dtype::float32, {4}},
      {"fc0.2.running_mean", nn::dtype::float32, {4}},
      {"fc0.2.running_var", nn::dtype::float32, {4}},
      {"fc0.2.num_batches_tracked", nn::dtype::int64, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"fc0", 1},
      {"fc0.0", 1},
      {"fc0.1", 1},
      {"fc0.2", 2},
  }};
};
constexpr nn::LoadOptions options186{.missing = nn::allow, .dtype = nn::allow, .at = "pair186.model.state"};

struct Model187 {
  nn::BatchNorm1d<2> layer0;
  nn::Linear<4, 4> layer1;
};
struct file187 {
  static constexpr std::string_view at = "pair187";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"layer0.weight", nn::dtype::float32, {2}},
      {"layer0.bias", nn::dtype::float32, {2}},
      {"layer0.running_mean", nn::dtype::float32, {2}},
      {"layer0.running_var", nn::dtype::float32, {2}},
      {"layer0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer1.weight", nn::dtype::float32, {4, 4}},
      {"layer1.bias", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"layer0", 2},
      {"layer1", 1},
  }};
};
constexpr nn::LoadOptions options187{.shape = nn::allow, .at = "pair187", .map = true};

struct Model188 {
  nn::Sequential<nn::Linear<5, 5>, nn::Linear<1, 2>> block0;
};
struct file188 {
  static constexpr std::string_view at = "pair188";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"net.model.block0.0.weight", nn::dtype::float16, {5, 5}},
      {"net.model.block0.0.bias", nn::dtype::bfloat16, {5}},
      {"net.model.block0.1.weight", nn::dtype::float64, {2, 1}},
      {"net.model.block0.1.bias", nn::dtype::bfloat16, {2}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.block0", 1},
      {"net.model.block0.0", 1},
      {"net.model.block0.1", 1},
  }};
};
constexpr nn::LoadOptions options188{.dtype = nn::allow, .strip_prefix = "net.model.", .at = "pair188", .filter = {"net.*"}};

struct Model189_head0 {
  nn::Embedding<6, 1> block0;
};
struct Model189 {
  Model189_head0 head0;
};
struct file189 {
  static constexpr std::string_view at = "pair189";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"net.model.head0.block0.weight", nn::dtype::int16, {6, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.head0", 1},
      {"net.model.head0.block0", 1},
  }};
};
constexpr nn::LoadOptions options189{.dtype = nn::allow, .strip_prefix = "net.model.", .at = "pair189"};

struct Model190 {
  nn::ModuleList<nn::BatchNorm1d<3>, 3> head0;
  nn::ModuleList<nn::BatchNorm1d<3>, 2> x1;
};
struct file190 {
  static constexpr std::string_view at = "pair190";
  static constexpr std::array<nn::checkpoint_row, 26> rows{{
      {"module.x1.0.bias", nn::dtype::float32, {3}},
      {"module.x1.1.num_batches_tracked", nn::dtype::int64, {}},
      {"module.head0.2.running_var", nn::dtype::float32, {3}},
      {"module.head0.2.num_batches_tracked", nn::dtype::int64, {}},
      {"module.head0.1.running_mean", nn::dtype::float32, {3}},
      {"module.x1.0.running_mean", nn::dtype::float32, {3}},
      {"module.head0.0.weight", nn::dtype::float32, {3}},
      {"module.x1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.x1.1.running_mean", nn::dtype::float32, {3}},
      {"module.x1.0.weight", nn::dtype::float32, {3}},
      {"module.head0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.head0.0.bias", nn::dtype::float32, {3}},
      {"module.head0.2.running_mean", nn::dtype::float32, {3}},
      {"module.head0.1.running_var", nn::dtype::float32, {3}},
      {"module.head0.1.bias", nn::dtype::float32, {3}},
      {"module.head0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"module.head0.0.running_mean", nn::dtype::float32, {3}},
      {"module.x1.1.bias", nn::dtype::float32, {3}},
      {"module.x1.1.weight", nn::dtype::float32, {3}},
      {"module.head0.0.running_var", nn::dtype::float32, {3}},
      {"module.head0.2.bias", nn::dtype::float32, {3}},
      {"module.head0.2.weight", nn::dtype::float32, {3}},
      {"module.head0.1.weight", nn::dtype::float32, {3}},
      {"module.x1.0.running_var", nn::dtype::float32, {3}},
      {"module.x1.1.running_var", nn::dtype::float32, {3}},
      {"head0.0.running_mean", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options190{.unexpected = nn::allow, .strip_prefix = "module.", .at = "pair190"};

struct Model191 {
  nn::Buffer<std::int8_t, 3, 4> x0;
  nn::Sequential<nn::BatchNorm1d<1>, nn::Embedding<2, 3>> head1;
  nn::Buffer<std::int64_t, 1, 2> head2;
};
struct file191 {
  static constexpr std::string_view at = "pair191.model";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"module.x0", nn::dtype::int8, {3, 4}},
      {"module.head2", nn::dtype::int64, {1, 2}},
      {"module.old_head1.0.gamma", nn::dtype::float32, {1}},
      {"module.old_head1.0.bias", nn::dtype::float32, {1}},
      {"module.old_head1.0.running_mean", nn::dtype::float32, {1}},
      {"module.old_head1.0.running_var", nn::dtype::float32, {1}},
      {"module.old_head1.1.gamma", nn::dtype::float32, {2, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"module", 1},
      {"module.old_head1", 1},
      {"module.old_head1.0", 2},
      {"module.old_head1.1", 1},
  }};
};
constexpr nn::LoadOptions options191{.missing = nn::allow, .dtype = nn::allow, .strip_prefix = "module.", .at = "pair191.model", .rename = {{"old_head1.*", "head1.*"}, {"*.gamma", "*.weight"}}};

struct Model192 {
  nn::Parameter<nn::complex128, 1> x0;
  nn::Embedding<1, 2> block1;
};
struct file192 {
  static constexpr std::string_view at = "pair192";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"module.block1.weight", nn::dtype::complex64, {1, 2}},
      {"module.x0", nn::dtype::complex128, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"module", 1},
      {"module.block1", 1},
  }};
};
constexpr nn::LoadOptions options192{.missing = nn::allow, .strip_prefix = "module.", .at = "pair192", .map = true};

struct Model193_block0_x0 {
  nn::BatchNorm1d<3> head0;
  nn::Buffer<bool, 3, 4, 4> fc1;
  nn::Parameter<nn::bfloat16, 2, 3, 4, 1> fc2;
};
struct Model193_block0 {
  Model193_block0_x0 x0;
};
struct Model193_layer1 {
  nn::Linear<2, 5> block0;
  nn::Parameter<nn::complex128> block1;
  nn::ModuleList<nn::Linear<3, 1>, 3> fc2;
};
struct Model193 {
  Model193_block0 block0;
  Model193_layer1 layer1;
  nn::Buffer<nn::complex64> head2;
};
struct file193 {
  static constexpr std::string_view at = "pair193";
  static constexpr std::array<nn::checkpoint_row, 17> rows{{
      {"head2", nn::dtype::complex64, {}},
      {"block0.x0.fc2", nn::dtype::bfloat16, {2, 3, 4, 1}},
      {"block0.x0.fc1", nn::dtype::boolean, {3, 4, 4}},
      {"block0.x0.head0.weight", nn::dtype::float32, {3}},
      {"block0.x0.head0.bias", nn::dtype::float32, {3}},
      {"block0.x0.head0.running_mean", nn::dtype::float32, {3}},
      {"block0.x0.head0.running_var", nn::dtype::float32, {3}},
      {"block0.x0.head0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer1.block1", nn::dtype::complex128, {}},
      {"layer1.block0.weight", nn::dtype::float32, {5, 2}},
      {"layer1.block0.bias", nn::dtype::float32, {5}},
      {"layer1.fc2.0.weight", nn::dtype::float32, {1, 3}},
      {"layer1.fc2.0.bias", nn::dtype::float32, {1}},
      {"layer1.fc2.1.weight", nn::dtype::float32, {1, 3}},
      {"layer1.fc2.1.bias", nn::dtype::float32, {1}},
      {"layer1.fc2.2.weight", nn::dtype::float32, {1, 3}},
      {"layer1.fc2.2.bias", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 10> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.x0", 1},
      {"block0.x0.head0", 2},
      {"layer1", 1},
      {"layer1.block0", 1},
      {"layer1.fc2", 1},
      {"layer1.fc2.0", 1},
      {"layer1.fc2.1", 1},
      {"layer1.fc2.2", 1},
  }};
};
constexpr nn::LoadOptions options193{.at = "pair193"};

struct Model194 {
  nn::Parameter<double, 3, 1> layer0;
  nn::Embedding<4, 1> head1;
  nn::Buffer<double, 1, 2, 4> layer2;
};
struct file194 {
  static constexpr std::string_view at = "pair194";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"layer0", nn::dtype::float64, {3, 1}},
      {"layer2", nn::dtype::float64, {1, 2, 4}},
      {"old_head1.gamma", nn::dtype::float32, {4, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"old_head1", 1},
  }};
};
constexpr nn::LoadOptions options194{.at = "pair194", .rename = {{"old_head1.*", "head1.*"}, {"*.gamma", "*.weight"}}};

struct Model195 {
  nn::Embedding<5, 2> head0;
  nn::Sequential<nn::Embedding<5, 3>> layer1;
};
struct file195 {
  static constexpr std::string_view at = "pair195";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"head0.weight", nn::dtype::float32, {5, 2}},
      {"layer1.0.weight", nn::dtype::float32, {5, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"head0", 1},
      {"layer1", 1},
      {"layer1.0", 1},
  }};
};
constexpr nn::LoadOptions options195{.at = "pair195"};

struct Model196_block1 {
  nn::Buffer<nn::float16, 2> block0;
  nn::BatchNorm1d<3> x1;
};
struct Model196 {
  nn::ModuleList<nn::Linear<3, 2, nn::linear_options{.bias = false}>, 1> x0;
  Model196_block1 block1;
  nn::Linear<3, 3> head2;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file196 {
  static constexpr std::string_view at = "pair196.model.state";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"x0.0.weight", nn::dtype::float32, {2, 3}},
      {"block1.block0", nn::dtype::float16, {2}},
      {"block1.x1.weight", nn::dtype::float32, {3}},
      {"block1.x1.bias", nn::dtype::float32, {3}},
      {"block1.x1.running_mean", nn::dtype::float32, {3}},
      {"block1.x1.running_var", nn::dtype::float32, {3}},
      {"block1.x1.num_batches_tracked", nn::dtype::int64, {}},
      {"head2.weight", nn::dtype::float32, {3, 3}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"lm_head.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"head2.bias", "float"},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.0", 1},
      {"block1", 1},
      {"block1.x1", 2},
      {"head2", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options196{.shape = nn::allow, .at = "pair196.model.state"};

struct Model197_layer1_fc0 {
  nn::Parameter<double> layer0;
  nn::Linear<2, 3, nn::linear_options{.bias = false}> layer1;
  nn::Embedding<4, 3> layer2;
};
struct Model197_layer1_layer1 {
  nn::Embedding<4, 2> layer0;
  nn::Parameter<nn::complex64, 4> x1;
};
struct Model197_layer1 {
  Model197_layer1_fc0 fc0;
  Model197_layer1_layer1 layer1;
};
struct Model197 {
  nn::BatchNorm1d<2> head0;
  Model197_layer1 layer1;
  nn::Parameter<nn::bfloat16, 4, 1, 4, 3> x2;
};
struct file197 {
  static constexpr std::string_view at = "pair197";
  static constexpr std::array<nn::checkpoint_row, 12> rows{{
      {"net.model.x2", nn::dtype::bfloat16, {4, 1, 4, 3}},
      {"net.model.head0.weight", nn::dtype::float32, {2}},
      {"net.model.head0.bias", nn::dtype::float32, {2}},
      {"net.model.head0.running_mean", nn::dtype::float32, {2}},
      {"net.model.head0.running_var", nn::dtype::float32, {2}},
      {"net.model.head0.num_batches_tracked", nn::dtype::int64, {}},
      {"net.model.layer1.fc0.layer0", nn::dtype::float64, {}},
      {"net.model.layer1.fc0.layer1.weight", nn::dtype::float32, {3, 2}},
      {"net.model.layer1.fc0.layer2.weight", nn::dtype::float32, {4, 3}},
      {"net.model.layer1.layer1.x1", nn::dtype::complex64, {4}},
      {"net.model.layer1.layer1.layer0.weight", nn::dtype::float32, {4, 2}},
      {"head0.running_var", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.layer1", 1},
      {"net.model.layer1.fc0", 1},
      {"net.model.layer1.fc0.layer1", 1},
      {"net.model.layer1.fc0.layer2", 1},
      {"net.model.layer1.layer1", 1},
      {"net.model.layer1.layer1.layer0", 1},
  }};
};
constexpr nn::LoadOptions options197{.missing = nn::allow, .strip_prefix = "net.model.", .at = "pair197"};

struct Model198 {
  nn::Parameter<nn::complex128, 3, 1> layer0;
  nn::Parameter<nn::complex128, 2> head1;
};
struct file198 {
  static constexpr std::string_view at = "pair198.model.state";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"layer0", nn::dtype::complex128, {3, 1}},
      {"scale", nn::dtype::float32, {3, 1, 1}},
      {"head1", nn::dtype::complex128, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options198{.dtype = nn::allow, .at = "pair198.model.state", .filter = {"head1", "layer0", "scale"}};

struct Model199_head2 {
  nn::Linear<2, 4> block0;
  nn::ModuleList<nn::Linear<3, 2, nn::linear_options{.bias = false}>, 2> x1;
};
struct Model199 {
  nn::Buffer<nn::complex128, 2> fc0;
  nn::BatchNorm1d<1> block1;
  Model199_head2 head2;
};
struct file199 {
  static constexpr std::string_view at = "pair199";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"block1.bias", nn::dtype::int8, {1}},
      {"old_head2.x1.1.weight", nn::dtype::float32, {2, 3}},
      {"old_head2.block0.bias", nn::dtype::float32, {4}},
      {"block1.running_var", nn::dtype::float32, {1}},
      {"fc0", nn::dtype::complex128, {2}},
      {"block1.running_mean", nn::dtype::float32, {1}},
      {"block1.weight", nn::dtype::float32, {1}},
      {"block1.num_batches_tracked", nn::dtype::int64, {}},
      {"old_head2.x1.0.weight", nn::dtype::float32, {2, 3}},
      {"old_head2.block0.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"block1", 2},
      {"old_head2", 1},
      {"old_head2.block0", 1},
      {"old_head2.x1", 1},
      {"old_head2.x1.0", 1},
      {"old_head2.x1.1", 1},
  }};
};
constexpr nn::LoadOptions options199{.unexpected = nn::allow, .at = "pair199", .rename = {{"old_head2.*", "head2.*"}}};

}  // namespace

TEST_CASE("what fits at compile time fits at run time, part 3", "[checkpoint]") {
  check_pair<Model150, file150, options150>(false);
  check_pair<Model151, file151, options151>(true);
  check_pair<Model152, file152, options152>(true);
  check_pair<Model153, file153, options153>(true);
  check_pair<Model154, file154, options154>(true);
  check_pair<Model155, file155, options155>(true);
  check_pair<Model156, file156, options156>(true);
  check_pair<Model157, file157, options157>(false);
  check_pair<Model158, file158, options158>(false);
  check_pair<Model159, file159, options159>(true);
  check_pair<Model160, file160, options160>(true);
  check_pair<Model161, file161, options161>(false);
  check_pair<Model162, file162, options162>(true);
  check_pair<Model163, file163, options163>(true);
  check_pair<Model164, file164, options164>(false);
  check_pair<Model165, file165, options165>(true);
  check_pair<Model166, file166, options166>(false);
  check_pair<Model167, file167, options167>(false);
  check_pair<Model168, file168, options168>(true);
  check_pair<Model169, file169, options169>(false);
  check_pair<Model170, file170, options170>(true);
  check_pair<Model171, file171, options171>(false);
  check_pair<Model172, file172, options172>(true);
  check_pair<Model173, file173, options173>(true);
  check_pair<Model174, file174, options174>(true);
  check_pair<Model175, file175, options175>(true);
  check_pair<Model176, file176, options176>(false);
  check_pair<Model177, file177, options177>(false);
  check_pair<Model178, file178, options178>(true);
  check_pair<Model179, file179, options179>(true);
  check_pair<Model180, file180, options180>(false);
  check_pair<Model181, file181, options181>(true);
  check_pair<Model182, file182, options182>(true);
  check_pair<Model183, file183, options183>(false);
  check_pair<Model184, file184, options184>(false);
  check_pair<Model185, file185, options185>(true);
  check_pair<Model186, file186, options186>(true);
  check_pair<Model187, file187, options187>(true);
  check_pair<Model188, file188, options188>(true);
  check_pair<Model189, file189, options189>(true);
  check_pair<Model190, file190, options190>(false);
  check_pair<Model191, file191, options191>(false);
  check_pair<Model192, file192, options192>(false);
  check_pair<Model193, file193, options193>(true);
  check_pair<Model194, file194, options194>(false);
  check_pair<Model195, file195, options195>(true);
  check_pair<Model196, file196, options196>(false);
  check_pair<Model197, file197, options197>(false);
  check_pair<Model198, file198, options198>(false);
  check_pair<Model199, file199, options199>(false);
}

}  // namespace checkpoint_schema_pairs_3_test
