// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/tensor/convert.hpp>
#include <nnstruct/tensor/python_float.hpp>
#include <nnstruct/tensor/repr.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

// torch.set_printoptions' defaults.
inline constexpr std::int64_t print_threshold = 1000;
inline constexpr std::int64_t print_edge = 3;
inline constexpr std::size_t print_width = 80;

/// The elements' type, of a complex type that of its parts.
constexpr nnstruct::dtype part_of(nnstruct::dtype type) noexcept {
  switch (type) {
    case dtype::complex32: return dtype::float16;
    case dtype::complex64: return dtype::float32;
    case dtype::complex128: return dtype::float64;
    default: return type;
  }
}

/// How all numbers of a tensor are written, decided once from those that are shown (torch/_tensor_str.py, _Formatter).
class number_format {
 public:
  NNSTRUCT_DECLARE explicit number_format(nnstruct::dtype type) : type_(type) {}

  NNSTRUCT_DECLARE void see(const std::byte* element) {
    if (!is_floating(type_)) {
      width_ = std::max(width_, plain(element).size());
      return;
    }
    const double value = real(element);
    // PyTorch's comparisons take this type's NaN for a number, and its least number for a 0.
    const bool e8m0 = type_ == dtype::float8_e8m0fnu;
    if (e8m0 && std::isnan(value)) nan_ = true, whole_ = false;
    else if (!std::isfinite(value) || value == (e8m0 ? std::ldexp(1.0, -127) : 0)) return;
    values_.push_back(value);
    whole_ = whole_ && value == std::ceil(value);
    least_ = values_.size() == 1 ? std::abs(value) : std::min(least_, std::abs(value));
    most_ = std::max(most_, std::abs(value));
  }
  NNSTRUCT_DECLARE void decide() {
    if (values_.empty()) return;
    scientific_ = !nan_ && (most_ / least_ > 1000 || most_ > 1e8 || least_ < 1e-4);
    for (double value : values_) width_ = std::max(width_, text(value).size());
    values_.clear();
  }

  NNSTRUCT_DECLARE std::size_t width() const noexcept { return width_; }
  NNSTRUCT_DECLARE std::string operator()(const std::byte* element) const {
    const std::string out = is_floating(type_) ? text(real(element)) : plain(element);
    return detail::concat({std::string(width_ > out.size() ? width_ - out.size() : 0, ' '), out});
  }

 private:
  NNSTRUCT_DECLARE double real(const std::byte* element) const {
    double value;
    convert(type_, element, dtype::float64, reinterpret_cast<std::byte*>(&value), 1);
    return value;
  }
  NNSTRUCT_DECLARE std::string plain(const std::byte* element) const {
    if (type_ == dtype::boolean) return *element != std::byte{0} ? "True" : "False";
    if (type_ == dtype::uint64) {
      std::uint64_t value;
      std::memcpy(&value, element, sizeof value);
      return std::to_string(value);
    }
    std::int64_t value;
    convert(type_, element, dtype::int64, reinterpret_cast<std::byte*>(&value), 1);
    return std::to_string(value);
  }
  NNSTRUCT_DECLARE std::string text(double value) const {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    if (scientific_) return rounded_float(value, 'e', 4);
    return whole_ ? rounded_float(value, 'f', 0) + "." : rounded_float(value, 'f', 4);
  }

  nnstruct::dtype type_;
  std::vector<double> values_;
  bool whole_ = true;
  bool scientific_ = false;
  bool nan_ = false;
  double least_ = 0;
  double most_ = 0;
  std::size_t width_ = 1;
};

