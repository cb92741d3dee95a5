// SPDX-License-Identifier: Apache-2.0
// Written by tests/data/make_schema_pairs.py.
// clang-format off
#include "checkpoint/schema_pairs.hpp"

namespace checkpoint_schema_pairs_2_test {

namespace {

struct Model100 {
  nn::Parameter<nn::complex64> x0;
};
struct file100 {
  static constexpr std::string_view at = "pair100.model";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"x0", nn::dtype::complex64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options100{.dtype = nn::allow, .at = "pair100.model"};

struct Model101_x1 {
  nn::Sequential<nn::ReLU, nn::Linear<1, 2>> head0;
  nn::BatchNorm1d<1> head1;
  nn::Parameter<nn::complex64> x2;
};
struct Model101 {
  nn::Buffer<nn::bfloat16> x0;
  Model101_x1 x1;
};
struct file101 {
  static constexpr std::string_view at = "pair101.model";
  static constexpr std::array<nn::checkpoint_row, 9> rows{{
      {"module.x0", nn::dtype::bfloat16, {}},
      {"module.x1.x2", nn::dtype::complex64, {}},
      {"module.x1.head0.1.weight", nn::dtype::float64, {2, 1}},
      {"module.x1.head0.1.bias", nn::dtype::bfloat16, {2}},
      {"module.x1.head1.weight", nn::dtype::float32, {1}},
      {"module.x1.head1.bias", nn::dtype::bfloat16, {1}},
      {"module.x1.head1.running_mean", nn::dtype::float32, {1}},
      {"module.x1.head1.running_var", nn::dtype::bfloat16, {1}},
      {"module.x1.head1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"module", 1},
      {"module.x1", 1},
      {"module.x1.head0", 1},
      {"module.x1.head0.0", 1},
      {"module.x1.head0.1", 1},
      {"module.x1.head1", 2},
  }};
};
constexpr nn::LoadOptions options101{.strip_prefix = "module.", .at = "pair101.model"};

struct Model102_head0 {
  nn::Sequential<nn::Embedding<4, 3>> x0;
  nn::ModuleList<nn::BatchNorm1d<3>, 3> head1;
};
struct Model102 {
  Model102_head0 head0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file102 {
  static constexpr std::string_view at = "pair102";
  static constexpr std::array<nn::checkpoint_row, 17> rows{{
      {"head0.x0.0.weight", nn::dtype::float32, {4, 3}},
      {"head0.head1.0.weight", nn::dtype::float32, {3}},
      {"head0.head1.0.bias", nn::dtype::float32, {3}},
      {"head0.head1.0.running_mean", nn::dtype::float32, {3}},
      {"head0.head1.0.running_var", nn::dtype::float32, {3}},
      {"head0.head1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.head1.1.weight", nn::dtype::float32, {3}},
      {"head0.head1.1.bias", nn::dtype::float32, {3}},
      {"head0.head1.1.running_mean", nn::dtype::float32, {3}},
      {"head0.head1.1.running_var", nn::dtype::float32, {3}},
      {"head0.head1.1.num_batches_tracked", nn::dtype::int64, {}},
      {"head0.head1.2.weight", nn::dtype::float32, {3}},
      {"head0.head1.2.bias", nn::dtype::float32, {3}},
      {"head0.head1.2.running_mean", nn::dtype::float32, {3}},
      {"head0.head1.2.running_var", nn::dtype::float32, {3}},
      {"wte.weight", nn::dtype::float32, {4, 2}},
      {"lm_head.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"head0.head1.2.num_batches_tracked", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 10> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.x0", 1},
      {"head0.x0.0", 1},
      {"head0.head1", 1},
      {"head0.head1.0", 2},
      {"head0.head1.1", 2},
      {"head0.head1.2", 2},
      {"wte", 1},
      {"lm_head", 1},
  }};
};
constexpr nn::LoadOptions options102{.at = "pair102"};

struct Model103 {
  nn::Linear<1, 2> fc0;
  nn::Embedding<4, 2> wte;
  nn::TiedLinear<"wte.weight", 2, 4> lm_head;
};
struct file103 {
  static constexpr std::string_view at = "pair103.model.state";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"module.fc0.weight", nn::dtype::float32, {2, 1}},
      {"module.fc0.bias", nn::dtype::float32, {2}},
      {"module.wte.weight", nn::dtype::float32, {4, 2}},
      {"module.spare.weight", nn::dtype::float32, {}},
      {"module.lm_head.weight", nn::dtype::float32, {4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"module", 1},
      {"module.fc0", 1},
      {"module.wte", 1},
      {"module.lm_head", 1},
  }};
};
constexpr nn::LoadOptions options103{.shape = nn::allow, .dtype = nn::allow, .strip_prefix = "module.", .at = "pair103.model.state"};

struct Model104 {
  nn::Linear<4, 1> x0;
};
struct file104 {
  static constexpr std::string_view at = "pair104";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"x0.bias", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"x0", 1},
  }};
};
constexpr nn::LoadOptions options104{.dtype = nn::allow, .at = "pair104"};

struct Model105 {
  nn::Buffer<std::int32_t, 4, 3, 2, 2> head0;
  nn::ModuleList<nn::Linear<3, 3>, 3> fc1;
};
struct file105 {
  static constexpr std::string_view at = "pair105.model.state";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"mfc1.0.gamma", nn::dtype::float32, {3, 3}},
      {"mfc1.2.gamma", nn::dtype::float32, {3, 3}},
      {"mfc1.0.bias", nn::dtype::float32, {3}},
      {"mfc1.2.bias", nn::dtype::float32, {3}},
      {"head0", nn::dtype::int32, {4, 3, 2, 2}},
      {"fc1.1.bias", nn::dtype::float32, {3}},
      {"mfc1.1.gamma", nn::dtype::float32, {3, 3}},
  }};
};
constexpr nn::LoadOptions options105{.strip_prefix = "m", .at = "pair105.model.state", .rename = {{"*.gamma", "*.weight"}, {"*tracked", "*tracked"}}};

