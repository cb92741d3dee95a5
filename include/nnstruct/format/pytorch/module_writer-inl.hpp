// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/module_writer.hpp>
#include <nnstruct/format/pytorch/python_literal.hpp>
#include <nnstruct/format/pytorch/value_writer.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch {

// Types contain each other to a depth that the compiler has accepted, so recursion is bounded.

namespace detail {

using nnstruct::detail::attribute;
using nnstruct::detail::field;
using nnstruct::detail::held_values;
using nnstruct::detail::node;
using nnstruct::detail::role;

/// In training, as the flags in it say; nothing if there are none.
NNSTRUCT_DECLARE std::optional<bool> training_of(const node& module, void* object) {
  std::optional<bool> of_parts;
  for (std::size_t i = 0; i < module.field_count; ++i) {
    const field& f = module.fields[i];
    void* const place = module.address(object, f.index);
    if (f.type->role == role::mode) return static_cast<bool>(*static_cast<Mode*>(place));
    if (f.type->role != role::module) continue;
    const std::optional<bool> part = training_of(*f.type, place);
    if (part.has_value()) of_parts = *part || of_parts.value_or(false);
  }
  return of_parts;
}

NNSTRUCT_DECLARE bool is_registered(role role) {
  return makes_entry(role) || role == role::transient || role == role::module;
}

/// Python writes and keeps this attribute; not if it tells of a parameter, or has the name of one.
NNSTRUCT_DECLARE bool is_attribute(const node& module, const attribute& a) {
  return a.as == attribute::kept::value &&
         std::none_of(module.fields, module.fields + module.field_count,
                      [&](const field& f) { return is_registered(f.type->role) && f.name == a.name; });
}

/// A None of the module's that its table of attributes does not speak of.
NNSTRUCT_DECLARE bool is_none(const node& module, const field& f) {
  return f.type->role == role::absent && std::none_of(module.attributes, module.attributes + module.attribute_count,
                                                      [&](const attribute& a) { return a.name == f.name; });
}

}  // namespace detail