NNSTRUCT_DECLARE class tensor_printer {
 public:
  explicit tensor_printer(const printed_tensor& t)
      : t_(t),
        size_(size_of(t.dtype)),
        complex_(is_complex(t.dtype)),
        real_(part_of(t.dtype)),
        imag_(part_of(t.dtype)) {}

  std::string run() {
    std::string out = concat({t_.class_name, "("});
    const bool empty = std::find(t_.shape, t_.shape + t_.rank, 0) != t_.shape + t_.rank;
    const bool skipped = t_.first == nullptr && !empty;
    std::int64_t numel = 1;
    for (std::size_t i = 0; i < t_.rank && !skipped; ++i) numel *= t_.shape[i];
    summarize_ = numel > print_threshold;
    if (empty) {
      out += "[]";
    } else if (skipped || !can_be_shown()) {
      out += "...";
    } else {
      walk(0, t_.first, [&](const std::byte* element) {
        real_.see(element);
        if (complex_) imag_.see(element + size_ / 2);
      });
      real_.decide();
      imag_.decide();
      append(out, 0, t_.first, out.size());
    }
    std::vector<std::string> suffixes;
    if (skipped) suffixes.push_back("device='meta'");  // what PyTorch calls a tensor that has a shape and no memory
    const bool all_of_it = !empty && !skipped && can_be_shown();
    if (!all_of_it && (t_.rank != 1 || !empty)) suffixes.push_back(detail::concat({"size=", shape_text()}));
    const bool usual =
        all_of_it && (t_.dtype == dtype::int64 || t_.dtype == dtype::boolean || t_.dtype == dtype::complex64);
    if (t_.dtype != dtype::float32 && !usual) suffixes.push_back(detail::concat({"dtype=torch.", name_of(t_.dtype)}));
    if (t_.requires_grad) suffixes.push_back("requires_grad=True");
    add(out, suffixes);
    return out;
  }

 private:
  bool shortened(std::size_t d) const { return summarize_ && t_.shape[d] > 2 * print_edge; }

  /// Strides of 0 can make 2^62 elements in 62 extents out of one: more than anybody reads, or waits for.
  bool can_be_shown() const {
    std::int64_t shown = 1;
    for (std::size_t d = 0; d < t_.rank && shown <= 1'000'000; ++d)
      shown *= shortened(d) ? 2 * print_edge : t_.shape[d];
    return shown <= 1'000'000;
  }

  /// Calls f with the index of each element of an extent that is shown; -1 stands for those left out.
  template <class F> void each(std::size_t d, F f) const {
    const std::int64_t extent = t_.shape[d];
    if (!shortened(d)) {
      for (std::int64_t i = 0; i < extent; ++i) f(i);
      return;
    }
    for (std::int64_t i = 0; i < print_edge; ++i) f(i);
    f(-1);
    for (std::int64_t i = extent - print_edge; i < extent; ++i) f(i);
  }
  const std::byte* at(std::size_t d, const std::byte* from, std::int64_t i) const {
    return from + static_cast<std::size_t>(i * t_.strides[d]) * size_;
  }
  // A tensor has at most 64 extents: so deep are these two.
  template <class F> void walk(std::size_t d, const std::byte* from, F f) const {
    if (d == t_.rank) return f(from);
    each(d, [&](std::int64_t i) {
      if (i >= 0) walk(d + 1, at(d, from, i), f);
    });
  }
  void append(std::string& out, std::size_t d, const std::byte* from, std::size_t indent) const {
    if (d == t_.rank) {
      out += element(from);
    } else if (d + 1 == t_.rank) {
      append_row(out, d, from, indent);
    } else {
      out += '[';
      bool first = true;
      each(d, [&](std::int64_t i) {
        if (!first) out.append(",").append(t_.rank - d - 1, '\n').append(indent + 1, ' ');
        first = false;
        if (i < 0) out += "...";
        else append(out, d + 1, at(d, from, i), indent + 1);
      });
      out += ']';
    }
  }
  void append_row(std::string& out, std::size_t d, const std::byte* from, std::size_t indent) const {
    const std::size_t length = real_.width() + 2 + (complex_ ? imag_.width() + 1 : 0);
    const std::size_t room = print_width > indent ? print_width - indent : 0;
    const std::size_t in_line = std::max<std::size_t>(1, room / length);
    std::size_t count = 0;
    out += '[';
    each(d, [&](std::int64_t i) {
      if (count != 0 && count % in_line == 0) out.append(",\n").append(indent + 1, ' ');
      else if (count != 0) out += ", ";
      ++count;
      out += i < 0 ? " ..." : element(at(d, from, i));
    });
    out += ']';
  }
  std::string element(const std::byte* from) const {
    if (!complex_) return real_(from);
    std::string imag = detail::concat({imag_(from + size_ / 2), "j"});
    imag.erase(0, imag.find_first_not_of(' '));
    return real_(from) + (imag[0] == '-' ? "" : "+") + imag;
  }
  std::string shape_text() const {
    std::string out = "(";
    for (std::size_t i = 0; i < t_.rank; ++i) out.append(i == 0 ? "" : ", ").append(std::to_string(t_.shape[i]));
    return out + (t_.rank == 1 ? ",)" : ")");
  }
  void add(std::string& out, const std::vector<std::string>& suffixes) const {
    const std::size_t indent = t_.class_name.size() + 1;
    const std::size_t newline = out.rfind('\n');
    std::size_t line = newline == out.npos ? out.size() + 2 : out.size() - newline + 1;
    for (const std::string& suffix : suffixes) {
      if (line + suffix.size() + 2 > print_width) {
        out.append(",\n").append(indent, ' ').append(suffix);
        line = indent + suffix.size();
      } else {
        out.append(", ").append(suffix);
        line += suffix.size() + 2;
      }
    }
    out += ')';
  }

  const printed_tensor& t_;
  std::size_t size_;
  bool complex_;
  bool summarize_ = false;
  number_format real_;
  number_format imag_;
};

