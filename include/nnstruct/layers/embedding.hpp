// SPDX-License-Identifier: Apache-2.0
/// \file
/// Embedding: a table of rows that indices choose from.
/// https://pytorch.org/docs/stable/generated/torch.nn.Embedding.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/autograd/rows.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/layers/attributes.hpp>
#include <nnstruct/layers/options.hpp>
#include <nnstruct/layers/wiring.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
template <class Layer, class X> constexpr bool embedding_accepts() {
  if constexpr (!takes_tensor<Layer, std::int64_t, X>()) {
    return false;
  } else if constexpr (X::rank() == extent_list::max_rank) {
    static_assert(layer_accepts_input<Layer, expected_rank<extent_list::max_rank - 1>, found_of<X>>,
                  "nn: Embedding got an input with another number of extents; with one more it is to be a Tensor too");
    return false;
  } else {
    return true;
  }
}

/// The computation, of an input that is accepted.
template <class Layer, std::int64_t Count, std::int64_t Size, std::int64_t... E>
Tensor<float, E..., Size> embedding(const Tensor<std::int64_t, E...>& indices, std::int64_t padding,
                                    const autograd::variable& weight) {
  for (std::int64_t i = 0; i < indices.numel(); ++i)
    if (indices.data()[i] < 0 || indices.data()[i] >= Count)
      throw_index_out_of_range(node_of<Layer>::value, indices.data()[i], i, Count);
  std::int64_t extents[sizeof...(E) + 2] = {};
  for (std::size_t i = 0; i < sizeof...(E); ++i) extents[i] = indices.extent(i);
  extents[sizeof...(E)] = Size;
  Tensor<float, E..., Size> y(uninitialized, extents);
  autograd::embedding(indices.numel(), Count, Size, padding, indices.data(), weight, autograd::result_of(y));
  return y;
}
}  // namespace detail

/// Row i of its table for each index i: [...] of std::int64_t -> [..., EmbeddingDim] of float.
/// `weight` is [NumEmbeddings, EmbeddingDim]. PyTorch's max_norm, which changes the table in a forward, is left out; so
/// are scale_grad_by_freq and sparse, which are about gradients.
/// Throws ShapeError if the parameter is empty, Error if an index is not in [0, NumEmbeddings).
/// \code
///   nn::Embedding<50257, 768> wte;
///   nn::Embedding<1000, 64, nn::embedding_options{.padding_idx = 0}> words;
/// \endcode
template <std::int64_t NumEmbeddings, std::int64_t EmbeddingDim, embedding_options Options = embedding_options{}>
struct Embedding {
  static_assert(NumEmbeddings > 0 && EmbeddingDim > 0, "nn: Embedding needs at least one row of at least one number");
  static_assert(!Options.padding_idx.given ||
                    (-NumEmbeddings <= Options.padding_idx.value && Options.padding_idx.value < NumEmbeddings),
                "nn: Embedding's padding_idx is one of its rows");

  Parameter<float, detail::size_or_one(NumEmbeddings), detail::size_or_one(EmbeddingDim)> weight;

  static constexpr python_class python{"torch.nn.modules.sparse", "Embedding"};

  struct pytorch {
    static constexpr auto init = detail::init_rule::standard_normal;
    static constexpr auto attributes() {
      using namespace detail;
      const maybe<std::int64_t> row = padding_row();
      return std::array{integer_attribute("num_embeddings", NumEmbeddings, shown::positional),
                        integer_attribute("embedding_dim", EmbeddingDim, shown::positional),
                        maybe_attribute("padding_idx", row, hidden_if(!row.given)),
                        none_attribute("max_norm", shown::hidden),
                        real_attribute("norm_type", 2, shown::hidden),
                        boolean_attribute("scale_grad_by_freq", false, shown::hidden),
                        boolean_attribute("sparse", false, shown::hidden)};
    }
  };

  template <class X> auto forward(const X& indices) { return run(*this, indices); }
  template <class X> auto forward(const X& indices) const { return run(*this, indices); }
  template <class X> auto operator()(const X& indices) { return run(*this, indices); }
  template <class X> auto operator()(const X& indices) const { return run(*this, indices); }

 private:
  /// The row that learns nothing, counted from the first.
  static constexpr maybe<std::int64_t> padding_row() {
    maybe<std::int64_t> row = Options.padding_idx;
    if (row.given && row.value < 0) row.value += NumEmbeddings;
    return row;
  }
  template <class Self, class X> static auto run(Self& self, const X& indices) {
    if constexpr (!detail::embedding_accepts<Embedding, X>()) return detail::unwired_tensor();
    else
      return detail::embedding<Embedding, NumEmbeddings, EmbeddingDim>(
          indices, padding_row().given ? padding_row().value : -1,
          detail::operand_of<Embedding>(self.weight, "weight"));
  }
};

namespace detail {
struct embedding_function {
  static constexpr std::string_view function_name = "embedding";

  template <class X, class Weight = none> auto operator()(const X& indices, Weight&& weight = {}) const {
    using W = std::remove_cvref_t<Weight>;
    if constexpr (!accepts<X, W>()) return unwired_tensor();
    else
      return detail::embedding<embedding_function, W::static_extent(0), W::static_extent(1)>(indices, -1,
                                                                                             argument_of(weight));
  }

 private:
  template <class X, class Weight> static constexpr bool accepts() {
    if constexpr (!has_static_extents<Weight, 2>()) {
      static_assert(function_accepts_argument<embedding_function, expected_rank<2>, found_of<Weight>>,
                    "nn: embedding needs a weight [num_embeddings, embedding_dim]");
      return false;
    } else {
      return embedding_accepts<embedding_function, X>();
    }
  }
};
}  // namespace detail

/// `nn::embedding(indices, weight)`, as torch.nn.functional.embedding; weight is a Parameter, or a Tensor with static
/// extents.
inline constexpr detail::embedding_function embedding{};

}  // namespace nnstruct::inline NNSTRUCT_ABI
