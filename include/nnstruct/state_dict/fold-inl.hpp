// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/state_dict/fold.hpp>
#include <nnstruct/state_dict/reparametrized.hpp>
#include <nnstruct/tensor/convert.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The elements, row-major, as this type.
template <class T> std::vector<T> elements_as(const AnyTensor& tensor) {
  const AnyTensor elements = tensor.contiguous();
  std::vector<T> out(static_cast<std::size_t>(tensor.numel()));
  if (!out.empty())
    convert(tensor.dtype, elements.data.get(), dtype_of<T>, reinterpret_cast<std::byte*>(out.data()), out.size());
  return out;
}
template <class T> AnyTensor tensor_of(const std::vector<T>& elements, const AnyTensor& like) {
  AnyTensor out(like.dtype, like.shape);
  if (!elements.empty())
    convert(dtype_of<T>, reinterpret_cast<const std::byte*>(elements.data()), like.dtype, out.data.writable(),
            elements.size());
  return out;
}

/// torch._weight_norm(v, g, dim), which computes float16 step by step, and bfloat16 too unless dim is the first or
/// last.
template <class T> AnyTensor weight_norm_of(const AnyTensor& g_in, const AnyTensor& v_in, std::size_t dim) {
  const std::size_t rank = v_in.shape.size();
  std::vector<T> v = elements_as<T>(v_in);
  const std::vector<T> g = elements_as<T>(g_in);
  const std::size_t count = g.size();  // of norms; they take turns every `inner` elements
  std::size_t inner = 1;
  for (std::size_t i = dim + 1; i < rank; ++i) inner *= static_cast<std::size_t>(v_in.shape[i]);
  if (dim == rank) inner = v.size();
  const bool stepwise =
      v_in.dtype == dtype::float16 || (v_in.dtype == dtype::bfloat16 && (dim == rank || (dim != 0 && dim + 1 != rank)));
  const auto rounded = [&](T value) {
    if (!stepwise) return value;
    std::byte stored[sizeof(T)];
    convert(dtype_of<T>, reinterpret_cast<const std::byte*>(&value), v_in.dtype, stored, 1);
    convert(v_in.dtype, stored, dtype_of<T>, reinterpret_cast<std::byte*>(&value), 1);
    return value;
  };
  std::vector<double> squares(count, 0);
  for (std::size_t i = 0; i < v.size(); ++i)
    squares[i / inner % count] += static_cast<double>(v[i]) * static_cast<double>(v[i]);
  std::vector<T> scale(count);
  for (std::size_t i = 0; i < count; ++i) scale[i] = rounded(g[i] / rounded(static_cast<T>(std::sqrt(squares[i]))));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] *= scale[i / inner % count];
  return tensor_of(v, v_in);
}

template <class T> AnyTensor masked(const AnyTensor& orig, AnyTensor mask) {
  if (mask.dtype != orig.dtype) {
    const AnyTensor elements = mask.contiguous();
    mask = AnyTensor(orig.dtype, orig.shape);
    convert(elements.dtype, elements.data.get(), orig.dtype, mask.data.writable(),
            static_cast<std::size_t>(orig.numel()));
  }
  std::vector<T> out = elements_as<T>(orig);
  const std::vector<T> factors = elements_as<T>(mask);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] *= factors[i];
  return tensor_of(out, orig);
}

NNSTRUCT_DECLARE std::string shape_text(span<const std::int64_t> shape) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) out.append(i == 0 ? "" : ", ").append(std::to_string(shape[i]));
  return out += ']';
}
NNSTRUCT_DECLARE std::string what_is_under(const StateDict::value_type& item) {
  return concat({"\"", item.first, "\" (", name_of(item.second.dtype), " ", shape_text(item.second.shape), ")"});
}