struct Model106 {
  nn::Linear<3, 5> fc0;
  nn::Sequential<nn::ReLU> layer1;
  nn::BatchNorm1d<3> block2;
};
struct file106 {
  static constexpr std::string_view at = "pair106.model";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"fc0.weight", nn::dtype::float32, {5, 3}},
      {"fc0.bias", nn::dtype::float32, {5}},
      {"block2.weight", nn::dtype::float32, {3}},
      {"block2.bias", nn::dtype::float32, {3}},
      {"block2.running_mean", nn::dtype::float32, {3}},
      {"block2.running_var", nn::dtype::float32, {3}},
      {"block2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"fc0", 1},
      {"layer1", 1},
      {"layer1.0", 1},
      {"block2", 2},
  }};
};
constexpr nn::LoadOptions options106{.at = "pair106.model"};

struct Model107 {
  nn::ModuleList<nn::BatchNorm1d<4>, 3> block0;
  nn::Linear<5, 3> fc1;
};
struct file107 {
  static constexpr std::string_view at = "pair107.model.state";
  static constexpr std::array<nn::checkpoint_row, 17> rows{{
      {"module.block0.0.weight", nn::dtype::float32, {4}},
      {"module.block0.0.bias", nn::dtype::float32, {4}},
      {"module.block0.0.running_mean", nn::dtype::float32, {4}},
      {"module.block0.0.running_var", nn::dtype::float32, {4}},
      {"module.block0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"module.block0.1.weight", nn::dtype::float32, {4}},
      {"module.block0.1.bias", nn::dtype::float32, {4}},
      {"module.block0.1.running_mean", nn::dtype::float32, {4}},
      {"module.block0.1.running_var", nn::dtype::float32, {4}},
      {"module.block0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"module.block0.2.weight", nn::dtype::float32, {4}},
      {"module.block0.2.bias", nn::dtype::float32, {4}},
      {"module.block0.2.running_mean", nn::dtype::float32, {4}},
      {"module.block0.2.running_var", nn::dtype::float32, {4}},
      {"module.block0.2.num_batches_tracked", nn::dtype::int64, {}},
      {"module.fc1.weight", nn::dtype::float32, {3, 5}},
      {"module.fc1.bias", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"module", 1},
      {"module.block0", 1},
      {"module.block0.0", 2},
      {"module.block0.1", 2},
      {"module.block0.2", 2},
      {"module.fc1", 1},
  }};
};
constexpr nn::LoadOptions options107{.missing = nn::allow, .strip_prefix = "module.", .at = "pair107.model.state", .rename = {{"nobody.*", "*"}}};

struct Model108 {
  nn::Parameter<nn::float16, 3, 1, 4, 2> fc0;
};
struct file108 {
  static constexpr std::string_view at = "pair108.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"fc0", nn::dtype::float16, {3, 1, 4, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options108{.missing = nn::allow, .at = "pair108.model.state"};

struct Model109 {
  nn::ModuleList<nn::BatchNorm1d<3>, 3> fc0;
  nn::Parameter<nn::complex128, 4, 1> x1;
};
struct file109 {
  static constexpr std::string_view at = "pair109";
  static constexpr std::array<nn::checkpoint_row, 18> rows{{
      {"fc0.2.running_mean", nn::dtype::float32, {3}},
      {"fc0.2.weight", nn::dtype::float32, {3}},
      {"fc0.1.running_var", nn::dtype::float32, {3}},
      {"fc0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"fc0.1.weight", nn::dtype::float32, {3}},
      {"fc0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"fc0.2.num_batches_tracked", nn::dtype::int64, {}},
      {"fc0.2.bias", nn::dtype::float32, {3}},
      {"fc0.0.running_var", nn::dtype::float32, {3}},
      {"fc0.1.bias", nn::dtype::float32, {3}},
      {"fc0.0.bias", nn::dtype::float32, {3}},
      {"x1", nn::dtype::complex128, {4, 1}},
      {"fc0.0.weight", nn::dtype::float32, {3}},
      {"fc0.0.running_mean", nn::dtype::float32, {3}},
      {"fc0.2.running_var", nn::dtype::float32, {3}},
      {"fc0.1.running_mean", nn::dtype::float32, {3}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
};
constexpr nn::LoadOptions options109{.unexpected = nn::allow, .at = "pair109", .filter = {"fc0.*", "x1"}};

struct Model110 {
  nn::ModuleList<nn::BatchNorm1d<1>, 3> block0;
};
struct file110 {
  static constexpr std::string_view at = "pair110.model";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"block0.0.weight", nn::dtype::float32, {1}},
      {"block0.0.bias", nn::dtype::float32, {1}},
      {"block0.0.running_mean", nn::dtype::float32, {1}},
      {"block0.0.running_var", nn::dtype::float32, {1}},
      {"block0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.1.weight", nn::dtype::float32, {1}},
      {"block0.1.bias", nn::dtype::float32, {1}},
      {"block0.1.running_mean", nn::dtype::float32, {1}},
      {"block0.1.running_var", nn::dtype::float32, {1}},
      {"block0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.2.weight", nn::dtype::float32, {1}},
      {"block0.2.bias", nn::dtype::float32, {1}},
      {"block0.2.running_mean", nn::dtype::float32, {1}},
      {"block0.2.running_var", nn::dtype::float32, {1}},
      {"block0.2.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"block0.1", 2},
      {"block0.2", 2},
  }};
};
constexpr nn::LoadOptions options110{.dtype = nn::allow, .at = "pair110.model"};

struct Model111_x0 {
  nn::Sequential<nn::Embedding<1, 1>> fc0;
  nn::Buffer<std::int16_t> x1;
  nn::Buffer<nn::float16, 1, 2, 3, 3> head2;
};
struct Model111 {
  Model111_x0 x0;
  nn::Linear<5, 3> x1;
  nn::BatchNorm1d<1> fc2;
};
struct file111 {
  static constexpr std::string_view at = "pair111";
  static constexpr std::array<nn::checkpoint_row, 12> rows{{
      {"module.fc2.num_batches_tracked", nn::dtype::int64, {}},
      {"module.fc2.running_mean", nn::dtype::float32, {1}},
      {"x1.weight", nn::dtype::float32, {3, 5}},
      {"module.fc2.weight", nn::dtype::float32, {1}},
      {"module.x0.fc0.0.weight", nn::dtype::float32, {1, 1}},
      {"module.fc2.bias", nn::dtype::float32, {1}},
      {"module.fc2.running_var", nn::dtype::float32, {1}},
      {"module.x0.x1", nn::dtype::int16, {}},
      {"module.fc0.spare", nn::dtype::float32, {3, 1, 3, 3}},
      {"module.x0.head2", nn::dtype::float16, {1, 2, 3, 3}},
      {"module.x1.bias", nn::dtype::float32, {3}},
      {"fc2.running_mean", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"module", 1},
      {"module.x0", 1},
      {"module.x0.fc0", 1},
      {"module.x0.fc0.0", 1},
      {"module.x1", 1},
      {"module.fc2", 2},
  }};
};
constexpr nn::LoadOptions options111{.missing = nn::allow, .unexpected = nn::allow, .strip_prefix = "module.", .at = "pair111"};

struct Model112_x0 {
  nn::Linear<5, 2, nn::linear_options{.bias = false}> x0;
  nn::Linear<1, 2> block1;
  nn::BatchNorm1d<3> head2;
};
struct Model112 {
  Model112_x0 x0;
  nn::Sequential<nn::Embedding<1, 2>, nn::BatchNorm1d<2>> block1;
  nn::Parameter<nn::complex64, 3> block2;
};
struct file112 {
  static constexpr std::string_view at = "pair112.model";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"block2", nn::dtype::complex64, {3}},
      {"x0.x0.weight", nn::dtype::float32, {2, 5}},
      {"x0.block1.weight", nn::dtype::float32, {2, 1}},
      {"x0.block1.bias", nn::dtype::float32, {2}},
      {"x0.head2.weight", nn::dtype::float32, {3}},
      {"x0.head2.bias", nn::dtype::float32, {3}},
      {"x0.head2.running_mean", nn::dtype::float32, {3}},
      {"x0.head2.running_var", nn::dtype::float32, {3}},
      {"x0.head2.num_batches_tracked", nn::dtype::int64, {}},
      {"block1.0.weight", nn::dtype::float32, {1, 2}},
      {"block1.1.weight", nn::dtype::float32, {2}},
      {"block1.1.bias", nn::dtype::float32, {2}},
      {"block1.1.running_mean", nn::dtype::float32, {2}},
      {"block1.1.running_var", nn::dtype::float32, {2}},
      {"block1.1.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 8> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.x0", 1},
      {"x0.block1", 1},
      {"x0.head2", 2},
      {"block1", 1},
      {"block1.0", 1},
      {"block1.1", 2},
  }};
};
constexpr nn::LoadOptions options112{.unexpected = nn::allow, .dtype = nn::allow, .at = "pair112.model"};

struct Model113 {
  nn::Buffer<float, 2, 2, 2, 4> head0;
  nn::Buffer<std::int32_t> layer1;
};
struct file113 {
  static constexpr std::string_view at = "pair113";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"head0", nn::dtype::float32, {2, 2, 2, 4}},
      {"spare.weight", nn::dtype::float32, {1}},
      {"layer1", nn::dtype::int32, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options113{.at = "pair113"};

struct Model114_block1 {
  nn::Parameter<nn::complex128> head0;
  nn::Parameter<nn::float16, 3, 3, 4, 4> head1;
  nn::Buffer<std::int32_t, 4, 1> block2;
};
struct Model114 {
  nn::Parameter<nn::complex128, 3, 3, 2> layer0;
  Model114_block1 block1;
};
struct file114 {
  static constexpr std::string_view at = "pair114";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"layer0", nn::dtype::complex128, {3, 3, 2}},
      {"old_block1.head0", nn::dtype::complex128, {}},
      {"old_block1.head1", nn::dtype::float16, {3, 3, 4, 4}},
      {"old_block1.block2", nn::dtype::int32, {4, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"old_block1", 1},
  }};
};
constexpr nn::LoadOptions options114{.shape = nn::allow, .dtype = nn::allow, .at = "pair114", .rename = {{"old_block1.*", "block1.*"}, {"*.gamma", "*.weight"}}, .filter = {"layer0", "old_block1.*"}};

struct Model115 {
  nn::ModuleList<nn::BatchNorm1d<3>, 2> x0;
  nn::ModuleList<nn::Linear<5, 4>, 2> x1;
  nn::Sequential<nn::Embedding<1, 4>, nn::ReLU> x2;
};
struct file115 {
  static constexpr std::string_view at = "pair115";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"x0.0.weight", nn::dtype::float32, {3}},
      {"x0.0.bias", nn::dtype::float32, {3}},
      {"x0.0.running_mean", nn::dtype::float32, {3}},
      {"x0.0.running_var", nn::dtype::float32, {3}},
      {"x0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"x0.1.weight", nn::dtype::float32, {3}},
      {"x0.1.bias", nn::dtype::float32, {3}},
      {"x0.1.running_mean", nn::dtype::float32, {3}},
      {"x0.1.running_var", nn::dtype::float32, {3}},
      {"x0.1.num_batches_tracked", nn::dtype::int64, {}},
      {"x1.0.weight", nn::dtype::float32, {4, 5}},
      {"x1.0.bias", nn::dtype::float32, {4}},
      {"x1.1.weight", nn::dtype::float32, {4, 5}},
      {"x1.1.bias", nn::dtype::float32, {4}},
      {"x2.0.weight", nn::dtype::float32, {1, 4}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "float"},
  }};
  static constexpr std::array<nn::checkpoint_module, 10> modules{{
      {"", 1},
      {"x0", 1},
      {"x0.0", 2},
      {"x0.1", 2},
      {"x1", 1},
      {"x1.0", 1},
      {"x1.1", 1},
      {"x2", 1},
      {"x2.0", 1},
      {"x2.1", 1},
  }};
};
constexpr nn::LoadOptions options115{.at = "pair115"};