NNSTRUCT_DECLARE class module_pickler {
 public:
  module_pickler(pickler& out, span<detail::held_values* const> values, span<const nnstruct::dtype> dtypes,
                 nnstruct::detail::dtype_chooser* choose)
      : out_(out), values_(values), dtypes_(dtypes), choose_(choose) {}

  /// The object, and what is in it; it stays on top of the stack.
  void write(const detail::node& module, void* object, bool around_in_training) {
    const bool training = detail::training_of(module, object).value_or(around_in_training);
    out_.module_class(module.class_module, module.class_name);
    to_.empty_tuple();
    to_.newobj();
    to_.memoize();
    to_.empty_dict();
    to_.memoize();
    pickle::batch state(to_, state_size(module), pickle::batch_rule::dict);
    const auto put = [&](std::string_view key, auto write_value) {
      state.begin_item();
      out_.name(key);
      write_value();
      state.end_item();
    };
    const auto no_hooks = [&] { out_.ordered_dict(); };
    put("training", [&] { to_.boolean(training); });
    put("_parameters", [&] { parameters(module, object); });
    put("_buffers", [&] { buffers(module, object); });
    put("_non_persistent_buffers_set", [&] { names_of_transient(module); });
    put("_backward_hooks", no_hooks);
    put("_is_full_backward_hook", [&] { to_.none(); });
    for (const char* hooks : hooks_) put(hooks, no_hooks);
    put("_modules", [&] { modules(module, object, training); });
    for (std::size_t i = 0; i < module.field_count; ++i)
      if (detail::is_none(module, module.fields[i])) put(module.fields[i].name, [&] { to_.none(); });
    for (std::size_t i = 0; i < module.attribute_count; ++i)
      if (const auto& a = module.attributes[i]; detail::is_attribute(module, a)) put(a.name, [&] { value_of(a); });
    state.finish();
    to_.build();
  }

 private:
  static std::uint64_t state_size(const detail::node& module) {
    std::uint64_t size = 7 + std::size(hooks_);
    for (std::size_t i = 0; i < module.field_count; ++i) size += detail::is_none(module, module.fields[i]);
    for (std::size_t i = 0; i < module.attribute_count; ++i) size += detail::is_attribute(module, module.attributes[i]);
    return size;
  }

  /// An OrderedDict: the fields of these roles, then None for what is registered so.
  template <class Write>
  void registered(const detail::node& module, std::initializer_list<detail::role> roles, detail::attribute::kept none,
                  Write write_field) {
    const auto is_wanted = [&](const detail::field& f) {
      return std::find(roles.begin(), roles.end(), f.type->role) != roles.end();
    };
    const auto is_none = [&](const detail::attribute& a) { return a.as == none; };
    const auto* const fields_end = module.fields + module.field_count;
    const auto* const attributes_end = module.attributes + module.attribute_count;
    const auto size =
        std::count_if(module.fields, fields_end, is_wanted) +
        (none == detail::attribute::kept::value ? 0 : std::count_if(module.attributes, attributes_end, is_none));
    out_.ordered_dict();
    pickle::batch items(to_, static_cast<std::uint64_t>(size), pickle::batch_rule::reduced_mapping);
    for (const auto* f = module.fields; f != fields_end; ++f) {
      if (!is_wanted(*f)) continue;
      items.begin_item();
      key(f->name);
      write_field(*f);
      items.end_item();
    }
    if (none != detail::attribute::kept::value)
      for (const auto* a = module.attributes; a != attributes_end; ++a) {
        if (!is_none(*a)) continue;
        items.begin_item();
        out_.name(a->name);
        to_.none();
        items.end_item();
      }
    items.finish();
  }

  /// The numbers in a Sequential Python makes anew for each, those of one digit too; the name of an attribute is one
  /// string wherever it stands.
  void key(std::string_view name) {
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; })) return out_.name(name);
    to_.unicode(name);
    to_.memoize();
  }

  void parameters(const detail::node& module, void*) {
    using detail::role;
    registered(module, {role::parameter, role::tied}, detail::attribute::kept::parameter, [&](const detail::field& f) {
      const std::size_t number = next_++;
      const detail::held_values& values = *values_[number];
      const auto [known, is_new] = written_.try_emplace(&values, 0);
      if (is_new) known->second = tensor(f, values, dtype_of(number, f), true);
      else to_.get(known->second);  // one object in Python too
    });
  }

  void buffers(const detail::node& module, void* object) {
    using detail::role;
    registered(module, {role::buffer, role::transient}, detail::attribute::kept::buffer, [&](const detail::field& f) {
      if (f.type->role == role::buffer) {
        const std::size_t number = next_++;
        return static_cast<void>(tensor(f, *values_[number], dtype_of(number, f), false));
      }
      const auto& values = *static_cast<const detail::held_values*>(module.address(object, f.index));
      if (!values.has_values())
        throw Error(concat({"the transient buffer \"", f.name, "\" of ", module.class_name,
                            path_.empty() ? std::string() : concat({", the module \"", path_, "\","}),
                            " has no values; a whole model is saved with it: set it with copy_ or fill_"}));
      const std::string key = path_.empty() ? std::string(f.name) : concat({path_, ".", f.name});
      tensor(f, values, choose_ == nullptr ? f.type->dtype : (*choose_)(key, f.type->dtype), false);
    });
  }

  void modules(const detail::node& module, void* object, bool training) {
    registered(module, {detail::role::module}, detail::attribute::kept::value, [&](const detail::field& f) {
      const std::size_t outside = path_.size();
      path_.append(path_.empty() ? "" : ".").append(f.name);
      write(*f.type, module.address(object, f.index), training);
      path_.resize(outside);
    });
  }

  /// set([...])
  void names_of_transient(const detail::node& module) {
    const auto is_transient = [](const detail::field& f) { return f.type->role == detail::role::transient; };
    const auto* const end = module.fields + module.field_count;
    out_.global("__builtin__", "set");
    to_.empty_list();
    to_.memoize();
    pickle::batch items(to_, static_cast<std::uint64_t>(std::count_if(module.fields, end, is_transient)),
                        pickle::batch_rule::list);
    for (const auto* f = module.fields; f != end; ++f) {
      if (!is_transient(*f)) continue;
      items.begin_item();
      out_.name(f->name);
      items.end_item();
    }
    items.finish();
    to_.tuple(1);
    to_.memoize();
    to_.reduce();
    to_.memoize();
  }

  nnstruct::dtype dtype_of(std::size_t number, const detail::field& f) const {
    return dtypes_.empty() ? f.type->dtype : dtypes_[number];
  }

  std::uint32_t tensor(const detail::field& f, const detail::held_values& values, nnstruct::dtype written,
                       bool is_parameter) {
    const extent_list& extents = f.type->shape;
    const std::vector<std::int64_t> shape(extents.begin(), extents.end());
    const std::vector<std::int64_t> strides = nnstruct::detail::row_major(shape);
    const auto& memory = values.storage();
    // Parameters are values of their own, whether they share their memory at this moment or not.
    return out_.tensor(
        {written,
         shape,
         strides,
         0,
         &values,
         {memory.data(), memory.bytes() / size_of(f.type->dtype) * size_of(written), 0, f.type->dtype, written},
         is_parameter,
         is_parameter && values.requires_grad()});
  }

  void value_of(const detail::attribute& a) {
    using type = detail::attribute::type;
    switch (a.kind) {
      case type::nothing: return to_.none();
      case type::boolean: return to_.boolean(a.numbers[0] != 0);
      case type::integer: return to_.integer(a.numbers[0]);
      case type::real: return to_.real(a.real);
      case type::text:
      case type::word: return out_.name(a.text);
      case type::tuple: return tuple(a.numbers);
      case type::literal: return write_value(out_, *literals_.insert(literals_.end(), literal(a)));
      case type::class_name: {
        const std::size_t dot = a.text.rfind('.');
        if (dot == std::string_view::npos || dot == 0 || dot + 1 == a.text.size())
          throw Error(concat({"the class of the attribute \"", a.name, "\" is \"", a.text,
                              "\"; its module is to stand before it: package.module.Class"}));
        return out_.module_class(a.text.substr(0, dot), a.text.substr(dot + 1));
      }
    }
  }

  Value literal(const detail::attribute& a) {
    try {
      return value_of_literal(a.text);
    } catch (const Error& wrong) {
      throw Error(concat({"the attribute \"", a.name, "\" of a module: ", wrong.what()}));
    }
  }

  void tuple(const extent_list& numbers) {
    if (numbers.size() == 0) return to_.empty_tuple();
    if (numbers.size() > 3) to_.mark();
    for (std::int64_t number : numbers) number == nnstruct::detail::no_number ? to_.none() : to_.integer(number);
    to_.tuple(numbers.size());
    to_.memoize();
  }

  static constexpr const char* hooks_[] = {"_forward_hooks", "_forward_pre_hooks", "_state_dict_hooks",
                                           "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"};

  pickler& out_;
  pickle::writer& to_ = out_.out();
  span<detail::held_values* const> values_;
  span<const nnstruct::dtype> dtypes_;  // of values_
  nnstruct::detail::dtype_chooser* choose_;
  std::size_t next_ = 0;  // of values_
  std::map<const detail::held_values*, std::uint32_t> written_;
  std::list<Value> literals_;  // the pickler keeps views of what it wrote
  std::string path_;           // of the module at hand
};

NNSTRUCT_DEFINE std::string pickle_of_module(pickler& out, const nnstruct::detail::node& root, void* object,
                                             span<nnstruct::detail::held_values* const> values,
                                             span<const nnstruct::dtype> dtypes,
                                             nnstruct::detail::dtype_chooser* choose) {
  module_pickler(out, values, dtypes, choose).write(root, object, true);
  return out.finish();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pytorch