/// A dictionary where some keys give their place to one new key.
NNSTRUCT_DECLARE class key_folder {
 public:
  explicit key_folder(StateDict from) : from_(std::move(from)), dropped_(from_.size(), false), behind_(from_.size()) {
    for (const auto& [key, tensor] : from_) offered_.push_back({key, tensor.dtype, tensor.shape});
  }

  std::vector<reparametrized> all() const { return find_reparametrized(offered_); }
  const StateDict::value_type& item(std::size_t i) const { return from_.begin()[i]; }

  /// PyTorch has a weight or what it is computed from, never both.
  bool has_weight(const reparametrized& weight) const { return from_.contains(weight.key); }

  void fold(const reparametrized& weight, AnyTensor tensor) {
    if (has_weight(weight))
      throw Error(concat({"cannot compute \"", weight.key, "\" of \"", item(weight.parts[0]).first,
                          "\": it is in the state_dict too; take out what is not meant"}));
    for (const std::size_t part : weight.parts) dropped_[part] = true;
    behind_[place_of(weight)].push_back(new_.size());
    new_.emplace_back(weight.key, std::move(tensor));
    const std::string_view key = item(weight.parts[0]).first;
    if (const auto parsed = parse_parametrization(key); !parsed.name.empty()) folders_.push_back(folder_of(parsed));
  }

  StateDict result() {
    if (new_.empty()) return std::move(from_);
    StateDict out;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      if (!dropped_[i]) out[item(i).first] = item(i).second;
      for (const std::size_t n : behind_[i]) out[new_[n].first] = new_[n].second;
    }
    out.metadata() = without_folded(from_.metadata(), out);
    return out;
  }

  bool has_second_parametrization(const reparametrized& weight) {
    const auto key = parse_parametrization(item(weight.parts[0]).first);
    if (key.name.empty()) return false;
    if (modules_.names().size() != from_.metadata().size())
      modules_ = io::name_index(from_.metadata(), from_.metadata().size(),
                                [](const auto& module) { return std::string_view(module.first); });
    return modules_.find(concat({folder_of(key), ".1"})) != io::name_index::none;
  }

 private:
  static std::string folder_of(const parametrization_key& key) {
    return concat({key.path, "parametrizations.", key.name});
  }

  /// The modules that the folded weights had of their own are no more.
  StateDict::metadata_type without_folded(const StateDict::metadata_type& modules, const StateDict& left) const {
    const auto text = [](const std::string& path) { return std::string_view(path); };
    const io::name_index folded(folders_, folders_.size(), text);
    std::vector<std::string_view> paths;  // of modules that still have parametrizations
    for (const auto& [key, tensor] : left)
      if (const auto parsed = parse_parametrization(key); !parsed.name.empty()) paths.push_back(parsed.path);
    const io::name_index parametrized(paths, paths.size(), [](std::string_view path) { return path; });
    StateDict::metadata_type kept;
    for (const auto& module : modules) {
      const std::string inside = module.first + ".";
      const auto key = parse_parametrization(inside);
      const auto [path, name] = split(module.first);
      const bool gone = !key.name.empty() ? folded.find(folder_of(key)) != io::name_index::none
                                          : name == "parametrizations" && !folders_.empty() &&
                                                parametrized.find(path) == io::name_index::none;
      if (!gone) kept.push_back(module);
    }
    return kept;
  }

  /// The item behind which the weight stands: the first of its parts. What is in `parametrizations` stands behind all
  /// of the weight's module: that weight gets behind the module's own last key, where there is one.
  std::size_t place_of(const reparametrized& weight) {
    const std::size_t first = *std::min_element(weight.parts.begin(), weight.parts.end());
    const auto key = parse_parametrization(item(first).first);
    if (key.name.empty()) return first;
    if (last_.empty()) {
      paths_ =
          io::name_index(offered_, offered_.size(), [](const offered_tensor& item) { return split(item.key).path; });
      last_.resize(offered_.size());
      for (std::size_t i = 0; i < offered_.size(); ++i) last_[paths_.find(split(offered_[i].key).path)] = i;
    }
    const std::size_t own = paths_.find(key.path);
    return own == io::name_index::none ? first : last_[own];
  }

  StateDict from_;
  std::vector<offered_tensor> offered_;
  std::vector<bool> dropped_;
  std::vector<std::vector<std::size_t>> behind_;  // by item: which new ones stand there
  std::vector<StateDict::value_type> new_;
  std::vector<std::string> folders_;
  io::name_index paths_, modules_;
  std::vector<std::size_t> last_;  // by the first item of a path: the last one
};

