// SPDX-License-Identifier: Apache-2.0
// Written by tests/data/make_schema_pairs.py.
// clang-format off
#include "checkpoint/schema_pairs.hpp"

namespace checkpoint_schema_pairs_0_test {

namespace {

struct Model0_fc2 {
  nn::Linear<2, 1> layer0;
  nn::Parameter<nn::float16, 2, 4, 3> layer1;
  nn::BatchNorm1d<1> head2;
};
struct Model0 {
  nn::Parameter<double, 3, 1> layer0;
  nn::Embedding<5, 1> block1;
  Model0_fc2 fc2;
};
struct file0 {
  static constexpr std::string_view at = "pair0";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"mfc2.head2.running_var", nn::dtype::float32, {1}},
      {"mfc2.head2.weight", nn::dtype::float32, {1}},
      {"mold_block1.weight", nn::dtype::float32, {5, 1}},
      {"mfc2.layer0.bias", nn::dtype::float32, {1}},
      {"mfc2.layer0.weight", nn::dtype::float32, {1, 2}},
      {"mlayer0", nn::dtype::float64, {3, 1}},
      {"mfc2.layer1", nn::dtype::float16, {2, 4, 3}},
      {"mfc2.head2.running_mean", nn::dtype::float32, {1}},
      {"mfc2.head2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"old_block1", 1},
      {"fc2", 1},
      {"fc2.layer0", 1},
      {"fc2.head2", 2},
  }};
};
constexpr nn::LoadOptions options0{.strip_prefix = "m", .at = "pair0", .rename = {{"old_block1.*", "block1.*"}}};

struct Model1 {
  nn::Linear<3, 3> block0;
  nn::Buffer<nn::float16> head1;
  nn::Embedding<3, 4> block2;
};
struct file1 {
  static constexpr std::string_view at = "pair1";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"head1", nn::dtype::float16, {}},
      {"block0.weight", nn::dtype::float32, {3, 3}},
      {"block0.bias", nn::dtype::float32, {3}},
      {"block2.weight", nn::dtype::float32, {3, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"block0", 1},
      {"block2", 1},
  }};
};
constexpr nn::LoadOptions options1{.missing = nn::allow, .shape = nn::allow, .at = "pair1"};

struct Model2 {
  nn::Linear<3, 1> layer0;
  nn::Parameter<nn::float16> block1;
};
struct file2 {
  static constexpr std::string_view at = "pair2";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"module.layer0.bias", nn::dtype::float32, {1}},
      {"module.layer0.weight", nn::dtype::float32, {1, 3}},
      {"module.block1", nn::dtype::float16, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"module", 1},
      {"module.layer0", 1},
  }};
};
constexpr nn::LoadOptions options2{.strip_prefix = "module.", .at = "pair2", .map = true};

struct Model3 {
  nn::BatchNorm1d<1> head0;
  nn::Embedding<5, 2> fc1;
};
struct file3 {
  static constexpr std::string_view at = "pair3";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"head0.weight", nn::dtype::float32, {1}},
      {"head0.bias", nn::dtype::float32, {1}},
      {"head0.running_mean", nn::dtype::float32, {1}},
      {"head0.running_var", nn::dtype::float32, {1}},
      {"head0.num_batches_tracked", nn::dtype::int64, {}},
      {"fc1.weight", nn::dtype::float32, {5, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"head0", 2},
      {"fc1", 1},
  }};
};
constexpr nn::LoadOptions options3{.at = "pair3"};

struct Model4 {
  nn::Buffer<nn::complex64, 2, 1> x0;
};
struct file4 {
  static constexpr std::string_view at = "pair4.model";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"module", 1},
  }};
};
constexpr nn::LoadOptions options4{.shape = nn::allow, .strip_prefix = "module.", .at = "pair4.model", .in_place = true};

struct Model5 {
  nn::Embedding<3, 2> layer0;
  nn::ModuleList<nn::BatchNorm1d<2>, 3> block1;
};
struct file5 {
  static constexpr std::string_view at = "pair5.model.state";
  static constexpr std::array<nn::checkpoint_row, 14> rows{{
      {"old_layer0.weight", nn::dtype::float32, {3, 2}},
      {"block1.0.weight", nn::dtype::float32, {2}},
      {"block1.0.bias", nn::dtype::float32, {2}},
      {"block1.0.running_mean", nn::dtype::float32, {2}},
      {"block1.0.running_var", nn::dtype::float32, {2}},
      {"block1.1.weight", nn::dtype::float32, {2}},
      {"block1.1.bias", nn::dtype::float32, {2}},
      {"block1.1.running_mean", nn::dtype::float32, {2}},
      {"block1.1.running_var", nn::dtype::float32, {2}},
      {"block1.2.weight", nn::dtype::float32, {2}},
      {"block1.2.bias", nn::dtype::float32, {2}},
      {"block1.2.running_mean", nn::dtype::float32, {2}},
      {"block1.2.running_var", nn::dtype::float32, {2}},
      {"block1.2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"old_layer0", 1},
      {"block1", 1},
  }};
};
constexpr nn::LoadOptions options5{.missing = nn::allow, .at = "pair5.model.state", .rename = {{"old_layer0.*", "layer0.*"}}};

struct Model6 {
  nn::Embedding<6, 3> block0;
  nn::Buffer<std::int8_t> fc1;
  nn::BatchNorm1d<2> fc2;
};
struct file6 {
  static constexpr std::string_view at = "pair6";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"fc1", nn::dtype::int8, {}},
      {"block0.weight", nn::dtype::float32, {6, 3}},
      {"fc2.weight", nn::dtype::float32, {2}},
      {"fc2.running_mean", nn::dtype::float32, {2}},
      {"fc2.running_var", nn::dtype::float32, {2}},
      {"fc2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"fc2.bias", "list"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"block0", 1},
      {"fc2", 2},
  }};
};
constexpr nn::LoadOptions options6{.at = "pair6"};

