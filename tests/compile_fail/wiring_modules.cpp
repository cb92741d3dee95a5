// SPDX-License-Identifier: Apache-2.0
// A module of the user's is given what its forward does not take; a tensor is piped into what is no module; a layer is
// called without all that it needs.
// errors: 6
// expect: nn: the model's forward does not take this input; look at its parameter types
// expect: module_accepts_input<Block, .*Tensor<float, -1, 5>
// expect: module_accepts_input<.*ModuleList<.*Tensor<float, -1, 4>
// expect: module_accepts_input<Two, .*Tensor<float, -1, 4>
// expect: nn: what a tensor is piped into is no layer, no module and nothing that could be called with it
// expect: pipe_leads_to_module<int>
// expect: pipe_leads_to_module<.*Tensor<float, -1, 4>
// expect: nn: TiedLinear is called with its input and the Parameter<float, Out, In> it is tied to
// expect: layer_accepts_owner<.*TiedLinear<.*expected<4, 4>, .*found_type<.*none>
#include <nnstruct/declare.hpp>
#include <nnstruct/module/predict.hpp>
namespace nn = nnstruct;

#ifdef NNSTRUCT_FAIL
#define FOUND(wrong, right) wrong
#else
#define FOUND(wrong, right) right
#endif
using Rows = nn::Tensor<float, nn::dyn, 4>;

struct Block {
  nn::Linear<4, 4> fc;
  auto forward(const Rows& x) { return fc(x); }
};
struct Two {
  nn::Linear<4, 4> fc;
  auto forward(const Rows& x, const Rows& y) { return fc(x) + y; }
};

struct Net {
  nn::Linear<4, FOUND(5, 4)> fc;
  nn::named<"block", Block> block;
  nn::ModuleList<Block, 2> blocks;
  Two two;
  nn::TiedLinear<"w", 4, 4> tied;
  nn::Parameter<float, 4, 4> w;

  Rows forward(const Rows& x) {
    x | fc | block | nn::relu | block;
    x | FOUND(blocks, blocks[0]) | nn::relu;
    FOUND(nn::predict(two, x), nn::predict(two, x, x)) | nn::relu;
    x | FOUND(5, fc);
    x | FOUND(x, fc);
    return FOUND(x | tied, tied(x, w));
  }
};