NNSTRUCT_DEFINE std::string tensor_repr(const printed_tensor& tensor) { return tensor_printer(tensor).run(); }

NNSTRUCT_DEFINE std::string tensor_repr(const AnyTensor& tensor, bool parameter, bool requires_grad,
                                        std::string_view class_name) {
  if (tensor.data.get() != nullptr && !is_consistent(tensor))
    throw ShapeError("this tensor is not consistent: its shape, strides and data do not go together");
  return (parameter ? "Parameter containing:\n" : "") +
         tensor_repr({tensor.dtype, tensor.shape.data(), tensor.strides.data(), tensor.shape.size(), tensor.data.get(),
                      requires_grad, class_name});
}

NNSTRUCT_DEFINE std::string contiguous_repr(nnstruct::dtype dtype, const std::int64_t* shape, std::size_t rank,
                                            const std::byte* first, bool parameter, bool requires_grad) {
  const std::vector<std::int64_t> strides = row_major({shape, shape + rank});
  return (parameter ? "Parameter containing:\n" : "") +
         tensor_repr({dtype, shape, strides.data(), rank, first, requires_grad});
}

NNSTRUCT_DEFINE std::string python_bytes_repr(std::string_view bytes) {
  const bool single = bytes.find('\'') == std::string_view::npos || bytes.find('"') != std::string_view::npos;
  const char quote = single ? '\'' : '"';
  std::string out = detail::concat({"b", quote});
  for (char c : bytes) {
    const unsigned code = static_cast<unsigned char>(c);
    char escape[8];
    if (c == quote || c == '\\') out.append(1, '\\').append(1, c);
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c == '\t') out += "\\t";
    else if (code < 0x20 || code >= 0x7f) std::snprintf(escape, sizeof escape, "\\x%02x", code), out += escape;
    else out += c;
  }
  return out += quote;
}

}  // namespace detail

NNSTRUCT_DEFINE std::string repr(const AnyTensor& tensor) { return detail::tensor_repr(tensor, false, false); }

}  // namespace nnstruct::inline NNSTRUCT_ABI