struct Model7_head0 {
  nn::Sequential<nn::Linear<3, 2, nn::linear_options{.bias = false}>, nn::ReLU, nn::ReLU> fc0;
  nn::ModuleList<nn::BatchNorm1d<2>, 3> layer1;
  nn::ModuleList<nn::Linear<4, 3>, 3> block2;
};
struct Model7 {
  Model7_head0 head0;
  nn::BatchNorm1d<2> block1;
};
struct file7 {
  static constexpr std::string_view at = "pair7";
  static constexpr std::array<nn::checkpoint_row, 27> rows{{
      {"head0.fc0.0.weight", nn::dtype::float32, {2, 3}},
      {"head0.layer1.0.weight", nn::dtype::float32, {2}},
      {"head0.layer1.0.bias", nn::dtype::float32, {2}},
      {"head0.layer1.0.running_mean", nn::dtype::float32, {2}},
      {"head0.layer1.0.running_var", nn::dtype::float32, {2}},
      {"head0.layer1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.layer1.1.weight", nn::dtype::float32, {2}},
      {"head0.layer1.1.bias", nn::dtype::float32, {2}},
      {"head0.layer1.1.running_mean", nn::dtype::float32, {2}},
      {"head0.layer1.1.running_var", nn::dtype::float32, {2}},
      {"head0.layer1.1.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.layer1.2.weight", nn::dtype::float32, {2}},
      {"head0.layer1.2.bias", nn::dtype::float32, {2}},
      {"head0.layer1.2.running_mean", nn::dtype::float32, {2}},
      {"head0.layer1.2.running_var", nn::dtype::float32, {2}},
      {"head0.layer1.2.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.block2.0.weight", nn::dtype::float32, {3, 4}},
      {"head0.block2.0.bias", nn::dtype::float32, {3}},
      {"head0.block2.1.weight", nn::dtype::float32, {3, 4}},
      {"head0.block2.1.bias", nn::dtype::float32, {3}},
      {"head0.block2.2.weight", nn::dtype::float32, {3, 4}},
      {"head0.block2.2.bias", nn::dtype::float32, {3}},
      {"block1.weight", nn::dtype::float32, {2}},
      {"block1.bias", nn::dtype::float32, {2}},
      {"block1.running_mean", nn::dtype::float32, {2}},
      {"block1.running_var", nn::dtype::float32, {2}},
      {"block1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 15> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.fc0", 1},
      {"head0.fc0.0", 1},
      {"head0.fc0.1", 1},
      {"head0.fc0.2", 1},
      {"head0.layer1", 1},
      {"head0.layer1.0", 2},
      {"head0.layer1.1", 2},
      {"head0.layer1.2", 2},
      {"head0.block2", 1},
      {"head0.block2.0", 1},
      {"head0.block2.1", 1},
      {"head0.block2.2", 1},
      {"block1", 2},
  }};
};
constexpr nn::LoadOptions options7{.shape = nn::allow, .at = "pair7"};

struct Model8 {
  nn::BatchNorm1d<3> fc0;
  nn::Parameter<nn::bfloat16, 3, 4> block1;
  nn::BatchNorm1d<2> fc2;
};
struct file8 {
  static constexpr std::string_view at = "pair8.model";
  static constexpr std::array<nn::checkpoint_row, 11> rows{{
      {"block1", nn::dtype::bfloat16, {3, 4}},
      {"fc0.weight", nn::dtype::float32, {3}},
      {"fc0.bias", nn::dtype::float32, {3}},
      {"fc0.running_mean", nn::dtype::float32, {3}},
      {"fc0.running_var", nn::dtype::float32, {3}},
      {"fc0.num_batches_tracked", nn::dtype::int64, {}},
      {"fc2.weight", nn::dtype::float32, {2}},
      {"fc2.bias", nn::dtype::float32, {2}},
      {"fc2.running_mean", nn::dtype::float32, {2}},
      {"fc2.running_var", nn::dtype::float32, {2}},
      {"fc2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"fc0", 2},
      {"fc2", 2},
  }};
};
constexpr nn::LoadOptions options8{.dtype = nn::allow, .at = "pair8.model", .in_place = true};

struct Model9 {
  nn::Sequential<nn::Linear<5, 1, nn::linear_options{.bias = false}>, nn::BatchNorm1d<4>> block0;
  nn::Parameter<nn::complex128, 1> layer1;
};
struct file9 {
  static constexpr std::string_view at = "pair9.model.state";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"block0.1.bias", nn::dtype::float32, {4}},
      {"block0.0.weight", nn::dtype::float32, {1, 5}},
      {"block0.1.weight", nn::dtype::float32, {4}},
      {"layer1", nn::dtype::complex128, {1}},
      {"block0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.1.running_mean", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 1},
      {"block0.1", 2},
  }};
};
constexpr nn::LoadOptions options9{.at = "pair9.model.state", .in_place = true};

struct Model10_fc1 {
  nn::Buffer<nn::float16, 1, 2> x0;
};
struct Model10 {
  nn::Linear<4, 1> fc0;
  Model10_fc1 fc1;
};
struct file10 {
  static constexpr std::string_view at = "pair10.model";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"fc0.weight", nn::dtype::float32, {1, 1, 4}},
      {"fc0.bias", nn::dtype::float32, {1}},
      {"fc1.x0", nn::dtype::float16, {1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"fc0", 1},
      {"fc1", 1},
  }};
};
constexpr nn::LoadOptions options10{.dtype = nn::allow, .at = "pair10.model"};

struct Model11 {
  nn::ModuleList<nn::Linear<1, 2, nn::linear_options{.bias = false}>, 3> fc0;
  nn::ModuleList<nn::Linear<3, 3, nn::linear_options{.bias = false}>, 2> block1;
};
struct file11 {
  static constexpr std::string_view at = "pair11.model";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"module.fc0.0.weight", nn::dtype::float32, {2, 1}},
      {"module.spare.weight", nn::dtype::float32, {4, 4}},
      {"module.fc0.1.weight", nn::dtype::float32, {2, 1}},
      {"module.fc0.2.weight", nn::dtype::float32, {2, 1}},
      {"module.block1.0.weight", nn::dtype::float32, {3, 3}},
      {"module.block1.1.weight", nn::dtype::float32, {3, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 9> modules{{
      {"", 1},
      {"module", 1},
      {"module.fc0", 1},
      {"module.fc0.0", 1},
      {"module.fc0.1", 1},
      {"module.fc0.2", 1},
      {"module.block1", 1},
      {"module.block1.0", 1},
      {"module.block1.1", 1},
  }};
};
constexpr nn::LoadOptions options11{.unexpected = nn::allow, .strip_prefix = "module.", .at = "pair11.model", .filter = {"module.*"}, .map = true};

struct Model12 {
  nn::ModuleList<nn::Linear<3, 5>, 2> head0;
};
struct file12 {
  static constexpr std::string_view at = "pair12.model.state";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"module.head0.0.weight", nn::dtype::float32, {5, 3}},
      {"module.head0.0.bias", nn::dtype::float32, {5}},
      {"module.head0.1.weight", nn::dtype::float32, {5, 3}},
      {"module.head0.1.bias", nn::dtype::float32, {5}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"module", 1},
      {"module.head0", 1},
      {"module.head0.0", 1},
      {"module.head0.1", 1},
  }};
};
constexpr nn::LoadOptions options12{.strip_prefix = "module.", .at = "pair12.model.state"};