struct Model116 {
  nn::Buffer<float, 2, 2, 4, 4> x0;
  nn::Buffer<nn::bfloat16, 1> block1;
};
struct file116 {
  static constexpr std::string_view at = "pair116";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"x0", nn::dtype::float32, {2, 2, 4, 4}},
      {"block1", nn::dtype::bfloat16, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options116{.at = "pair116"};

struct Model117 {
  nn::Embedding<3, 3> fc0;
  nn::Embedding<2, 3> block1;
  nn::BatchNorm1d<3> head2;
};
struct file117 {
  static constexpr std::string_view at = "pair117";
  static constexpr std::array<nn::checkpoint_row, 7> rows{{
      {"module.head2.weight", nn::dtype::float32, {3}},
      {"module.head2.num_batches_tracked", nn::dtype::int64, {}},
      {"module.head2.running_var", nn::dtype::float32, {3}},
      {"module.head2.bias", nn::dtype::float32, {3}},
      {"module.block1.weight", nn::dtype::float32, {2, 3}},
      {"module.fc0.weight", nn::dtype::float32, {3, 3}},
      {"module.head2.running_mean", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"module", 1},
      {"module.fc0", 1},
      {"module.block1", 1},
      {"module.head2", 1},
  }};
};
constexpr nn::LoadOptions options117{.strip_prefix = "module.", .at = "pair117"};

struct Model118 {
  nn::Parameter<float, 3, 4, 3, 1> head0;
};
struct file118 {
  static constexpr std::string_view at = "pair118.model.state";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"head0", "NoneType"},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options118{.missing = nn::allow, .shape = nn::allow, .at = "pair118.model.state"};

struct Model119 {
  nn::BatchNorm1d<3> block0;
};
struct file119 {
  static constexpr std::string_view at = "pair119";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"old_block0.gamma", nn::dtype::float32, {3}},
      {"old_block0.bias", nn::dtype::float32, {3}},
      {"fc0.spare", nn::dtype::float32, {3, 1, 3}},
      {"old_block0.running_mean", nn::dtype::float32, {3}},
      {"old_block0.running_var", nn::dtype::float32, {3}},
      {"old_block0.num_batches_tracked", nn::dtype::int64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"old_block0", 2},
  }};
};
constexpr nn::LoadOptions options119{.unexpected = nn::allow, .at = "pair119", .rename = {{"old_block0.*", "block0.*"}, {"*.gamma", "*.weight"}, {"*.*.bias", "*.*.offset"}}};

