// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/state_dict/value_path.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The content that copies of a Value share.
struct value_node {
  unsigned references = 1;
  Value::kind kind;
  bool flag = false;  // of a string: its identity counts
  value_node* next_dead = nullptr;

  explicit value_node(Value::kind k) noexcept : kind(k) {}
  bool unique() const noexcept { return __atomic_load_n(&references, __ATOMIC_ACQUIRE) == 1; }
  static value_node* of(const Value& v) noexcept { return v.has_node() ? v.node() : nullptr; }
};
struct text_node : value_node {
  std::string text;
  text_node(Value::kind k, std::string_view t) : value_node(k), text(t) {}
};
struct complex_node : value_node {
  std::complex<double> number;
  explicit complex_node(std::complex<double> c) : value_node(Value::kind::complex), number(c) {}
};
struct object_node : value_node {
  object_parts parts;
  std::string class_name;
  explicit object_node(object_parts p) : value_node(Value::kind::object), parts(std::move(p)) {
    if (parts.made == object_parts::form::instance || parts.made == object_parts::form::storage)
      class_name = detail::concat({parts.module, ".", parts.name});
    if (parts.name == "_rebuild_from_type_v2" && parts.arguments.size() == 4) {
      const object_parts& type = value_access::parts(parts.arguments.items()[1]);
      class_name = detail::concat({type.module, ".", type.name});
    }
  }
};
struct list_node : value_node {  // and tuples and sets
  std::vector<Value> items;
  list_node(Value::kind k, std::vector<Value> v) : value_node(k), items(std::move(v)) {}
};
struct dict_node : value_node {
  std::vector<Value::pair> items;
  std::vector<std::size_t> index;  // of the items whose keys are integers or strings, in this order; each sorted
  StateDict::metadata_type metadata;
  std::size_t longest = 0;  // bytes of the longest key that is a string
  bool ordered = false;
  bool counter = false;
  Value saved_as;    // of a sparse tensor
  Value attributes;  // that Python code has given it; a dict, or None

  NNSTRUCT_DECLARE dict_node() : value_node(Value::kind::dict) {}
  NNSTRUCT_DECLARE static bool before(const Value& a, const Value& b) noexcept {
    if (a.what() != b.what()) return a.is(Value::kind::integer);
    return a.is(Value::kind::integer) ? a.integer() < b.integer() : a.text().compare(b.text()) < 0;
  }
  NNSTRUCT_DECLARE static bool indexed(const Value& key) noexcept {
    return key.is(Value::kind::integer) || key.is(Value::kind::string);
  }
  NNSTRUCT_DECLARE void make_index() {
    index.clear();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!indexed(items[i].first)) continue;
      index.push_back(i);
      longest = std::max(longest, items[i].first.text().size());
    }
    std::sort(index.begin(), index.end(),
              [&](std::size_t a, std::size_t b) { return before(items[a].first, items[b].first); });
  }
  /// Where in the index a key is or would be. A text stands for a string, else the number counts.
  NNSTRUCT_DECLARE std::size_t place(const std::string_view* text, std::int64_t number) const noexcept {
    const auto less = [&](std::size_t i, int) {
      const Value& key = items[i].first;
      if (text == nullptr) return key.is(Value::kind::integer) && key.integer() < number;
      return key.is(Value::kind::integer) || key.text().compare(*text) < 0;
    };
    return static_cast<std::size_t>(std::lower_bound(index.begin(), index.end(), 0, less) - index.begin());
  }
  NNSTRUCT_DECLARE bool is_at(std::size_t place, const std::string_view* text, std::int64_t number) const noexcept {
    if (place == index.size()) return false;
    const Value& key = items[index[place]].first;
    if (text == nullptr) return key.is(Value::kind::integer) && key.integer() == number;
    return key.is(Value::kind::string) && key.text() == *text;
  }
};
struct tensor_node : value_node {
  AnyTensor tensor;
  bool parameter = false;
  bool requires_grad = false;
  Value as_object;  // its class and attributes; None if it is plain
  explicit tensor_node(AnyTensor t) : value_node(Value::kind::tensor), tensor(std::move(t)) {}
};

NNSTRUCT_DECLARE void delete_node(value_node* node) noexcept {
  switch (node->kind) {
    case Value::kind::list:
    case Value::kind::tuple:
    case Value::kind::set:
    case Value::kind::frozenset: delete static_cast<list_node*>(node); break;
    case Value::kind::complex: delete static_cast<complex_node*>(node); break;
    case Value::kind::object: delete static_cast<object_node*>(node); break;
    case Value::kind::dict: delete static_cast<dict_node*>(node); break;
    case Value::kind::tensor: delete static_cast<tensor_node*>(node); break;
    default: delete static_cast<text_node*>(node);
  }
}

/// `"a", "b", "c"`: what a dictionary has, for messages.
NNSTRUCT_DECLARE std::string listed_keys(const Value& dict) {
  constexpr std::size_t shown = 20;
  std::string out;
  for (std::size_t i = 0; i < dict.size() && i < shown; ++i)
    out.append(i == 0 ? "" : ", ").append(repr(dict.pairs()[i].first));
  if (dict.size() > shown) out += detail::concat({" and ", dict.size() - shown, " more"});
  return out;
}