struct Model13 {
  nn::BatchNorm1d<4> layer0;
  nn::Buffer<nn::complex64, 1, 2, 2, 2> head1;
};
struct file13 {
  static constexpr std::string_view at = "pair13.model";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"layer0.weight", nn::dtype::float32, {4}},
      {"layer0.running_mean", nn::dtype::float32, {4}},
      {"head1", nn::dtype::complex64, {1, 2, 2, 2}},
      {"layer0.bias", nn::dtype::float32, {4}},
      {"layer0.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"layer0.running_var", "str"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"layer0", 2},
  }};
};
constexpr nn::LoadOptions options13{.at = "pair13.model", .in_place = true};

struct Model14 {
  nn::Linear<1, 1> fc0;
  nn::Embedding<6, 4> fc1;
};
struct file14 {
  static constexpr std::string_view at = "pair14.model";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"fc0.gamma", nn::dtype::float32, {1, 1}},
      {"fc0.bias", nn::dtype::float32, {1}},
      {"fc1.gamma", nn::dtype::float32, {6, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"fc0", 1},
      {"fc1", 1},
  }};
};
constexpr nn::LoadOptions options14{.missing = nn::allow, .at = "pair14.model", .rename = {{"*.gamma", "*.weight"}, {"*tracked", "*tracked"}}, .filter = {"fc0.*", "fc1.*"}};

struct Model15 {
  nn::ModuleList<nn::Linear<1, 1>, 1> fc0;
  nn::Parameter<nn::complex64, 1> layer1;
  nn::Parameter<nn::complex128> x2;
};
struct file15 {
  static constexpr std::string_view at = "pair15";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"fc0.0.bias", nn::dtype::float32, {1}},
      {"x2", nn::dtype::complex128, {}},
      {"layer1", nn::dtype::complex64, {1}},
      {"net.model.fc0.0.weight", nn::dtype::float32, {1, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.fc0", 1},
      {"net.model.fc0.0", 1},
  }};
};
constexpr nn::LoadOptions options15{.unexpected = nn::allow, .dtype = nn::allow, .strip_prefix = "net.model.", .at = "pair15"};

struct Model16 {
  nn::Embedding<1, 1> x0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file16 {
  static constexpr std::string_view at = "pair16";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"old_x0.weight", nn::dtype::float32, {1, 1}},
      {"lm_head.weight", nn::dtype::float32, {4, 2}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"old_x0", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options16{.missing = nn::allow, .shape = nn::allow, .at = "pair16", .rename = {{"old_x0.*", "x0.*"}}};

struct Model17 {
  nn::ModuleList<nn::Linear<3, 3>, 3> fc0;
};
struct file17 {
  static constexpr std::string_view at = "pair17.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"old_fc0.1.bias", nn::dtype::float32, {3}},
      {"old_fc0.2.gamma", nn::dtype::float32, {3, 3}},
      {"old_fc0.1.gamma", nn::dtype::float32, {3, 3}},
      {"old_fc0.0.bias", nn::dtype::float32, {3}},
      {"old_fc0.2.bias", nn::dtype::float32, {3}},
      {"old_fc0.0.gamma", nn::dtype::float32, {3, 3}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"old_fc0", 1},
      {"old_fc0.0", 1},
      {"old_fc0.1", 1},
      {"old_fc0.2", 1},
  }};
};
constexpr nn::LoadOptions options17{.at = "pair17.model.state", .rename = {{"old_fc0.*", "fc0.*"}, {"*.gamma", "*.weight"}, {"*.*.bias", "*.*.offset"}}, .filter = {"*"}};

struct Model18 {
  nn::Parameter<float, 2, 4, 4, 3> x0;
  nn::Sequential<nn::ReLU, nn::BatchNorm1d<1>, nn::BatchNorm1d<4>> layer1;
  nn::Parameter<float, 1, 2> fc2;
};
struct file18 {
  static constexpr std::string_view at = "pair18";
  static constexpr std::array<nn::checkpoint_row, 12> rows{{
      {"x0", nn::dtype::float32, {2, 4, 4, 3}},
      {"fc2", nn::dtype::float32, {1, 2}},
      {"old_layer1.1.gamma", nn::dtype::float32, {1}},
      {"old_layer1.1.bias", nn::dtype::float32, {1}},
      {"old_layer1.1.running_mean", nn::dtype::float32, {1}},
      {"old_layer1.1.running_var", nn::dtype::float32, {1}},
      {"old_layer1.1.num_batches_tracked", nn::dtype::int64, {}},
      {"old_layer1.2.gamma", nn::dtype::float32, {4}},
      {"old_layer1.2.bias", nn::dtype::float32, {4}},
      {"old_layer1.2.running_mean", nn::dtype::float32, {4}},
      {"old_layer1.2.running_var", nn::dtype::float32, {4}},
      {"old_layer1.2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"old_layer1", 1},
      {"old_layer1.0", 1},
  }};
};
constexpr nn::LoadOptions options18{.missing = nn::allow, .at = "pair18", .rename = {{"old_layer1.*", "layer1.*"}, {"*.gamma", "*.weight"}}, .map = true};

struct Model19_x1 {
  nn::Linear<3, 2, nn::linear_options{.bias = false}> head0;
  nn::Sequential<nn::Embedding<1, 1>, nn::ReLU> head1;
  nn::Embedding<1, 1> head2;
};
struct Model19_x2 {
  nn::Buffer<nn::complex128, 4, 2> layer0;
  nn::Buffer<std::int16_t, 4, 2> layer1;
};
struct Model19 {
  nn::BatchNorm1d<1> head0;
  Model19_x1 x1;
  Model19_x2 x2;
};
struct file19 {
  static constexpr std::string_view at = "pair19";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"old_x1.head1.0.gamma", nn::dtype::float32, {1, 1}},
      {"x2.layer0", nn::dtype::complex128, {4, 2}},
      {"head0.running_mean", nn::dtype::float32, {1}},
      {"head0.running_var", nn::dtype::float32, {1}},
      {"head0.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.bias", nn::dtype::float32, {1}},
      {"old_x1.head0.gamma", nn::dtype::float32, {2, 3}},
      {"old_x1.head2.gamma", nn::dtype::float32, {1, 1}},
      {"x2.layer1", nn::dtype::int16, {4, 2}},
      {"head0.gamma", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 9> modules{{
      {"", 1},
      {"head0", 2},
      {"old_x1", 1},
      {"old_x1.head0", 1},
      {"old_x1.head1", 1},
      {"old_x1.head1.0", 1},
      {"old_x1.head1.1", 1},
      {"old_x1.head2", 1},
      {"x2", 1},
  }};
};
constexpr nn::LoadOptions options19{.shape = nn::allow, .at = "pair19", .rename = {{"old_x1.*", "x1.*"}, {"*.gamma", "*.weight"}}};

struct Model20 {
  nn::Linear<4, 5, nn::linear_options{.bias = false}> fc0;
};
struct file20 {
  static constexpr std::string_view at = "pair20";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"fc0.weight", nn::dtype::bfloat16, {5, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"fc0", 1},
  }};
};
constexpr nn::LoadOptions options20{.unexpected = nn::allow, .dtype = nn::allow, .at = "pair20"};