struct Model120 {
  nn::ModuleList<nn::BatchNorm1d<3>, 3> head0;
  nn::Linear<4, 3> block1;
  nn::Buffer<nn::float16> layer2;
};
struct file120 {
  static constexpr std::string_view at = "pair120.model";
  static constexpr std::array<nn::checkpoint_row, 19> rows{{
      {"mlayer2", nn::dtype::float16, {1}},
      {"mhead0.0.weight", nn::dtype::float32, {3}},
      {"mhead0.0.bias", nn::dtype::float32, {3}},
      {"mhead0.0.running_mean", nn::dtype::float32, {3}},
      {"mhead0.0.running_var", nn::dtype::float32, {3}},
      {"head0.0.num_batches_tracked", nn::dtype::int64, {1}},
      {"mhead0.1.weight", nn::dtype::float32, {3}},
      {"mhead0.1.bias", nn::dtype::float32, {3}},
      {"mhead0.1.running_mean", nn::dtype::float32, {3}},
      {"mhead0.1.running_var", nn::dtype::float32, {3}},
      {"head0.1.num_batches_tracked", nn::dtype::int64, {1}},
      {"mhead0.2.weight", nn::dtype::float32, {3}},
      {"mhead0.2.bias", nn::dtype::float32, {3}},
      {"mhead0.2.running_mean", nn::dtype::float32, {3}},
      {"head0.2.running_var", nn::dtype::float32, {3}},
      {"mhead0.2.num_batches_tracked", nn::dtype::int64, {1}},
      {"mblock1.weight", nn::dtype::float32, {3, 4}},
      {"block1.bias", nn::dtype::float32, {3}},
      {"block1.weight", nn::dtype::float32, {3, 4}},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"head0", 1},
      {"head0.0", 2},
      {"head0.1", 2},
      {"head0.2", 2},
      {"block1", 1},
  }};
};
constexpr nn::LoadOptions options120{.dtype = nn::allow, .strip_prefix = "m", .at = "pair120.model", .in_place = true};

struct Model121_block0 {
  nn::Embedding<5, 2> fc0;
};
struct Model121 {
  Model121_block0 block0;
  nn::Sequential<nn::ReLU, nn::ReLU> fc1;
};
struct file121 {
  static constexpr std::string_view at = "pair121.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"old_block0.fc0.gamma", nn::dtype::float32, {5, 2}},
  }};
};
constexpr nn::LoadOptions options121{.missing = nn::allow, .unexpected = nn::allow, .dtype = nn::allow, .at = "pair121.model.state", .rename = {{"old_block0.*", "block0.*"}, {"*.gamma", "*.weight"}}};

struct Model122 {
  nn::Parameter<nn::bfloat16, 1, 4, 1, 1> head0;
  nn::BatchNorm1d<3> block1;
};
struct file122 {
  static constexpr std::string_view at = "pair122.model.state";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"block1.weight", nn::dtype::float32, {3}},
      {"block1.num_batches_tracked", nn::dtype::int64, {}},
      {"block1.running_var", nn::dtype::float32, {3}},
      {"block1.running_mean", nn::dtype::float32, {3}},
      {"block1.bias", nn::dtype::float32, {3}},
      {"head0", nn::dtype::bfloat16, {1, 4, 1, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"block1", 2},
  }};
};
constexpr nn::LoadOptions options122{.unexpected = nn::allow, .at = "pair122.model.state", .filter = {"block1.*", "head0"}};

