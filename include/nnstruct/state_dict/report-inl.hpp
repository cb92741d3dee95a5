// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <utility>

#include <nnstruct/concat.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/tensor/python_string.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

#ifdef NNSTRUCT_COMPILED
LoadReport::LoadReport() = default;
LoadReport::LoadReport(const LoadReport& other) = default;
LoadReport::LoadReport(LoadReport&& other) noexcept = default;
LoadReport& LoadReport::operator=(const LoadReport& other) = default;
LoadReport& LoadReport::operator=(LoadReport&& other) noexcept = default;
LoadReport::~LoadReport() = default;
#endif

NNSTRUCT_DEFINE StateDictError::StateDictError(LoadReport report) : Error(repr(report)), report_(std::move(report)) {}
NNSTRUCT_DEFINE StateDictError::StateDictError(const std::string& what, LoadReport report)
    : Error(what), report_(std::move(report)) {}

NNSTRUCT_DEFINE bool LoadReport::ok() const noexcept {
  return (missing.empty() || options.missing == allow) && (unexpected.empty() || options.unexpected == allow) &&
         (shape_mismatch.empty() || options.shape == allow) && dtype_mismatch.empty() && not_tensors.empty() &&
         kind_mismatch.empty() && (nothing_loaded.empty() || options.nothing == allow);
}

namespace detail {

NNSTRUCT_DECLARE std::string python_list(const std::vector<std::string>& keys) {
  std::string out = "[";
  for (const std::string& key : keys) out.append(out.size() == 1 ? "" : ", ").append(python_repr(key));
  return out += ']';
}

NNSTRUCT_DECLARE std::string torch_size(const std::vector<std::int64_t>& shape) {
  std::string out = "torch.Size([";
  for (std::size_t i = 0; i < shape.size(); ++i) out.append(i == 0 ? "" : ", ").append(std::to_string(shape[i]));
  return out += "])";
}

/// PyTorch's line `\tMissing key(s) in state_dict: "a", "b". `: the trailing space is its own.
NNSTRUCT_DECLARE void append_keys(std::string& out, std::string_view what, const std::vector<std::string>& keys) {
  out.append("\n\t").append(what).append(" key(s) in state_dict: ");
  for (std::size_t i = 0; i < keys.size(); ++i) out.append(i == 0 ? "\"" : ", \"").append(keys[i]).append("\"");
  out += ". ";
}

/// Why a load has not made one dtype of another, and what to do.
NNSTRUCT_DECLARE std::string why_not_converted(nnstruct::dtype from, nnstruct::dtype to) {
  if (converts_if_allowed(from, to)) return "; to convert it, load with .dtype = nn::allow";
  if (is_raw(from) || is_raw(to))
    return detail::concat({"; what torch.", name_of(is_raw(from) ? from : to),
                           " stands for is not known, so it is not converted: make the two the same"});
  return detail::concat(
      {"; a complex number is not made a real one, which would lose half of it: make the parameter "
       "complex, or save the part that is meant in Python, such as tensor.real"});
}

/// `Error(s) in loading state_dict for Net:` and a line for each kind of mismatch, as PyTorch writes it.
NNSTRUCT_DECLARE std::string refusal_text(const LoadReport& report) {
  std::string out = detail::concat({"Error(s) in loading state_dict for ", report.class_name, ":"});
  if (!report.missing.empty() && report.options.missing == refuse) append_keys(out, "Missing", report.missing);
  if (!report.unexpected.empty() && report.options.unexpected == refuse)
    append_keys(out, "Unexpected", report.unexpected);
  if (report.options.shape == refuse)
    for (const auto& [key, expected, found] : report.shape_mismatch)
      out.append("\n\tsize mismatch for ")
          .append(key)
          .append(": copying a param with shape ")
          .append(torch_size(found))
          .append(" from checkpoint, the shape in current model is ")
          .append(torch_size(expected))
          .append(".");
  for (const auto& [key, found] : report.not_tensors)
    out.append("\n\tWhile copying the parameter named \"")
        .append(key)
        .append("\", expected torch.Tensor or Tensor-like object from checkpoint but received <class '")
        .append(found)
        .append("'>");
  for (const auto& [key, expected, found] : report.dtype_mismatch)
    out.append("\n\tdtype mismatch for ")
        .append(key)
        .append(": copying a param with dtype torch.")
        .append(name_of(found))
        .append(" from checkpoint, the dtype in current model is torch.")
        .append(name_of(expected))
        .append(why_not_converted(found, expected))
        .append(".");
  for (const auto& [key, expected, found] : report.kind_mismatch)
    out.append("\n\t")
        .append(key)
        .append(key.empty() ? "expected " : ": expected ")
        .append(expected)
        .append(", found ")
        .append(found)
        .append(".");
  if (out.back() != ':') return out;
  for (const std::string& path : report.nothing_loaded)
    out +=
        detail::concat({"\n\tnothing is loaded: not one key of ", path.empty() ? report.class_name : path,
                        " is in the state_dict with its shape; PyTorch says nothing of that. If it is meant, load with "
                        ".nothing = nn::allow."});
  return out;
}

}  // namespace detail

NNSTRUCT_DEFINE std::string repr(const LoadReport& report) {
  std::string out;
  if (!report.ok()) out = detail::refusal_text(report);
  else if (report.missing.empty() && report.unexpected.empty()) return "<All keys matched successfully>";
  else
    return detail::concat({"_IncompatibleKeys(missing_keys=", detail::python_list(report.missing),
                           ", unexpected_keys=", detail::python_list(report.unexpected), ")"});
  for (const std::string& hint : report.hints) out.append("\n\tHint: ").append(hint);
  return out;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
