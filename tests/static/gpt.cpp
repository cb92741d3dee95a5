// SPDX-License-Identifier: Apache-2.0
// A language model of more than 5,000 keys: its schema, its fingerprint and checks of checkpoints, in the same order
// and in another, stay within the compilers' default limits of constant evaluation.
// clang-format off
#include <nnstruct/declare.hpp>
namespace nn = nnstruct;

namespace {

constexpr std::size_t layers = 420;

struct Attention {
  nn::Linear<64, 192> c_attn;
  nn::Linear<64, 64> c_proj;
};
struct MLP {
  nn::Linear<64, 256> c_fc;
  nn::Linear<256, 64> c_proj;
};
struct Block {
  nn::LayerNorm<64> ln_1;
  Attention attn;
  nn::LayerNorm<64> ln_2;
  MLP mlp;
};
struct Transformer {
  nn::Embedding<1000, 64> wte;
  nn::Embedding<128, 64> wpe;
  nn::ModuleList<Block, layers> h;
  nn::LayerNorm<64> ln_f;
};
struct GPT {
  Transformer transformer;
  nn::Linear<64, 1000, nn::linear_options{.bias = false}> lm_head;
};

#define ROW(n, key, ...) {"transformer.h." #n "." key, nn::dtype::float32, {__VA_ARGS__}},
#define LN_1_WEIGHT(n) ROW(n, "ln_1.weight", 64)
#define LN_1_BIAS(n) ROW(n, "ln_1.bias", 64)
#define C_ATTN_WEIGHT(n) ROW(n, "attn.c_attn.weight", 192, 64)
#define C_ATTN_BIAS(n) ROW(n, "attn.c_attn.bias", 192)
#define ATTN_PROJ_WEIGHT(n) ROW(n, "attn.c_proj.weight", 64, 64)
#define ATTN_PROJ_BIAS(n) ROW(n, "attn.c_proj.bias", 64)
#define LN_2_WEIGHT(n) ROW(n, "ln_2.weight", 64)
#define LN_2_BIAS(n) ROW(n, "ln_2.bias", 64)
#define C_FC_WEIGHT(n) ROW(n, "mlp.c_fc.weight", 256, 64)
#define C_FC_BIAS(n) ROW(n, "mlp.c_fc.bias", 256)
#define MLP_PROJ_WEIGHT(n) ROW(n, "mlp.c_proj.weight", 64, 256)
#define MLP_PROJ_BIAS(n) ROW(n, "mlp.c_proj.bias", 64)
#define BLOCK(n)                                                                                          \
  LN_1_WEIGHT(n) LN_1_BIAS(n) C_ATTN_WEIGHT(n) C_ATTN_BIAS(n) ATTN_PROJ_WEIGHT(n) ATTN_PROJ_BIAS(n)       \
  LN_2_WEIGHT(n) LN_2_BIAS(n) C_FC_WEIGHT(n) C_FC_BIAS(n) MLP_PROJ_WEIGHT(n) MLP_PROJ_BIAS(n)

#define TEN(each, n) \
  each(n##0) each(n##1) each(n##2) each(n##3) each(n##4) each(n##5) each(n##6) each(n##7) each(n##8) each(n##9)
#define HUNDRED(each, n)                                                                                    \
  TEN(each, n##0) TEN(each, n##1) TEN(each, n##2) TEN(each, n##3) TEN(each, n##4) TEN(each, n##5)           \
  TEN(each, n##6) TEN(each, n##7) TEN(each, n##8) TEN(each, n##9)
#define ALL(each)                                                                                             \
  each(0) each(1) each(2) each(3) each(4) each(5) each(6) each(7) each(8) each(9)                             \
  TEN(each, 1) TEN(each, 2) TEN(each, 3) TEN(each, 4) TEN(each, 5) TEN(each, 6) TEN(each, 7) TEN(each, 8) TEN(each, 9) \
  HUNDRED(each, 1) HUNDRED(each, 2) HUNDRED(each, 3) TEN(each, 40) TEN(each, 41)
#define FIRST {"transformer.wte.weight", nn::dtype::float32, {1000, 64}}, \
              {"transformer.wpe.weight", nn::dtype::float32, {128, 64}},
#define LAST {"transformer.ln_f.weight", nn::dtype::float32, {64}}, {"transformer.ln_f.bias", nn::dtype::float32, {64}}, \
             {"lm_head.weight", nn::dtype::float32, {1000, 64}},

struct same_order {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 12 * layers + 5> rows{{FIRST ALL(BLOCK) LAST}};
};
struct other_order {
  static constexpr std::string_view at = "";
  static constexpr std::array<nn::checkpoint_row, 12 * layers + 5> rows{{
      LAST ALL(MLP_PROJ_BIAS) ALL(LN_1_BIAS) ALL(C_ATTN_WEIGHT) ALL(LN_2_WEIGHT) ALL(C_FC_BIAS) ALL(LN_2_BIAS)
      ALL(MLP_PROJ_WEIGHT) ALL(C_ATTN_BIAS) ALL(ATTN_PROJ_WEIGHT) ALL(LN_1_WEIGHT) ALL(C_FC_WEIGHT) ALL(ATTN_PROJ_BIAS)
      FIRST
  }};
};

static_assert(nn::schema<GPT>.size() == 5045);
static_assert(nn::schema<GPT>[5044].key == "lm_head.weight");
static_assert(nn::schema_fingerprint<GPT> == nn::schema_fingerprint<same_order>);
static_assert(nn::schema_fingerprint<GPT> != nn::schema_fingerprint<other_order>);
static_assert(nn::require_fits<GPT, same_order>());
static_assert(nn::require_fits<GPT, other_order>());
static_assert(nn::require_same_schema<same_order, GPT>());

constexpr nn::LoadOptions only_blocks{.missing = nn::allow, .filter = {"transformer.h.*"}};
static_assert(nn::fits<GPT, other_order, only_blocks, nn::except<"*.c_proj.*">>);

}  // namespace