struct Model123 {
  nn::Linear<2, 4, nn::linear_options{.bias = false}> layer0;
};
struct file123 {
  static constexpr std::string_view at = "pair123";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"layer0", 1},
  }};
};
constexpr nn::LoadOptions options123{.shape = nn::allow, .at = "pair123"};

struct Model124 {
  nn::BatchNorm1d<2> block0;
  nn::Buffer<float, 2, 1> fc1;
  nn::Embedding<4, 1> fc2;
};
struct file124 {
  static constexpr std::string_view at = "pair124.model";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"fc2.weight", nn::dtype::float32, {4, 1}},
      {"block0.weight", nn::dtype::float32, {2}},
      {"block0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.running_var", nn::dtype::float32, {2}},
      {"block0.running_mean", nn::dtype::float32, {2}},
      {"old_fc0.spare", nn::dtype::float32, {}},
      {"block0.bias", nn::dtype::float32, {2}},
      {"fc1", nn::dtype::float32, {2, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"block0", 2},
      {"fc2", 1},
  }};
};
constexpr nn::LoadOptions options124{.unexpected = nn::allow, .at = "pair124.model", .rename = {{"old_fc0.*", "fc0.*"}, {"*tracked", "*tracked"}}};

struct Model125 {
  nn::Parameter<nn::complex64> head0;
  nn::Embedding<4, 1> block1;
};
struct file125 {
  static constexpr std::string_view at = "pair125";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"net.model.head0", nn::dtype::complex64, {}},
      {"net.model.block1.weight", nn::dtype::float32, {4, 1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.block1", 1},
  }};
};
constexpr nn::LoadOptions options125{.strip_prefix = "net.model.", .at = "pair125"};

struct Model126 {
  nn::Embedding<4, 4> fc0;
  nn::Parameter<float, 2, 2> layer1;
};
struct file126 {
  static constexpr std::string_view at = "pair126";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"mlayer1", nn::dtype::float32, {2, 2}},
      {"mfc0.weight", nn::dtype::float32, {4, 4}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"mepoch", "str"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"fc0", 1},
  }};
};
constexpr nn::LoadOptions options126{.unexpected = nn::allow, .strip_prefix = "m", .at = "pair126"};

struct Model127 {
  nn::Buffer<nn::complex128> layer0;
};
struct file127 {
  static constexpr std::string_view at = "pair127.model";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"layer0", nn::dtype::complex128, {}},
  }};
};
constexpr nn::LoadOptions options127{.unexpected = nn::allow, .at = "pair127.model"};

struct Model128 {
  nn::Buffer<std::int8_t> x0;
};
struct file128 {
  static constexpr std::string_view at = "pair128";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"x0", nn::dtype::int8, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options128{.dtype = nn::allow, .at = "pair128"};

struct Model129 {
  nn::Embedding<1, 4> layer0;
};
struct file129 {
  static constexpr std::string_view at = "pair129";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"layer0", 1},
  }};
};
constexpr nn::LoadOptions options129{.at = "pair129", .rename = {{"*.gamma", "*.weight"}}};

struct Model130 {
  nn::Buffer<std::int32_t> fc0;
  nn::Parameter<nn::float16> x1;
  nn::Buffer<std::int8_t, 2, 2> block2;
};
struct file130 {
  static constexpr std::string_view at = "pair130.model";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"fc0", nn::dtype::int32, {}},
      {"x1", nn::dtype::float16, {}},
      {"block2", nn::dtype::int8, {2, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options130{.at = "pair130.model"};

struct Model131 {
  nn::Parameter<float> block0;
};
struct file131 {
  static constexpr std::string_view at = "pair131.model.state";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"net.model", 1},
  }};
};
constexpr nn::LoadOptions options131{.missing = nn::allow, .strip_prefix = "net.model.", .at = "pair131.model.state", .filter = {"*"}, .in_place = true};

struct Model132_block2_x0 {
  nn::Parameter<nn::complex64, 4, 1, 3> block0;
};
struct Model132_block2_block1 {
  nn::Embedding<5, 4> fc0;
  nn::ModuleList<nn::Linear<1, 5>, 3> fc1;
};
struct Model132_block2 {
  Model132_block2_x0 x0;
  Model132_block2_block1 block1;
};
struct Model132 {
  nn::Embedding<2, 3> head0;
  nn::Embedding<4, 4> layer1;
  Model132_block2 block2;
};
struct file132 {
  static constexpr std::string_view at = "pair132.model.state";
  static constexpr std::array<nn::checkpoint_row, 10> rows{{
      {"head0.weight", nn::dtype::float64, {2, 3}},
      {"layer1.weight", nn::dtype::float16, {4, 4}},
      {"block2.x0.block0", nn::dtype::complex64, {4, 1, 3}},
      {"block2.block1.fc0.weight", nn::dtype::float16, {5, 4}},
      {"block2.block1.fc1.0.weight", nn::dtype::float32, {5, 1}},
      {"block2.block1.fc1.0.bias", nn::dtype::float64, {5}},
      {"block2.block1.fc1.1.weight", nn::dtype::float64, {5, 1}},
      {"block2.block1.fc1.1.bias", nn::dtype::float32, {5}},
      {"block2.block1.fc1.2.weight", nn::dtype::bfloat16, {5, 1}},
      {"block2.block1.fc1.2.bias", nn::dtype::bfloat16, {5}},
  }};
  static constexpr std::array<nn::checkpoint_module, 11> modules{{
      {"", 1},
      {"head0", 1},
      {"layer1", 1},
      {"block2", 1},
      {"block2.x0", 1},
      {"block2.block1", 1},
      {"block2.block1.fc0", 1},
      {"block2.block1.fc1", 1},
      {"block2.block1.fc1.0", 1},
      {"block2.block1.fc1.1", 1},
      {"block2.block1.fc1.2", 1},
  }};
};
constexpr nn::LoadOptions options132{.at = "pair132.model.state", .filter = {"block2.*", "head0.*", "layer1.*"}, .in_place = true};