constexpr bool is_weight_dtype(nnstruct::dtype type) noexcept {
  return type == dtype::float64 || type == dtype::float32 || type == dtype::float16 || type == dtype::bfloat16;
}

/// Its name says that it is a weight's, and no other value's that ends alike.
NNSTRUCT_DECLARE bool is_named_weight(const reparametrized& weight, std::string_view part) {
  return is_weight_name(weight.kind, split(weight.key).name) || !parse_parametrization(part).name.empty();
}

NNSTRUCT_DECLARE [[noreturn]] void throw_lacks(const reparametrized& weight, std::string_view part) {
  throw Error(concat(
      {"cannot compute \"", weight.key, "\": the state_dict has \"", part, "\", but no \"", weight.lacks, "\""}));
}

}  // namespace detail

NNSTRUCT_DEFINE StateDict fold_weight_norm(StateDict dict) {
  detail::key_folder folder(std::move(dict));
  for (const detail::reparametrized& weight : folder.all()) {
    const auto& first = folder.item(weight.parts[0]);
    if (weight.kind == detail::reparametrization::parametrized && first.first.ends_with(".original0"))
      throw Error(detail::concat({"cannot compute \"", weight.key, "\": \"", folder.item(weight.parts.back()).first,
                                  "\" shows that weight norm is not its only parametrization; in Python, "
                                  "torch.nn.utils.parametrize.remove_parametrizations computes it"}));
    if (weight.kind != detail::reparametrization::weight_norm) continue;
    if (!weight.lacks.empty()) detail::throw_lacks(weight, first.first);
    if (folder.has_weight(weight) && !detail::is_named_weight(weight, first.first)) continue;
    const auto& second = folder.item(weight.parts[1]);
    const AnyTensor &g = first.second, &v = second.second;
    const std::int64_t dim = detail::weight_norm_dim(g.shape, v.shape);
    if (dim < 0 || g.dtype != v.dtype || !detail::is_weight_dtype(v.dtype)) {
      if (!detail::is_named_weight(weight, first.first)) continue;
      throw Error(detail::concat({"cannot compute \"", weight.key, "\": ", detail::what_is_under(first), " and ",
                                  detail::what_is_under(second),
                                  " are not of one weight; expected float64, float32, float16 or bfloat16 of both, and "
                                  "for the first the second's extent in one dimension and 1 in all others, or none"}));
    }
    if (folder.has_second_parametrization(weight))
      throw Error(detail::concat({"cannot compute \"", weight.key,
                                  "\": its _metadata shows a second parametrization beside weight norm; in Python, "
                                  "torch.nn.utils.parametrize.remove_parametrizations computes it"}));
    const auto along = static_cast<std::size_t>(dim);
    folder.fold(weight, v.dtype == dtype::float64 ? detail::weight_norm_of<double>(g, v, along)
                                                  : detail::weight_norm_of<float>(g, v, along));
  }
  return folder.result();
}

NNSTRUCT_DEFINE StateDict apply_masks(StateDict dict) {
  detail::key_folder folder(std::move(dict));
  for (const detail::reparametrized& weight : folder.all()) {
    if (weight.kind != detail::reparametrization::mask) continue;
    const auto& first = folder.item(weight.parts[0]);
    if (!weight.lacks.empty()) detail::throw_lacks(weight, first.first);
    if (folder.has_weight(weight) && !detail::is_named_weight(weight, first.first)) continue;
    const auto& second = folder.item(weight.parts[1]);
    const AnyTensor &orig = first.second, &mask = second.second;
    if (orig.shape != mask.shape || !detail::is_weight_dtype(orig.dtype) || is_complex(mask.dtype)) {
      if (!detail::is_named_weight(weight, first.first)) continue;
      throw Error(detail::concat({"cannot compute \"", weight.key, "\": ", detail::what_is_under(first), " and ",
                                  detail::what_is_under(second),
                                  " are no weight and its mask; expected equal shapes, and float64, float32, float16 "
                                  "or bfloat16 for the first"}));
    }
    folder.fold(weight,
                orig.dtype == dtype::float64 ? detail::masked<double>(orig, mask) : detail::masked<float>(orig, mask));
  }
  return folder.result();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
