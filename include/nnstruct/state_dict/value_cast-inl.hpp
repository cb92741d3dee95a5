// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_set>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/span.hpp>
#include <nnstruct/state_dict/repr.hpp>
#include <nnstruct/state_dict/value-inl.hpp>
#include <nnstruct/state_dict/value_cast.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// `a str ('abc')`, `a dict of 3 items`, `a Tensor of shape [2, 3]`: for messages.
NNSTRUCT_DECLARE std::string brief(const Value& v) {
  std::string out = with_article(v);
  if (v.is(Value::kind::none) || v.is(Value::kind::object)) return v.is(Value::kind::none) ? out : repr(v);
  if (const AnyTensor* tensor = v.tensor()) {
    out += detail::concat({" of torch.", name_of(tensor->dtype), " and shape ["});
    for (std::size_t i = 0; i < tensor->shape.size(); ++i)
      out.append(i == 0 ? "" : ", ").append(std::to_string(tensor->shape[i]));
    return detail::concat({out, "]"});
  }
  if (v.is(Value::kind::dict) || v.is(Value::kind::list) || v.is(Value::kind::tuple) || v.is(Value::kind::set) ||
      v.is(Value::kind::frozenset))
    return detail::concat({out, " of ", v.size(), v.size() == 1 ? " item" : " items"});
  const std::string text = repr(v);
  return detail::concat({out, " (", text.size() <= 60 ? text : detail::concat({text.substr(0, 57), "..."}), ")"});
}

/// An object of a class that derives from torch.nn.Module, as far as its attributes tell.
NNSTRUCT_DECLARE bool is_module_object(const Value& v) {
  if (v.class_name().empty()) return false;
  for (const char* const name : {"_parameters", "_buffers", "_modules"})
    if (const Value* const found = v.find(name); found == nullptr || !found->is(Value::kind::dict)) return false;
  return true;
}
NNSTRUCT_DECLARE bool is_list_of_named_tensors(const Value& v) {
  if (!v.is(Value::kind::list) || v.empty()) return false;
  return std::all_of(v.items().begin(), v.items().end(), [](const Value& item) {
    return item.is(Value::kind::tuple) && item.size() == 2 && item.items()[0].is(Value::kind::string) &&
           item.items()[1].tensor() != nullptr;
  });
}

NNSTRUCT_DEFINE void value_cast::wrong(const Value& v, std::string_view expected) {
  problems.push_back({path, std::string(expected), brief(v)});
}
NNSTRUCT_DEFINE value_cast::inside::inside(value_cast& where, std::string_view name)
    : where_(where), length_(where.path.size()) {
  if (length_ != 0) where.path += '.';
  where.path += name;
}

NNSTRUCT_DEFINE void throw_problems(const value_cast& where) {
  if (where.problems.empty()) return;
  std::string out;
  for (const auto& [path, expected, found] : where.problems) {
    if (!out.empty()) out += "; ";
    if (!path.empty()) out.append(path).append(": ");
    out.append("expected ").append(expected).append(", found ").append(found);
  }
  if (!where.cure.empty()) out.append("; ").append(where.cure);
  throw Error(out);
}

NNSTRUCT_DEFINE void value_to(const Value& v, bool& out, value_cast& where) {
  if (v.is(Value::kind::boolean)) out = v.boolean();
  else where.wrong(v, "a bool");
}
NNSTRUCT_DEFINE void value_to(const Value& v, std::string& out, value_cast& where) {
  if (v.is(Value::kind::string)) out = v.text();
  else where.wrong(v, "a str");
}
NNSTRUCT_DEFINE void value_to(const Value& v, std::complex<double>& out, value_cast& where) {
  double real = 0;
  if (v.is(Value::kind::complex)) return void(out = v.complex());
  if (!v.is(Value::kind::real) && !v.is(Value::kind::integer)) return where.wrong(v, "a complex");
  value_to_real(v, real, where);
  out = real;
}
NNSTRUCT_DEFINE void value_to(const Value& v, AnyTensor& out, value_cast& where) {
  if (const AnyTensor* tensor = v.tensor()) out = *tensor;
  else where.wrong(v, "a Tensor");
}
/// `a Tensor of torch.float32 and shape [*, 3]`.
NNSTRUCT_DECLARE std::string expected_tensor(nnstruct::dtype type, span<const std::int64_t> extents) {
  std::string out = detail::concat({"a Tensor of torch.", name_of(type), " and shape ["});
  for (std::size_t i = 0; i < extents.size(); ++i)
    out.append(i == 0 ? "" : ", ").append(extents[i] == dyn ? "*" : std::to_string(extents[i]));
  return out += "]";
}