struct Model133 {
  nn::ModuleList<nn::BatchNorm1d<4>, 1> block0;
  nn::ModuleList<nn::BatchNorm1d<3>, 1> layer1;
  nn::Sequential<nn::Embedding<6, 1>> layer2;
};
struct file133 {
  static constexpr std::string_view at = "pair133";
  static constexpr std::array<nn::checkpoint_row, 11> rows{{
      {"block0.0.bias", nn::dtype::float32, {4}},
      {"old_layer1.0.running_mean", nn::dtype::float32, {3}},
      {"old_layer1.0.bias", nn::dtype::float32, {3}},
      {"old_layer1.0.running_var", nn::dtype::float32, {3}},
      {"block0.0.num_batches_tracked", nn::dtype::int64, {}},
      {"block0.0.running_mean", nn::dtype::float32, {4}},
      {"block0.0.weight", nn::dtype::float32, {4}},
      {"block0.0.running_var", nn::dtype::float32, {4}},
      {"layer2.0.weight", nn::dtype::float32, {6, 1}},
      {"old_layer1.0.num_batches_tracked", nn::dtype::int64, {}},
      {"old_layer1.0.weight", nn::dtype::float32, {3}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"old_layer1", 1},
      {"old_layer1.0", 2},
      {"layer2", 1},
      {"layer2.0", 1},
  }};
};
constexpr nn::LoadOptions options133{.unexpected = nn::allow, .at = "pair133", .rename = {{"old_layer1.*", "layer1.*"}, {"nobody.*", "*"}}};

struct Model134 {
  nn::Buffer<std::int32_t, 4, 3> head0;
};
struct file134 {
  static constexpr std::string_view at = "pair134.model.state";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"head0", nn::dtype::int32, {4, 3}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options134{.at = "pair134.model.state", .filter = {"head0"}};

struct Model135 {
  nn::Parameter<nn::complex128, 1> block0;
};
struct file135 {
  static constexpr std::string_view at = "pair135";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"module.spare.weight", nn::dtype::float32, {2}},
      {"module.block0", nn::dtype::complex128, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"module", 1},
  }};
};
constexpr nn::LoadOptions options135{.unexpected = nn::allow, .strip_prefix = "module.", .at = "pair135"};

struct Model136 {
  nn::Parameter<double, 2, 1, 1> layer0;
  nn::Linear<4, 1> layer1;
  nn::Sequential<nn::BatchNorm1d<3>, nn::ReLU, nn::ReLU> block2;
};
struct file136 {
  static constexpr std::string_view at = "pair136";
  static constexpr std::array<nn::checkpoint_row, 8> rows{{
      {"layer0", nn::dtype::float64, {2, 1, 1}},
      {"layer1.weight", nn::dtype::float32, {1, 4}},
      {"layer1.bias", nn::dtype::float32, {1}},
      {"block2.0.weight", nn::dtype::float32, {3}},
      {"block2.0.bias", nn::dtype::float32, {3}},
      {"block2.0.running_mean", nn::dtype::float32, {3}},
      {"block2.0.running_var", nn::dtype::float32, {3}},
      {"block2.0.num_batches_tracked", nn::dtype::int64, {}},
  }};
};
constexpr nn::LoadOptions options136{.at = "pair136"};

struct Model137 {
  nn::ModuleList<nn::BatchNorm1d<4>, 3> block0;
};
struct file137 {
  static constexpr std::string_view at = "pair137";
  static constexpr std::array<nn::checkpoint_row, 15> rows{{
      {"block0.0.weight", nn::dtype::float32, {4}},
      {"block0.0.bias", nn::dtype::float32, {4}},
      {"block0.0.running_mean", nn::dtype::float32, {4}},
      {"block0.0.running_var", nn::dtype::float32, {4}},
      {"block0.0.num_batches_tracked", nn::dtype::int64, {1}},
      {"block0.1.weight", nn::dtype::float32, {4}},
      {"block0.1.bias", nn::dtype::float32, {4}},
      {"block0.1.running_mean", nn::dtype::float32, {4}},
      {"block0.1.running_var", nn::dtype::float32, {4}},
      {"block0.1.num_batches_tracked", nn::dtype::int64, {1}},
      {"block0.2.weight", nn::dtype::float32, {4}},
      {"block0.2.bias", nn::dtype::float32, {4}},
      {"block0.2.running_mean", nn::dtype::float32, {4}},
      {"block0.2.running_var", nn::dtype::float32, {4}},
      {"block0.2.num_batches_tracked", nn::dtype::int64, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"block0", 1},
      {"block0.0", 2},
      {"block0.1", 2},
      {"block0.2", 2},
  }};
};
constexpr nn::LoadOptions options137{.at = "pair137"};

struct Model138 {
  nn::Parameter<nn::complex64, 3, 4, 3> layer0;
};
struct file138 {
  static constexpr std::string_view at = "pair138.model.state";
  static constexpr std::array<nn::checkpoint_row, 1> rows{{
      {"net.model.layer0", nn::dtype::complex64, {}},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"net.model", 1},
  }};
};
constexpr nn::LoadOptions options138{.shape = nn::allow, .strip_prefix = "net.model.", .at = "pair138.model.state"};