NNSTRUCT_DECLARE std::string with_article(const Value& v) {
  const std::string_view name = v.type_name();
  if (v.is(Value::kind::none)) return "None";
  const bool vowel = name.find_first_of("aeioO") == 0;
  return detail::concat({vowel ? "an " : "a ", name});
}

NNSTRUCT_DECLARE [[noreturn]] void throw_no_key(const Value& in, const std::string& wanted) {
  if (!in.is(Value::kind::dict))
    throw Error(detail::concat({"there is no ", wanted, " in ", with_article(in),
                                in.size() != 0 ? detail::concat({" of ", in.size(), " items"}) : ""}));
  throw Error(detail::concat({"there is no ", wanted, " in the dict",
                              in.empty() ? ", which is empty" : detail::concat({"; its keys are ", listed_keys(in)})}));
}

}  // namespace detail

NNSTRUCT_DEFINE void Value::share() const noexcept {
  if (has_node()) __atomic_fetch_add(&node()->references, 1u, __ATOMIC_RELAXED);
}

/// Nodes that nobody holds any more stand in a list until their own parts are released: however deep, no recursion, and
/// nothing is allocated.
NNSTRUCT_DEFINE void Value::release() noexcept {
  if (!has_node()) return;
  detail::value_node* dead = nullptr;
  const auto drop = [&](Value& v) {
    if (!v.has_node()) return;
    detail::value_node* const node = v.node();
    v.kind_ = kind::none, v.bits_ = 0;
    if (__atomic_fetch_sub(&node->references, 1u, __ATOMIC_ACQ_REL) != 1) return;
    node->next_dead = dead;
    dead = node;
  };
  drop(*this);
  while (dead != nullptr) {
    detail::value_node* const node = dead;
    dead = node->next_dead;
    if (node->kind == kind::list || node->kind == kind::tuple || node->kind == kind::set ||
        node->kind == kind::frozenset) {
      for (Value& item : static_cast<detail::list_node*>(node)->items) drop(item);
    } else if (node->kind == kind::dict) {
      for (auto& [key, mapped] : static_cast<detail::dict_node*>(node)->items) drop(key), drop(mapped);
      drop(static_cast<detail::dict_node*>(node)->saved_as);
      drop(static_cast<detail::dict_node*>(node)->attributes);
    } else if (node->kind == kind::tensor) {
      drop(static_cast<detail::tensor_node*>(node)->as_object);
    } else if (node->kind == kind::object) {
      object_parts& parts = static_cast<detail::object_node*>(node)->parts;
      drop(parts.callable), drop(parts.arguments), drop(parts.keywords), drop(parts.items), drop(parts.pairs),
          drop(parts.state);
    }
    detail::delete_node(node);
  }
}

NNSTRUCT_DEFINE std::string_view Value::type_name() const noexcept {
  switch (kind_) {
    case kind::none: return "NoneType";
    case kind::boolean: return "bool";
    case kind::integer:
    case kind::big_integer: return "int";
    case kind::real: return "float";
    case kind::string: return "str";
    case kind::bytes: return "bytes";
    case kind::bytearray: return "bytearray";
    case kind::list: return "list";
    case kind::complex: return "complex";
    case kind::tuple: return is_size() ? "Size" : "tuple";
    case kind::set: return "set";
    case kind::frozenset: return "frozenset";
    case kind::dict: return is_ordered() ? "OrderedDict" : is_counter() ? "Counter" : "dict";
    case kind::tensor:
      if (!class_name().empty()) return value_access::parts(value_access::as_object(*this)).name;
      return is_parameter() ? "Parameter" : "Tensor";
    case kind::object: {
      const object_parts& parts = value_access::parts(*this);
      if (value_access::is_rebuilt(*this)) return value_access::parts(parts.arguments.items()[1]).name;
      if (parts.made == object_parts::form::call && parts.module == "builtins" && parts.name == "getattr" &&
          !parts.arguments.empty()) {
        const Value& of = parts.arguments.items()[0];
        if (!of.is(kind::object)) return "builtin_function_or_method";
        return of.class_name().empty() ? "object" : "method";
      }
      if (parts.made != object_parts::form::global)
        return parts.name == "_get_layout" ? std::string_view("layout") : parts.name;
      return parts.module == "torch" && !parts.text.starts_with('<') ? "dtype" : "type";
    }
  }
  return {};
}

namespace detail {

NNSTRUCT_DECLARE bool is_plain_tensor_class(const object_parts& parts) noexcept {
  return (parts.module == "torch" && parts.name == "Tensor") ||
         (parts.module == "torch.nn.parameter" && parts.name == "Parameter");
}

}  // namespace detail