struct Model21 {
  nn::Sequential<nn::Embedding<4, 4>, nn::Embedding<6, 2>> head0;
  nn::BatchNorm1d<1> layer1;
};
struct file21 {
  static constexpr std::string_view at = "pair21";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"head0.0.weight", nn::dtype::float32, {4, 4}},
      {"head0.1.weight", nn::dtype::float32, {6, 2}},
      {"old_layer1.weight", nn::dtype::float32, {1}},
      {"old_layer1.bias", nn::dtype::float32, {1}},
      {"old_layer1.running_mean", nn::dtype::float32, {1}},
      {"old_layer1.running_var", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.0", 1},
      {"head0.1", 1},
      {"old_layer1", 1},
  }};
};
constexpr nn::LoadOptions options21{.missing = nn::allow, .at = "pair21", .rename = {{"old_layer1.*", "layer1.*"}, {"*.running_*", "*.running_*"}}};

struct Model22 {
  nn::Parameter<double, 3, 3> head0;
};
struct file22 {
  static constexpr std::string_view at = "pair22.model";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"head0", nn::dtype::float64, {3, 3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options22{.at = "pair22.model"};

struct Model23 {
  nn::Sequential<nn::Embedding<6, 1>, nn::BatchNorm1d<4>, nn::Embedding<5, 1>> fc0;
};
struct file23 {
  static constexpr std::string_view at = "pair23.model.state";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"fc0.0.weight", nn::dtype::float32, {6, 1}},
      {"spare.weight", nn::dtype::float32, {2, 1, 4, 2}},
      {"fc0.1.weight", nn::dtype::float32, {4}},
      {"fc0.1.bias", nn::dtype::float32, {4}},
      {"fc0.1.running_mean", nn::dtype::float32, {4}},
      {"fc0.1.running_var", nn::dtype::float32, {4}},
      {"fc0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"fc0.2.weight", nn::dtype::float32, {5, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"fc0", 1},
      {"fc0.0", 1},
      {"fc0.1", 2},
      {"fc0.2", 1},
  }};
};
constexpr nn::LoadOptions options23{.unexpected = nn::allow, .dtype = nn::allow, .at = "pair23.model.state"};

struct Model24_fc1 {
  nn::BatchNorm1d<1> head0;
  nn::Buffer<nn::float16, 2> head1;
  nn::BatchNorm1d<2> head2;
};
struct Model24 {
  nn::BatchNorm1d<1> head0;
  Model24_fc1 fc1;
  nn::Sequential<nn::ReLU> block2;
};
struct file24 {
  static constexpr std::string_view at = "pair24";
  static constexpr std::array<nn::checkpoint_row, 16> rows{{
      {"head0.weight", nn::dtype::float32, {1}},
      {"head0.bias", nn::dtype::float32, {1}},
      {"head0.running_mean", nn::dtype::float32, {1}},
      {"head0.running_var", nn::dtype::float32, {1}},
      {"head0.num_batches_tracked", nn::dtype::int64, {}},
      {"fc1.head1", nn::dtype::float16, {2}},
      {"fc1.head0.weight", nn::dtype::float32, {1}},
      {"fc1.head0.bias", nn::dtype::float32, {1}},
      {"fc1.head0.running_mean", nn::dtype::float32, {1}},
      {"fc1.head0.running_var", nn::dtype::float32, {1}},
      {"fc1.head0.num_batches_tracked", nn::dtype::int64, {}},
      {"fc1.head2.weight", nn::dtype::float32, {2}},
      {"fc1.head2.bias", nn::dtype::float32, {2}},
      {"fc1.head2.running_mean", nn::dtype::float32, {2}},
      {"fc1.head2.running_var", nn::dtype::float32, {2}},
      {"fc1.head2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"head0", 2},
      {"fc1", 1},
      {"fc1.head0", 2},
      {"fc1.head2", 2},
      {"block2", 1},
      {"block2.0", 1},
  }};
};
constexpr nn::LoadOptions options24{.dtype = nn::allow, .at = "pair24"};

struct Model25 {
  nn::BatchNorm1d<4> layer0;
  nn::BatchNorm1d<2> fc1;
};
struct file25 {
  static constexpr std::string_view at = "pair25";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"mlayer0.weight", nn::dtype::float32, {4}},
      {"mlayer0.bias", nn::dtype::float32, {4}},
      {"mlayer0.running_mean", nn::dtype::float32, {4}},
      {"mlayer0.running_var", nn::dtype::float32, {3, 2}},
      {"mlayer0.num_batches_tracked", nn::dtype::int64, {}},
      {"mfc1.weight", nn::dtype::float32, {2}},
      {"mfc1.bias", nn::dtype::float32, {2}},
      {"mfc1.running_mean", nn::dtype::float32, {2}},
      {"mfc1.running_var", nn::dtype::float32, {2}},
      {"mfc1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"layer0", 2},
      {"fc1", 2},
  }};
};
constexpr nn::LoadOptions options25{.dtype = nn::allow, .strip_prefix = "m", .at = "pair25"};