NNSTRUCT_DEFINE bool value_to_tensor(const Value& v, nnstruct::dtype type, span<const std::int64_t> expected,
                                     std::int64_t* extents, storage_handle& memory, value_cast& where) {
  const AnyTensor* const tensor = v.tensor();
  bool fits = tensor != nullptr && tensor->shape.size() == expected.size() &&
              (tensor->dtype == type || (is_floating(tensor->dtype) && is_floating(type)));
  for (std::size_t i = 0; fits && i < expected.size(); ++i) {
    extents[i] = tensor->shape[i];
    fits = expected[i] == dyn || expected[i] == extents[i];
  }
  if (!fits) {
    where.wrong(v, expected_tensor(type, expected));
    return false;
  }
  if (tensor->dtype != type) where.conversions.push_back({where.path, tensor->dtype, type});
  const auto numel = static_cast<std::size_t>(tensor->numel());
  if (numel != 0 && tensor->data.size() == 0) return false;  // a value that is only planned with has no elements
  const AnyTensor rows = tensor->contiguous();
  if (numel == 0) return true;
  memory = storage_handle(allocate_storage(numel * size_of(type), false));
  convert(tensor->dtype, rows.data.get(), type, memory.data(), numel);
  return true;
}

/// Adds a tensor to a dictionary; a sparse one as its parts, under `KEY.indices` and so on, as files are loaded.
NNSTRUCT_DECLARE void add_tensor(const Value& v, const std::string& key, StateDict& out, value_cast& where) {
  if (const AnyTensor* tensor = v.tensor()) {
    out[key] = *tensor;
  } else if (value_access::saved_as(v) != nullptr) {
    for (const auto& [part, mapped] : v.pairs()) out[concat({key, ".", part.text()})] = *mapped.tensor();
  } else {
    where.wrong(v, "a Tensor");
  }
}

/// The state_dict of a module that was saved whole: of its attributes the parameters, then the buffers that are
/// persistent, then those of its modules.
NNSTRUCT_DECLARE void module_to(const Value& module, StateDict& out, value_cast& where) {
  struct visit {
    const Value* module;
    std::string prefix;
    std::size_t next;  // of its modules
  };
  std::vector<visit> open;
  std::uint64_t chars = 0;
  const auto enter = [&](const Value& v, std::string prefix) {
    constexpr std::uint64_t most = std::uint64_t{1} << 28;
    if ((chars += prefix.size()) > most)
      throw Error("the keys of this module's state_dict are longer than 256 MB in all");
    std::unordered_set<std::string_view> transient;
    if (const Value* const names = v.find("_non_persistent_buffers_set"))
      for (const Value& name : names->items()) transient.insert(name.text());
    for (const char* const what : {"_parameters", "_buffers"})
      for (const auto& [name, mapped] : v.at(what).pairs()) {
        const bool persistent = what[1] == 'p' || !transient.contains(name.text());
        const std::string key = prefix + std::string(name.text());
        if ((chars += key.size()) > most)
          throw Error("the keys of this module's state_dict are longer than 256 MB in all");
        if (!persistent || mapped.is(Value::kind::none)) continue;
        value_cast::inside scope(where, key);
        add_tensor(mapped, key, out, where);
      }
    open.push_back({&v, std::move(prefix), 0});
  };
  enter(module, {});
  while (!open.empty()) {
    visit& top = open.back();
    const auto children = top.module->at("_modules").pairs();
    if (top.next == children.size()) {
      open.pop_back();
      continue;
    }
    const auto& [name, child] = children[top.next++];
    if (is_module_object(child)) enter(child, detail::concat({top.prefix, name.text(), "."}));
  }
}