NNSTRUCT_DEFINE double Value::real() const noexcept { return is(kind::real) ? std::bit_cast<double>(bits_) : 0; }
NNSTRUCT_DEFINE std::string_view Value::text() const noexcept {
  switch (kind_) {
    case kind::big_integer:
    case kind::string:
    case kind::bytes:
    case kind::bytearray: return static_cast<const detail::text_node*>(node())->text;
    case kind::object: return value_access::parts(*this).text;
    default: return {};
  }
}
NNSTRUCT_DEFINE std::span<const Value> Value::items() const noexcept {
  if (is(kind::object)) return detail::items_by_index(*this);
  if (!is(kind::list) && !is(kind::tuple) && !is(kind::set) && !is(kind::frozenset)) return {};
  return static_cast<const detail::list_node*>(node())->items;
}
NNSTRUCT_DEFINE std::span<const Value::pair> Value::pairs() const noexcept {
  if (is(kind::object)) return detail::keys_of(*this).pairs();
  if (!is(kind::dict)) return {};
  return static_cast<const detail::dict_node*>(node())->items;
}
NNSTRUCT_DEFINE const AnyTensor* Value::tensor() const noexcept {
  return is(kind::tensor) ? &static_cast<const detail::tensor_node*>(node())->tensor : nullptr;
}
NNSTRUCT_DEFINE bool Value::is_parameter() const noexcept {
  return is(kind::tensor) && static_cast<const detail::tensor_node*>(node())->parameter;
}
NNSTRUCT_DEFINE bool Value::requires_grad() const noexcept {
  return is(kind::tensor) && static_cast<const detail::tensor_node*>(node())->requires_grad;
}
NNSTRUCT_DEFINE bool Value::is_ordered() const noexcept {
  return is(kind::dict) && static_cast<const detail::dict_node*>(node())->ordered;
}
NNSTRUCT_DEFINE bool Value::is_counter() const noexcept {
  return is(kind::dict) && static_cast<const detail::dict_node*>(node())->counter;
}
NNSTRUCT_DEFINE bool Value::is_size() const noexcept { return is(kind::tuple) && node()->flag; }
NNSTRUCT_DEFINE bool Value::is_back_reference() const noexcept {
  return is(kind::object) && value_access::parts(*this).made == object_parts::form::back_reference;
}
NNSTRUCT_DEFINE std::complex<double> Value::complex() const noexcept {
  return is(kind::complex) ? static_cast<const detail::complex_node*>(node())->number : std::complex<double>();
}
NNSTRUCT_DEFINE std::string_view Value::class_name() const noexcept {
  if (is(kind::tensor)) {
    const Value& object = value_access::as_object(*this);
    return detail::is_plain_tensor_class(value_access::parts(object)) ? std::string_view() : object.class_name();
  }
  return is(kind::object) ? std::string_view(static_cast<const detail::object_node*>(node())->class_name)
                          : std::string_view();
}
NNSTRUCT_DEFINE const Value& Value::state() const noexcept {
  static const Value none;
  switch (kind_) {
    case kind::object: {
      const object_parts& parts = value_access::parts(*this);
      return value_access::is_rebuilt(*this) ? parts.arguments.items()[3] : parts.state;
    }
    case kind::tensor: return value_access::parts(value_access::as_object(*this)).state;
    case kind::dict: return static_cast<const detail::dict_node*>(node())->attributes;
    default: return none;
  }
}
NNSTRUCT_DEFINE const StateDict::metadata_type& Value::metadata() const noexcept {
  static const StateDict::metadata_type none;
  return is(kind::dict) ? static_cast<const detail::dict_node*>(node())->metadata : none;
}

NNSTRUCT_DEFINE const Value* Value::find(std::string_view key) const noexcept {
  const detail::tables_of_names tables(*this);
  for (std::size_t i = 0; i < (is(kind::dict) ? 1 : tables.count); ++i) {  // a dictionary's attributes are no keys
    const auto& dict = *static_cast<const detail::dict_node*>(tables.dicts[i]->node());
    const std::size_t place = dict.place(&key, 0);
    if (dict.is_at(place, &key, 0)) return &detail::without_node(dict.items[dict.index[place]].second);
  }
  return nullptr;
}
NNSTRUCT_DEFINE const Value* Value::find(std::int64_t key) const noexcept {
  const Value& keys = detail::keys_of(*this);
  if (!keys.is(kind::dict)) return nullptr;
  const auto& dict = *static_cast<const detail::dict_node*>(keys.node());
  const std::size_t place = dict.place(nullptr, key);
  return dict.is_at(place, nullptr, key) ? &dict.items[dict.index[place]].second : nullptr;
}

NNSTRUCT_DEFINE const Value& Value::operator[](std::string_view key) const {
  if (const Value* found = find(key)) return *found;
  detail::throw_no_key(*this, detail::concat({"key '", key, "'"}));
}

NNSTRUCT_DEFINE const Value& Value::operator[](std::int64_t index) const {
  if (const Value* found = find(index)) return *found;
  if (!is(kind::dict) && index >= 0 && static_cast<std::uint64_t>(index) < items().size())
    return detail::without_node(items()[static_cast<std::size_t>(index)]);
  detail::throw_no_key(*this, detail::concat({is(kind::dict) ? "key " : "item ", index}));
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