struct Model26 {
  nn::Linear<5, 2> layer0;
};
struct file26 {
  static constexpr std::string_view at = "pair26";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"module.old_layer0.weight", nn::dtype::float32, {2, 5}},
      {"module.old_layer0.bias", nn::dtype::float32, {2}},
      {"old_layer0.bias", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"module", 1},
      {"module.old_layer0", 1},
  }};
};
constexpr nn::LoadOptions options26{.missing = nn::allow, .strip_prefix = "module.", .at = "pair26", .rename = {{"old_layer0.*", "layer0.*"}, {"nobody.*", "*"}}, .in_place = true};

struct Model27_x1 {
  nn::Parameter<float, 4, 2, 2, 2> x0;
  nn::Embedding<1, 4> x1;
  nn::Embedding<1, 4> x2;
};
struct Model27 {
  nn::ModuleList<nn::Linear<4, 4>, 1> fc0;
  Model27_x1 x1;
};
struct file27 {
  static constexpr std::string_view at = "pair27.model";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"fc0.0.weight", nn::dtype::float32, {4, 4}},
      {"fc0.0.bias", nn::dtype::float32, {4}},
      {"x1.x0", nn::dtype::float32, {4, 2, 2, 2}},
      {"x1.x1.weight", nn::dtype::float32, {1, 4}},
      {"x1.x2.weight", nn::dtype::float32, {1, 4}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "int"},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"fc0", 1},
      {"fc0.0", 1},
      {"x1", 1},
      {"x1.x1", 1},
      {"x1.x2", 1},
  }};
};
constexpr nn::LoadOptions options27{.at = "pair27.model"};

struct Model28_fc0 {
  nn::Sequential<nn::Embedding<3, 1>, nn::Linear<4, 4>> block0;
  nn::Sequential<nn::ReLU> layer1;
  nn::Buffer<std::int32_t, 1, 4> head2;
};
struct Model28 {
  Model28_fc0 fc0;
};
struct file28 {
  static constexpr std::string_view at = "pair28.model.state";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"old_fc0.head2", nn::dtype::int32, {1, 4}},
      {"old_fc0.block0.0.weight", nn::dtype::float32, {3, 1}},
      {"old_fc0.block0.1.weight", nn::dtype::float32, {4, 4}},
      {"old_fc0.block0.1.bias", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"old_fc0", 1},
      {"old_fc0.block0", 1},
      {"old_fc0.block0.0", 1},
      {"old_fc0.block0.1", 1},
      {"old_fc0.layer1", 1},
      {"old_fc0.layer1.0", 1},
  }};
};
constexpr nn::LoadOptions options28{.shape = nn::allow, .dtype = nn::allow, .at = "pair28.model.state", .rename = {{"old_fc0.*", "fc0.*"}}};

struct Model29_layer2_x1 {
  nn::ModuleList<nn::Linear<2, 1>, 2> fc0;
};
struct Model29_layer2 {
  nn::Linear<4, 2, nn::linear_options{.bias = false}> layer0;
  Model29_layer2_x1 x1;
};
struct Model29 {
  nn::Embedding<3, 4> layer0;
  nn::ModuleList<nn::Linear<1, 2>, 1> block1;
  Model29_layer2 layer2;
};
struct file29 {
  static constexpr std::string_view at = "pair29.model.state";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"layer0.weight", nn::dtype::float32, {4, 2, 3, 1}},
      {"block1.0.weight", nn::dtype::float32, {2, 1}},
      {"block1.0.bias", nn::dtype::float32, {2}},
      {"layer2.layer0.weight", nn::dtype::float32, {2, 4}},
      {"layer2.x1.fc0.0.weight", nn::dtype::float32, {1, 2}},
      {"layer2.x1.fc0.0.bias", nn::dtype::float32, {1}},
      {"layer2.x1.fc0.1.weight", nn::dtype::float32, {1, 2}},
      {"layer2.x1.fc0.1.bias", nn::dtype::float32, {1}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 10> modules{{
      {"", 1},
      {"layer0", 1},
      {"block1", 1},
      {"block1.0", 1},
      {"layer2", 1},
      {"layer2.layer0", 1},
      {"layer2.x1", 1},
      {"layer2.x1.fc0", 1},
      {"layer2.x1.fc0.0", 1},
      {"layer2.x1.fc0.1", 1},
  }};
};
constexpr nn::LoadOptions options29{.at = "pair29.model.state", .filter = {"block1.*", "layer0.*", "layer2.*"}, .in_place = true};

struct Model30 {
  nn::Buffer<nn::complex128, 4> x0;
  nn::Parameter<nn::complex64> layer1;
};
struct file30 {
  static constexpr std::string_view at = "pair30.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"module.layer1", nn::dtype::complex64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"x0", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"module", 1},
  }};
};
constexpr nn::LoadOptions options30{.strip_prefix = "module.", .at = "pair30.model.state"};

struct Model31 {
  nn::Buffer<nn::float16, 1, 4, 3> layer0;
  nn::ModuleList<nn::BatchNorm1d<3>, 1> head1;
};
struct file31 {
  static constexpr std::string_view at = "pair31.model.state";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"net.model.head1.0.bias", nn::dtype::complex64, {3}},
      {"net.model.head1.0.weight", nn::dtype::float32, {3}},
      {"net.model.layer0", nn::dtype::float16, {1, 4, 3}},
      {"net.model.head1.0.running_var", nn::dtype::float32, {3}},
      {"net.model.head1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"net.model.head1.0.running_mean", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.head1", 1},
      {"net.model.head1.0", 2},
  }};
};
constexpr nn::LoadOptions options31{.strip_prefix = "net.model.", .at = "pair31.model.state"};

struct Model32 {
  nn::Buffer<std::int64_t, 4, 3> fc0;
  nn::Buffer<nn::bfloat16, 2, 1> block1;
};
struct file32 {
  static constexpr std::string_view at = "pair32";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"fc0", nn::dtype::int64, {4, 3}},
      {"block1", nn::dtype::bfloat16, {2, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options32{.at = "pair32", .map = true};

struct Model33 {
  nn::BatchNorm1d<2> x0;
};
struct file33 {
  static constexpr std::string_view at = "pair33.model.state";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"old_x0.bias", nn::dtype::float32, {2}},
      {"old_x0.gamma", nn::dtype::float32, {2}},
      {"old_x0.running_mean", nn::dtype::float32, {2}},
      {"old_x0.num_batches_tracked", nn::dtype::int64, {}},
      {"old_x0.running_var", nn::dtype::bfloat16, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"old_x0", 2},
  }};
};
constexpr nn::LoadOptions options33{.missing = nn::allow, .dtype = nn::allow, .at = "pair33.model.state", .rename = {{"old_x0.*", "x0.*"}, {"*.gamma", "*.weight"}}};

