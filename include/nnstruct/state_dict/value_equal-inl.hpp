// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <vector>

#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

NNSTRUCT_INLINE bool Value::equal(const Value& first, const Value& second) {
  std::vector<std::pair<const Value*, const Value*>> todo = {{&first, &second}};
  while (!todo.empty()) {
    const auto [a, b] = todo.back();
    todo.pop_back();
    if (a->kind_ != b->kind_) return false;
    if (a->bits_ == b->bits_) continue;  // the same number, or the same node
    switch (a->kind_) {
      case kind::none:
      case kind::boolean:
      case kind::integer: return false;
      case kind::real:
        if (a->real() == b->real() || (a->real() != a->real() && b->real() != b->real())) break;
        return false;
      case kind::list:
      case kind::tuple:
        if (a->items().size() != b->items().size()) return false;
        for (std::size_t i = 0; i < a->items().size(); ++i) todo.emplace_back(&a->items()[i], &b->items()[i]);
        break;
      case kind::dict:
        if (a->pairs().size() != b->pairs().size() || a->is_ordered() != b->is_ordered() ||
            a->metadata() != b->metadata())
          return false;
        for (std::size_t i = 0; i < a->pairs().size(); ++i) {
          todo.emplace_back(&a->pairs()[i].first, &b->pairs()[i].first);
          todo.emplace_back(&a->pairs()[i].second, &b->pairs()[i].second);
        }
        break;
      case kind::tensor: {
        const AnyTensor &x = *a->tensor(), &y = *b->tensor();
        if (x.dtype != y.dtype || x.shape != y.shape || a->is_parameter() != b->is_parameter() ||
            a->requires_grad() != b->requires_grad())
          return false;
        const AnyTensor p = x.contiguous(), q = y.contiguous();
        if (p.data.size() != q.data.size()) return false;
        if (p.data.size() != 0 && std::memcmp(p.data.get(), q.data.get(), p.data.size()) != 0) return false;
        break;
      }
      default:
        if (a->text() != b->text()) return false;
    }
  }
  return true;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
