// SPDX-License-Identifier: Apache-2.0
/// \file
/// Adam and AdamW.
#pragma once

#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/optim/optimizer.hpp>
#include <nnstruct/optim/options.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
template <> struct optimizer_with<adam_options> {
  static constexpr std::string_view name = "Adam";
  NNSTRUCT_DECLARE static const optimizer_kind& kind();
};
template <> struct optimizer_with<adamw_options> {
  static constexpr std::string_view name = "AdamW";
  NNSTRUCT_DECLARE static const optimizer_kind& kind();
};
}  // namespace detail

/// https://pytorch.org/docs/stable/generated/torch.optim.Adam.html
/// \code
///   nn::Adam<Net> opt{{.lr = 3e-4, .betas = {0.9, 0.98}}};
///   opt.step(net);
/// \endcode
template <class Model> using Adam = optimizer<Model, adam_options>;

/// Adam whose weight_decay shrinks the values themselves.
/// https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html
template <class Model> using AdamW = optimizer<Model, adamw_options>;

}  // namespace nnstruct::inline NNSTRUCT_ABI