struct Model34 {
  nn::BatchNorm1d<4> layer0;
};
struct file34 {
  static constexpr std::string_view at = "pair34.model";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"mlayer0.running_mean", nn::dtype::float32, {4}},
      {"layer0.bias", nn::dtype::float32, {4}},
      {"mlayer0.weight", nn::dtype::float32, {4}},
      {"mlayer0.num_batches_tracked", nn::dtype::int64, {}},
      {"mlayer0.running_var", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"layer0", 2},
  }};
};
constexpr nn::LoadOptions options34{.unexpected = nn::allow, .shape = nn::allow, .strip_prefix = "m", .at = "pair34.model"};

struct Model35 {
  nn::Buffer<nn::float16, 4, 2, 1, 1> head0;
  nn::Linear<5, 4> fc1;
  nn::Embedding<1, 2> x2;
};
struct file35 {
  static constexpr std::string_view at = "pair35";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"old_fc1.gamma", nn::dtype::float32, {4, 5}},
      {"old_fc1.bias", nn::dtype::float32, {4}},
      {"x2.gamma", nn::dtype::float32, {1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"head0", "str"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"old_fc1", 1},
      {"x2", 1},
  }};
};
constexpr nn::LoadOptions options35{.missing = nn::allow, .at = "pair35", .rename = {{"old_fc1.*", "fc1.*"}, {"*.gamma", "*.weight"}}};

struct Model36 {
  nn::Linear<3, 4, nn::linear_options{.bias = false}> layer0;
  nn::Buffer<float, 2, 2> layer1;
  nn::Linear<1, 3> fc2;
};
struct file36 {
  static constexpr std::string_view at = "pair36.model.state";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"fc2.weight", nn::dtype::float32, {3, 1}},
      {"fc2.bias", nn::dtype::float32, {3}},
      {"layer1", nn::dtype::float32, {2, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"layer0.weight", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"layer0", 1},
      {"fc2", 1},
  }};
};
constexpr nn::LoadOptions options36{.at = "pair36.model.state", .filter = {"fc2.*", "layer0.*"}};

struct Model37 {
  nn::ModuleList<nn::Linear<4, 1, nn::linear_options{.bias = false}>, 2> head0;
  nn::ModuleList<nn::BatchNorm1d<2>, 3> fc1;
  nn::BatchNorm1d<4> x2;
};
struct file37 {
  static constexpr std::string_view at = "pair37";
  static constexpr std::array<nn::checkpoint_row, 19> rows{{
      {"fc1.2.weight", nn::dtype::float32, {2}},
      {"fc1.0.weight", nn::dtype::float32, {2}},
      {"fc1.2.bias", nn::dtype::float32, {2}},
      {"old_head0.0.weight", nn::dtype::float32, {1, 4}},
      {"old_head0.1.weight", nn::dtype::float32, {1, 4}},
      {"fc1.1.bias", nn::dtype::float32, {2}},
      {"fc1.1.weight", nn::dtype::float32, {2}},
      {"x2.running_var", nn::dtype::float32, {4}},
      {"fc1.1.running_mean", nn::dtype::float32, {2}},
      {"fc1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"x2.running_mean", nn::dtype::float32, {4}},
      {"fc1.0.running_var", nn::dtype::float32, {2}},
      {"x2.weight", nn::dtype::float32, {4}},
      {"fc1.2.running_mean", nn::dtype::float32, {2}},
      {"fc1.0.running_mean", nn::dtype::float32, {2}},
      {"x2.bias", nn::dtype::float32, {4}},
      {"fc1.2.running_var", nn::dtype::float32, {2}},
      {"fc1.1.running_var", nn::dtype::float32, {2}},
      {"fc1.0.bias", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"old_head0", 1},
      {"old_head0.0", 1},
      {"old_head0.1", 1},
      {"fc1", 1},
  }};
};
constexpr nn::LoadOptions options37{.at = "pair37", .rename = {{"old_head0.*", "head0.*"}, {"*tracked", "*tracked"}}, .in_place = true};

struct Model38 {
  nn::Linear<2, 4, nn::linear_options{.bias = false}> x0;
  nn::BatchNorm1d<2> layer1;
};
struct file38 {
  static constexpr std::string_view at = "pair38";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"module.layer1.running_var", nn::dtype::float32, {2}},
      {"module.layer1.weight", nn::dtype::float32, {2}},
      {"module.layer1.bias", nn::dtype::float32, {2}},
      {"module.old_x0.weight", nn::dtype::float32, {4, 2}},
      {"module.layer1.running_mean", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"module", 1},
      {"module.old_x0", 1},
      {"module.layer1", 2},
  }};
};
constexpr nn::LoadOptions options38{.unexpected = nn::allow, .strip_prefix = "module.", .at = "pair38", .rename = {{"old_x0.*", "x0.*"}, {"*tracked", "*tracked"}}, .in_place = true};