struct Model139 {
  nn::BatchNorm1d<1> block0;
  nn::Embedding<6, 2> head1;
};
struct file139 {
  static constexpr std::string_view at = "pair139";
  static constexpr std::array<nn::checkpoint_row, 6> rows{{
      {"block0.num_batches_tracked", nn::dtype::bfloat16, {}},
      {"block0.running_mean", nn::dtype::float32, {1}},
      {"head1.weight", nn::dtype::float32, {6, 2}},
      {"block0.weight", nn::dtype::float32, {1}},
      {"block0.running_var", nn::dtype::float32, {1}},
      {"block0.bias", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 3> modules{{
      {"", 1},
      {"block0", 2},
      {"head1", 1},
  }};
};
constexpr nn::LoadOptions options139{.unexpected = nn::allow, .at = "pair139"};

struct Model140 {
  nn::Sequential<nn::ReLU> layer0;
  nn::Linear<2, 5> head1;
};
struct file140 {
  static constexpr std::string_view at = "pair140";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"net.model.head1.bias", nn::dtype::float32, {5}},
      {"net.model.head1.weight", nn::dtype::float32, {5, 2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 5> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.layer0", 1},
      {"net.model.layer0.0", 1},
      {"net.model.head1", 1},
  }};
};
constexpr nn::LoadOptions options140{.unexpected = nn::allow, .strip_prefix = "net.model.", .at = "pair140", .in_place = true};

struct Model141 {
  nn::Buffer<nn::bfloat16, 3> block0;
};
struct file141 {
  static constexpr std::string_view at = "pair141.model";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"block0", nn::dtype::bfloat16, {3}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options141{.unexpected = nn::allow, .at = "pair141.model", .filter = {"block0"}};

struct Model142 {
  nn::Parameter<nn::bfloat16> fc0;
  nn::Sequential<nn::ReLU, nn::ReLU> block1;
  nn::ModuleList<nn::Linear<3, 3, nn::linear_options{.bias = false}>, 1> layer2;
};
struct file142 {
  static constexpr std::string_view at = "pair142";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"net.model.fc0", nn::dtype::bfloat16, {}},
      {"net.model.layer2.0.weight", nn::dtype::float32, {1}},
      {"optimizer.0", nn::dtype::float32, {0}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"net.model", 1},
      {"net.model.block1", 1},
      {"net.model.block1.0", 1},
      {"net.model.block1.1", 1},
      {"net.model.layer2", 1},
      {"net.model.layer2.0", 1},
  }};
};
constexpr nn::LoadOptions options142{.dtype = nn::allow, .strip_prefix = "net.model.", .at = "pair142", .filter = {"net.*"}};

struct Model143 {
  nn::Linear<1, 4> x0;
};
struct file143 {
  static constexpr std::string_view at = "pair143.model.state";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"x0.weight", nn::dtype::float32, {4, 1}},
      {"x0.bias", nn::dtype::float32, {4}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"epoch", "str"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"x0", 1},
  }};
};
constexpr nn::LoadOptions options143{.unexpected = nn::allow, .shape = nn::allow, .dtype = nn::allow, .at = "pair143.model.state"};