/// How to get at the tensors of a dictionary, at this path, that has other values too; empty if there is no way.
NNSTRUCT_DECLARE std::string cure_of_others(const Value& v, const std::string& path) {
  const auto is_named_tensor = [](const Value::pair& item) {
    return item.first.is(Value::kind::string) && item.second.is(Value::kind::tensor);
  };
  bool has_tensors = false, is_state_dict = true;  // as nn::load sees it
  for (const auto& [key, mapped] : v.pairs()) {
    if (!key.is(Value::kind::string)) return {};
    has_tensors |= mapped.is(Value::kind::tensor);
    if (key.text() == "_extra_state" || key.text().ends_with("._extra_state")) continue;
    if (mapped.is(Value::kind::dict) && !mapped.empty() &&
        std::all_of(mapped.pairs().begin(), mapped.pairs().end(), is_named_tensor))
      return concat(
          {"there is a state_dict in it, which at(\"", path, path.empty() ? "" : ".", key.text(), "\") gives"});
    is_state_dict &= mapped.is(Value::kind::tensor) || (mapped.empty() && !mapped.is(Value::kind::object));
  }
  if (!has_tensors || !is_state_dict) return {};
  return "to leave out what is no tensor, load it from its file with nn::load<nn::StateDict>, .unexpected = nn::allow "
         "and, if it is in a dictionary there, .at";
}

NNSTRUCT_DEFINE void value_to(const Value& v, StateDict& out, value_cast& where) {
  StateDict dict;
  if (is_module_object(v)) {
    module_to(v, dict, where);
    return void(out = std::move(dict));
  }
  if (is_list_of_named_tensors(v)) {  // list(model.named_parameters())
    for (const Value& item : v.items()) {
      if (dict.contains(item.items()[0].text())) return where.wrong(item, "each name once");
      dict[item.items()[0].text()] = *item.items()[1].tensor();
    }
    return void(out = std::move(dict));
  }
  if (!v.is(Value::kind::dict) && v.pairs().empty()) return where.wrong(v, "a state_dict (a dict of tensors)");
  const std::size_t problems = where.problems.size();
  for (const auto& [key, mapped] : v.pairs()) {
    value_cast::inside scope(where, key.is(Value::kind::string) ? std::string(key.text()) : repr(key));
    if (!key.is(Value::kind::string)) where.wrong(key, "a str as key");
    else if (key.text() == "__metadata__" && mapped.is(Value::kind::dict)) continue;  // of safetensors: of no tensor
    else add_tensor(mapped, std::string(key.text()), dict, where);
  }
  if (where.problems.size() != problems) where.cure = cure_of_others(v, where.path);
  dict.metadata() = v.metadata();
  out = std::move(dict);
}

NNSTRUCT_DEFINE void value_to_integer(const Value& v, std::int64_t least, std::int64_t most, std::int64_t& out,
                                      value_cast& where) {
  if (v.is(Value::kind::integer) && v.integer() >= least && v.integer() <= most) out = v.integer();
  else if (!v.is(Value::kind::integer) && !v.is(Value::kind::big_integer)) where.wrong(v, "an int");
  else where.wrong(v, detail::concat({"an int from ", least, " to ", most}));
}
NNSTRUCT_DEFINE void value_to_unsigned(const Value& v, std::uint64_t& out, value_cast& where) {
  if (v.is(Value::kind::integer) && v.integer() >= 0) {
    out = static_cast<std::uint64_t>(v.integer());
  } else if (v.is(Value::kind::big_integer)) {
    const std::string_view digits = v.text();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc() || end != digits.data() + digits.size())
      where.wrong(v, "an int from 0 to 18446744073709551615");
  } else {
    where.wrong(v, v.is(Value::kind::integer) ? "an int from 0 to 18446744073709551615" : "an int");
  }
}

/// From a float, an int, or a tensor of one element that is no complex number: people save the loss itself.
NNSTRUCT_DEFINE void value_to_real(const Value& v, double& out, value_cast& where) {
  if (v.is(Value::kind::real)) {
    out = v.real();
  } else if (v.is(Value::kind::integer)) {
    out = static_cast<double>(v.integer());
  } else if (const AnyTensor* tensor = v.tensor();
             tensor != nullptr && tensor->numel() == 1 && converts_if_allowed(tensor->dtype, dtype::float64)) {
    if (tensor->data.size() >= size_of(tensor->dtype))  // a value that is only planned with has no elements
      convert(tensor->dtype, tensor->data.get(), dtype::float64, reinterpret_cast<std::byte*>(&out), 1);
  } else {
    where.wrong(v, "a float");
  }
}

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