struct Model39 {
  nn::Buffer<std::int64_t, 4, 1, 2> x0;
};
struct file39 {
  static constexpr std::string_view at = "pair39.model";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"x0", nn::dtype::int64, {4, 1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options39{.dtype = nn::allow, .at = "pair39.model", .rename = {{"*.gamma", "*.weight"}, {"nobody.*", "*"}}, .in_place = true};

struct Model40 {
  nn::ModuleList<nn::BatchNorm1d<4>, 3> x0;
  nn::BatchNorm1d<2> head1;
  nn::Parameter<nn::complex128, 4, 1> head2;
};
struct file40 {
  static constexpr std::string_view at = "pair40.model.state";
  static constexpr std::array<nn::checkpoint_row, 21> rows{{
      {"head1.num_batches_tracked", nn::dtype::int64, {}},
      {"old_x0.0.bias", nn::dtype::float32, {4}},
      {"old_x0.2.num_batches_tracked", nn::dtype::int64, {}},
      {"head1.running_mean", nn::dtype::float32, {2}},
      {"old_x0.0.running_var", nn::dtype::float32, {4}},
      {"old_x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"old_x0.1.gamma", nn::dtype::float32, {4}},
      {"head1.gamma", nn::dtype::float32, {2}},
      {"old_x0.2.gamma", nn::dtype::float32, {4}},
      {"head1.running_var", nn::dtype::float32, {2}},
      {"old_x0.0.running_mean", nn::dtype::float32, {4}},
      {"old_x0.1.running_var", nn::dtype::float32, {4}},
      {"old_x0.1.running_mean", nn::dtype::float32, {4}},
      {"old_x0.2.running_mean", nn::dtype::float32, {4}},
      {"old_x0.0.gamma", nn::dtype::float32, {4}},
      {"head2", nn::dtype::complex128, {4, 1}},
      {"old_x0.1.bias", nn::dtype::float32, {4}},
      {"old_x0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"old_x0.2.bias", nn::dtype::float32, {4}},
      {"old_x0.2.running_var", nn::dtype::float32, {4}},
      {"head1.bias", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "int"},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"old_x0", 1},
      {"old_x0.0", 2},
      {"old_x0.1", 2},
      {"old_x0.2", 2},
      {"head1", 2},
  }};
};
constexpr nn::LoadOptions options40{.at = "pair40.model.state", .rename = {{"old_x0.*", "x0.*"}, {"*.gamma", "*.weight"}}};

struct Model41 {
  nn::Buffer<std::int64_t, 2, 2> fc0;
  nn::BatchNorm1d<4> fc1;
  nn::Buffer<nn::complex128> x2;
};
struct file41 {
  static constexpr std::string_view at = "pair41";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"fc0", nn::dtype::int64, {2, 2}},
      {"x2", nn::dtype::complex128, {}},
      {"fc1.weight", nn::dtype::float32, {4}},
      {"fc1.bias", nn::dtype::float32, {4}},
      {"fc1.running_mean", nn::dtype::float32, {4}},
      {"fc1.running_var", nn::dtype::float32, {4}},
      {"fc1.num_batches_tracked", nn::dtype::int64, {}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"fc1", 2},
  }};
};
constexpr nn::LoadOptions options41{.at = "pair41", .filter = {"fc0", "fc1.*", "x2"}};

struct Model42 {
  nn::Linear<5, 4> block0;
  nn::Linear<3, 5> head1;
  nn::Parameter<nn::complex64, 2, 2, 3, 4> fc2;
};
struct file42 {
  static constexpr std::string_view at = "pair42.model.state";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"head1.bias", nn::dtype::float32, {5}},
      {"head1.weight", nn::dtype::float32, {5, 3}},
      {"fc2", nn::dtype::complex64, {2, 2, 3, 4}},
      {"block0.weight", nn::dtype::float32, {4, 5}},
      {"block0.bias", nn::dtype::float32, {4}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"block0", 1},
      {"head1", 1},
  }};
};
constexpr nn::LoadOptions options42{.dtype = nn::allow, .at = "pair42.model.state", .filter = {"block0.*", "fc2", "head1.*"}};

struct Model43 {
  nn::Linear<5, 2> head0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file43 {
  static constexpr std::string_view at = "pair43.model";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"mwte.gamma", nn::dtype::float32, {4, 2}},
      {"mold_lm_head.gamma", nn::dtype::float32, {4, 2}},
      {"mhead0.gamma", nn::dtype::float32, {2, 5}},
      {"mhead0.bias", nn::dtype::float32, {2}},
  }};
};
constexpr nn::LoadOptions options43{.unexpected = nn::allow, .strip_prefix = "m", .at = "pair43.model", .rename = {{"old_lm_head.*", "lm_head.*"}, {"*.gamma", "*.weight"}}};

struct Model44_fc2 {
  nn::ModuleList<nn::BatchNorm1d<3>, 1> fc0;
  nn::Embedding<2, 1> layer1;
  nn::Parameter<nn::complex128, 1, 4, 3> fc2;
};
struct Model44 {
  nn::ModuleList<nn::Linear<1, 2, nn::linear_options{.bias = false}>, 3> block0;
  nn::Embedding<4, 4> x1;
  Model44_fc2 fc2;
};
struct file44 {
  static constexpr std::string_view at = "pair44";
  static constexpr std::array<nn::checkpoint_row, 11> rows{{
      {"block0.2.gamma", nn::dtype::float32, {2, 1}},
      {"block0.0.gamma", nn::dtype::float32, {2, 1}},
      {"fc2.fc0.0.gamma", nn::dtype::float32, {3}},
      {"fc2.fc0.0.running_mean", nn::dtype::float32, {3}},
      {"fc2.fc0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.1.gamma", nn::dtype::float32, {2, 1}},
      {"fc2.fc0.0.running_var", nn::dtype::float32, {3}},
      {"fc2.fc2", nn::dtype::complex128, {1, 4, 3}},
      {"fc2.layer1.gamma", nn::dtype::float32, {2, 1}},
      {"x1.gamma", nn::dtype::float32, {4, 4}},
      {"fc2.fc0.0.bias", nn::dtype::float32, {3}},
  }};
};
constexpr nn::LoadOptions options44{.shape = nn::allow, .at = "pair44", .rename = {{"*.gamma", "*.weight"}}, .in_place = true};