struct Model144 {
  nn::Embedding<1, 1> x0;
  nn::Sequential<nn::Linear<2, 2, nn::linear_options{.bias = false}>, nn::ReLU, nn::Linear<5, 2>> layer1;
};
struct file144 {
  static constexpr std::string_view at = "pair144.model";
  static constexpr std::array<nn::checkpoint_row, 4> rows{{
      {"x0.gamma", nn::dtype::float32, {1, 1}},
      {"layer1.0.gamma", nn::dtype::float32, {2, 2}},
      {"layer1.2.gamma", nn::dtype::int32, {2, 5}},
      {"layer1.2.bias", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 6> modules{{
      {"", 1},
      {"x0", 1},
      {"layer1", 1},
      {"layer1.0", 1},
      {"layer1.1", 1},
      {"layer1.2", 1},
  }};
};
constexpr nn::LoadOptions options144{.missing = nn::allow, .at = "pair144.model", .rename = {{"*.gamma", "*.weight"}, {"*.running_*", "*.running_*"}}};

struct Model145 {
  nn::Parameter<double, 3, 2> layer0;
  nn::Embedding<1, 1> head1;
  nn::ModuleList<nn::Linear<3, 3, nn::linear_options{.bias = false}>, 1> head2;
};
struct file145 {
  static constexpr std::string_view at = "pair145";
  static constexpr std::array<nn::checkpoint_row, 5> rows{{
      {"mlayer0", nn::dtype::float64, {3, 2}},
      {"mhead1.weight", nn::dtype::float32, {1, 1}},
      {"mhead2.0.weight", nn::dtype::float32, {3, 3}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 4> modules{{
      {"", 1},
      {"head1", 1},
      {"head2", 1},
      {"head2.0", 1},
  }};
};
constexpr nn::LoadOptions options145{.strip_prefix = "m", .at = "pair145", .filter = {"mhead1.*", "mhead2.*", "mlayer0"}};

struct Model146 {
  nn::Buffer<bool, 1, 1, 2> fc0;
  nn::Embedding<4, 4> head1;
  nn::Buffer<std::int8_t, 2, 1, 2> x2;
};
struct file146 {
  static constexpr std::string_view at = "pair146";
  static constexpr std::array<nn::checkpoint_row, 2> rows{{
      {"mfc0", nn::dtype::boolean, {1, 1, 2}},
      {"mx2", nn::dtype::int8, {2, 1, 2}},
  }};
  static constexpr std::array<nn::checkpoint_other, 1> others{{
      {"mhead1.weight", "list"},
  }};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"head1", 1},
  }};
};
constexpr nn::LoadOptions options146{.unexpected = nn::allow, .strip_prefix = "m", .at = "pair146"};

struct Model147_layer2 {
  nn::ModuleList<nn::Linear<3, 4, nn::linear_options{.bias = false}>, 2> block0;
  nn::BatchNorm1d<3> layer1;
  nn::ModuleList<nn::BatchNorm1d<2>, 3> head2;
};
struct Model147 {
  nn::Linear<2, 5> x0;
  nn::Parameter<double, 1> fc1;
  Model147_layer2 layer2;
};
struct file147 {
  static constexpr std::string_view at = "pair147";
  static constexpr std::array<nn::checkpoint_row, 22> rows{{
      {"fc1", nn::dtype::float64, {1}},
      {"x0.weight", nn::dtype::float32, {5, 2}},
      {"x0.bias", nn::dtype::float32, {5}},
      {"layer2.block0.0.weight", nn::dtype::float32, {4, 3}},
      {"layer2.block0.1.weight", nn::dtype::float32, {4, 3}},
      {"layer2.layer1.weight", nn::dtype::float32, {3}},
      {"layer2.layer1.bias", nn::dtype::float32, {3}},
      {"layer2.layer1.running_mean", nn::dtype::float32, {3}},
      {"layer2.layer1.running_var", nn::dtype::float32, {3}},
      {"layer2.head2.0.weight", nn::dtype::float32, {2}},
      {"layer2.head2.0.bias", nn::dtype::float32, {2}},
      {"layer2.head2.0.running_mean", nn::dtype::float32, {2}},
      {"layer2.head2.0.running_var", nn::dtype::float32, {2}},
      {"layer2.head2.0.num_batches_tracked", nn::dtype::int64, {}},
      {"layer2.head2.1.weight", nn::dtype::float32, {2}},
      {"layer2.head2.1.bias", nn::dtype::float32, {2}},
      {"layer2.head2.1.running_mean", nn::dtype::float32, {2}},
      {"layer2.head2.1.running_var", nn::dtype::float32, {2}},
      {"layer2.head2.2.weight", nn::dtype::float32, {2}},
      {"layer2.head2.2.bias", nn::dtype::float32, {2}},
      {"layer2.head2.2.running_mean", nn::dtype::float32, {2}},
      {"layer2.head2.2.running_var", nn::dtype::float32, {2}},
  }};
  static constexpr std::array<nn::checkpoint_module, 7> modules{{
      {"", 1},
      {"x0", 1},
      {"layer2", 1},
      {"layer2.block0", 1},
      {"layer2.block0.0", 1},
      {"layer2.block0.1", 1},
      {"layer2.head2", 1},
  }};
};
constexpr nn::LoadOptions options147{.missing = nn::allow, .at = "pair147", .in_place = true};

struct Model148 {
  nn::Parameter<nn::bfloat16, 2, 2, 2> block0;
};
struct file148 {
  static constexpr std::string_view at = "pair148.model.state";
  static constexpr std::array<nn::checkpoint_row, 3> rows{{
      {"mblock0", nn::dtype::bfloat16, {2, 2, 2}},
      {"optimizer.0", nn::dtype::float32, {0}},
      {"optimizer.1", nn::dtype::float32, {1}},
  }};
  static constexpr std::array<nn::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
constexpr nn::LoadOptions options148{.strip_prefix = "m", .at = "pair148.model.state", .rename = {{"*.gamma", "*.weight"}}, .filter = {"*"}, .map = true};

struct Model149 {
  nn::Buffer<bool, 2, 3> x0;
};
struct file149 {
  static constexpr std::string_view at = "pair149";
  static constexpr std::array<nn::checkpoint_row, 0> rows{};
  static constexpr std::array<nn::checkpoint_module, 2> modules{{
      {"", 1},
      {"module", 1},
  }};
};
constexpr nn::LoadOptions options149{.unexpected = nn::allow, .dtype = nn::allow, .strip_prefix = "module.", .at = "pair149"};

}  // namespace

TEST_CASE("what fits at compile time fits at run time, part 2", "[checkpoint]") {
  check_pair<Model100, file100, options100>(true);
  check_pair<Model101, file101, options101>(true);
  check_pair<Model102, file102, options102>(false);
  check_pair<Model103, file103, options103>(false);
  check_pair<Model104, file104, options104>(false);
  check_pair<Model105, file105, options105>(true);
  check_pair<Model106, file106, options106>(false);
  check_pair<Model107, file107, options107>(true);
  check_pair<Model108, file108, options108>(true);
  check_pair<Model109, file109, options109>(true);
  check_pair<Model110, file110, options110>(true);
  check_pair<Model111, file111, options111>(false);
  check_pair<Model112, file112, options112>(true);
  check_pair<Model113, file113, options113>(false);
  check_pair<Model114, file114, options114>(true);
  check_pair<Model115, file115, options115>(false);
  check_pair<Model116, file116, options116>(true);
  check_pair<Model117, file117, options117>(true);
  check_pair<Model118, file118, options118>(false);
  check_pair<Model119, file119, options119>(false);
  check_pair<Model120, file120, options120>(false);
  check_pair<Model121, file121, options121>(false);
  check_pair<Model122, file122, options122>(true);
  check_pair<Model123, file123, options123>(false);
  check_pair<Model124, file124, options124>(true);
  check_pair<Model125, file125, options125>(true);
  check_pair<Model126, file126, options126>(true);
  check_pair<Model127, file127, options127>(true);
  check_pair<Model128, file128, options128>(true);
  check_pair<Model129, file129, options129>(false);
  check_pair<Model130, file130, options130>(true);
  check_pair<Model131, file131, options131>(false);
  check_pair<Model132, file132, options132>(true);
  check_pair<Model133, file133, options133>(true);
  check_pair<Model134, file134, options134>(true);
  check_pair<Model135, file135, options135>(true);
  check_pair<Model136, file136, options136>(true);
  check_pair<Model137, file137, options137>(true);
  check_pair<Model138, file138, options138>(false);
  check_pair<Model139, file139, options139>(false);
  check_pair<Model140, file140, options140>(true);
  check_pair<Model141, file141, options141>(true);
  check_pair<Model142, file142, options142>(false);
  check_pair<Model143, file143, options143>(true);
  check_pair<Model144, file144, options144>(false);
  check_pair<Model145, file145, options145>(true);
  check_pair<Model146, file146, options146>(false);
  check_pair<Model147, file147, options147>(true);
  check_pair<Model148, file148, options148>(false);
  check_pair<Model149, file149, options149>(false);
}

}  // namespace checkpoint_schema_pairs_2_test
