// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <nnstruct/autograd/operation-inl.hpp>
#include <nnstruct/autograd/rows.hpp>
#include <nnstruct/engine/kernels.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::autograd {

namespace detail {
struct saved_embedding {
  std::int64_t rows, size, padding;
  std::vector<std::int64_t> indices;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    engine::embedding_backward(static_cast<std::int64_t>(indices.size()), size, rows, padding, indices.data(),
                               g.of_result(), g.of(0, rows * size));
  }
};
struct saved_concatenate {
  std::int64_t outer, inner, all;
  std::vector<std::int64_t> extents;

  NNSTRUCT_DECLARE void backward(gradients& g) const {
    const float* from = g.of_result();
    for (std::size_t i = 0; i < extents.size(); ++i) {
      const std::int64_t row = extents[i] * inner;
      if (g.wants(i)) engine::copy_rows(outer, row, from, all * inner, g.of(i, outer * row), row);
      from += row;
    }
  }
};
}  // namespace detail

NNSTRUCT_DEFINE void embedding(std::int64_t count, std::int64_t rows, std::int64_t size, std::int64_t padding,
                               const std::int64_t* indices, const variable& weight, const result& y) {
  engine::embedding(count, size, indices, weight.data(), y.data);
  const std::array operands{weight};
  if (detail::records(operands))
    detail::record(y, "embedding", operands, detail::saved_embedding{rows, size, padding, {indices, indices + count}});
}

NNSTRUCT_DEFINE void concatenate(std::int64_t outer, std::int64_t inner, const variable* parts,
                                 const std::int64_t* extents, std::size_t count, const result& y) {
  std::int64_t all = 0;
  for (std::size_t i = 0; i < count; ++i) all += extents[i];
  float* to = y.data;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t row = extents[i] * inner;
    engine::copy_rows(outer, row, parts[i].data(), row, to, all * inner);
    to += row;
  }
  const std::vector<variable> operands(parts, parts + count);
  if (detail::records(operands))
    detail::record(y, "cat", operands, detail::saved_concatenate{outer, inner, all, {extents, extents + count}});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::autograd