struct Model45 {
  nn::Sequential<nn::BatchNorm1d<4>, nn::BatchNorm1d<1>> x0;
  nn::ModuleList<nn::Linear<1, 2>, 2> fc1;
  nn::Embedding<4, 4> head2;
};
struct file45 {
  static constexpr std::string_view at = "pair45";
  static constexpr std::array<nn::checkpoint_row, 13> rows{{
      {"x0.0.running_mean", nn::dtype::float32, {4}},
      {"fc1.1.weight", nn::dtype::float32, {2, 1}},
      {"fc1.1.bias", nn::dtype::float32, {2}},
      {"x0.1.weight", nn::dtype::float32, {1}},
      {"fc1.0.bias", nn::dtype::float32, {2}},
      {"x0.1.running_mean", nn::dtype::float32, {1}},
      {"x0.0.running_var", nn::dtype::float32, {4}},
      {"fc1.0.weight", nn::dtype::float32, {2, 1}},
      {"head2.weight", nn::dtype::float32, {4, 4}},
      {"x0.1.running_var", nn::dtype::float32, {1}},
      {"x0.0.weight", nn::dtype::float32, {4}},
      {"x0.1.bias", nn::dtype::float32, {1}},
      {"x0.0.bias", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.0", 2},
      {"x0.1", 2},
      {"fc1", 1},
      {"fc1.0", 1},
      {"fc1.1", 1},
      {"head2", 1},
  }};
};
constexpr nn::LoadOptions options45{.shape = nn::allow, .at = "pair45"};

struct Model46_head2 {
  nn::ModuleList<nn::Linear<3, 3, nn::linear_options{.bias = false}>, 1> head0;
  nn::BatchNorm1d<2> layer1;
};
struct Model46 {
  nn::Buffer<std::int32_t, 1, 2, 4, 3> x0;
  nn::Parameter<nn::float16> block1;
  Model46_head2 head2;
};
struct file46 {
  static constexpr std::string_view at = "pair46.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"head2.layer1.num_batches_tracked", nn::dtype::int64, {}},
      {"head2.layer1.running_mean", nn::dtype::float32, {2}},
      {"x0", nn::dtype::int32, {1, 2, 4, 3}},
      {"head2.head0.0.weight", nn::dtype::float32, {3, 3}},
      {"head2.layer1.running_var", nn::dtype::float32, {2}},
      {"head2.layer1.weight", nn::dtype::float32, {2}},
      {"head2.layer1.bias", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"head2", 1},
      {"head2.head0", 1},
      {"head2.head0.0", 1},
      {"head2.layer1", 2},
  }};
};
constexpr nn::LoadOptions options46{.at = "pair46.model.state", .in_place = true};

struct Model47 {
  nn::Parameter<nn::bfloat16, 4, 4, 1, 3> head0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file47 {
  static constexpr std::string_view at = "pair47";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"head0", nn::dtype::bfloat16, {4, 4, 1, 3}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"lm_head.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options47{.at = "pair47"};

struct Model48_head0 {
  nn::BatchNorm1d<2> head0;
};
struct Model48 {
  Model48_head0 head0;
};
struct file48 {
  static constexpr std::string_view at = "pair48.model";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"head0.head0.weight", nn::dtype::float32, {2}},
      {"head0.head0.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.head0.running_var", nn::dtype::float32, {2}},
      {"head0.head0.bias", nn::dtype::float32, {2}},
      {"head0.head0.running_mean", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.head0", 2},
  }};
};
constexpr nn::LoadOptions options48{.missing = nn::allow, .shape = nn::allow, .dtype = nn::allow, .at = "pair48.model"};

struct Model49 {
  nn::Linear<1, 1, nn::linear_options{.bias = false}> fc0;
  nn::Linear<5, 2> block1;
  nn::Sequential<nn::BatchNorm1d<1>, nn::Embedding<2, 4>> layer2;
};
struct file49 {
  static constexpr std::string_view at = "pair49";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"fc0.weight", nn::dtype::float32, {1, 1}},
      {"block1.weight", nn::dtype::float32, {2, 5}},
      {"block1.bias", nn::dtype::float32, {2}},
      {"layer2.0.weight", nn::dtype::float32, {1}},
      {"layer2.0.bias", nn::dtype::float32, {1}},
      {"layer2.0.running_mean", nn::dtype::float32, {1}},
      {"layer2.0.running_var", nn::dtype::float32, {1}},
      {"layer2.0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer2.1.weight", nn::dtype::float32, {2, 4}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "int"},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"fc0", 1},
      {"block1", 1},
      {"layer2", 1},
      {"layer2.0", 2},
      {"layer2.1", 1},
  }};
};
constexpr nn::LoadOptions options49{.missing = nn::allow, .shape = nn::allow, .at = "pair49", .filter = {"block1.*", "epoch", "fc0.*", "layer2.*"}, .in_place = true};

}  // namespace

TEST_CASE("what fits at compile time fits at run time, part 0", "[checkpoint]") {
  check_pair<Model0, file0, options0>(false);
  check_pair<Model1, file1, options1>(true);
  check_pair<Model2, file2, options2>(true);
  check_pair<Model3, file3, options3>(true);
  check_pair<Model4, file4, options4>(false);
  check_pair<Model5, file5, options5>(true);
  check_pair<Model6, file6, options6>(false);
  check_pair<Model7, file7, options7>(true);
  check_pair<Model8, file8, options8>(true);
  check_pair<Model9, file9, options9>(false);
  check_pair<Model10, file10, options10>(false);
  check_pair<Model11, file11, options11>(true);
  check_pair<Model12, file12, options12>(true);
  check_pair<Model13, file13, options13>(false);
  check_pair<Model14, file14, options14>(true);
  check_pair<Model15, file15, options15>(true);
  check_pair<Model16, file16, options16>(true);
  check_pair<Model17, file17, options17>(false);
  check_pair<Model18, file18, options18>(false);
  check_pair<Model19, file19, options19>(false);
  check_pair<Model20, file20, options20>(true);
  check_pair<Model21, file21, options21>(true);
  check_pair<Model22, file22, options22>(true);
  check_pair<Model23, file23, options23>(true);
  check_pair<Model24, file24, options24>(true);
  check_pair<Model25, file25, options25>(false);
  check_pair<Model26, file26, options26>(false);
  check_pair<Model27, file27, options27>(false);
  check_pair<Model28, file28, options28>(true);
  check_pair<Model29, file29, options29>(false);
  check_pair<Model30, file30, options30>(false);
  check_pair<Model31, file31, options31>(false);
  check_pair<Model32, file32, options32>(true);
  check_pair<Model33, file33, options33>(false);
  check_pair<Model34, file34, options34>(true);
  check_pair<Model35, file35, options35>(false);
  check_pair<Model36, file36, options36>(false);
  check_pair<Model37, file37, options37>(true);
  check_pair<Model38, file38, options38>(false);
  check_pair<Model39, file39, options39>(true);
  check_pair<Model40, file40, options40>(false);
  check_pair<Model41, file41, options41>(true);
  check_pair<Model42, file42, options42>(true);
  check_pair<Model43, file43, options43>(false);
  check_pair<Model44, file44, options44>(true);
  check_pair<Model45, file45, options45>(false);
  check_pair<Model46, file46, options46>(false);
  check_pair<Model47, file47, options47>(true);
  check_pair<Model48, file48, options48>(true);
  check_pair<Model49, file49, options49>(false);
}

}  // namespace checkpoint_schema_pairs_0_test
