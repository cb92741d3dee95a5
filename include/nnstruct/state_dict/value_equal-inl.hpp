// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {
/// The items of a set, which has no order, in one.
NNSTRUCT_DECLARE std::vector<std::string> sorted_items(const Value& set) {
  std::vector<std::string> out;
  for (const Value& item : set.items()) out.push_back(repr(item));
  std::sort(out.begin(), out.end());
  return out;
}
}  // namespace detail

NNSTRUCT_DEFINE bool Value::equal(const Value& first, const Value& second) {
  std::vector<std::pair<const Value*, const Value*>> todo = {{&first, &second}};
  // Pairs of nodes that others hold too are compared once, however often they are met.
  std::set<std::pair<std::uint64_t, std::uint64_t>> met;
  const auto push = [&](const Value& a, const Value& b) {
    const bool shared = a.has_node() && b.has_node() && !a.node()->unique() && !b.node()->unique();
    if (!shared || met.emplace(a.bits_, b.bits_).second) todo.emplace_back(&a, &b);
  };
  const auto same_number = [](double a, double b) { return a == b || (a != a && b != b); };
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
        if (!same_number(a->real(), b->real())) return false;
        break;
      case kind::complex:
        if (!same_number(a->complex().real(), b->complex().real()) ||
            !same_number(a->complex().imag(), b->complex().imag()))
          return false;
        break;
      case kind::set:
      case kind::frozenset:
        if (detail::sorted_items(*a) != detail::sorted_items(*b)) return false;
        break;
      case kind::object: {
        const object_parts &p = value_access::parts(*a), &q = value_access::parts(*b);
        if (p.made != q.made || p.module != q.module || p.name != q.name || p.text != q.text ||
            p.has_state != q.has_state)
          return false;
        push(p.callable, q.callable), push(p.arguments, q.arguments), push(p.keywords, q.keywords),
            push(p.items, q.items), push(p.pairs, q.pairs), push(p.state, q.state);
        break;
      }
      case kind::list:
      case kind::tuple:
        if (a->is_size() != b->is_size()) return false;
        if (a->items().size() != b->items().size()) return false;
        for (std::size_t i = 0; i < a->items().size(); ++i) push(a->items()[i], b->items()[i]);
        break;
      case kind::dict:
        if (a->pairs().size() != b->pairs().size() || a->is_ordered() != b->is_ordered() ||
            a->is_counter() != b->is_counter() || a->metadata() != b->metadata())
          return false;
        push(a->state(), b->state());
        if (const Value* whole = value_access::saved_as(*a), *other = value_access::saved_as(*b); whole && other)
          push(*whole, *other);  // the size of a sparse tensor is there
        for (std::size_t i = 0; i < a->pairs().size(); ++i) {
          push(a->pairs()[i].first, b->pairs()[i].first);
          push(a->pairs()[i].second, b->pairs()[i].second);
        }
        break;
      case kind::tensor: {
        const AnyTensor &x = *a->tensor(), &y = *b->tensor();
        if (x.dtype != y.dtype || x.shape != y.shape || a->is_parameter() != b->is_parameter() ||
            a->requires_grad() != b->requires_grad())
          return false;
        push(value_access::as_object(*a), value_access::as_object(*b));
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
