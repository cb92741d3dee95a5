// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which dtypes tensors get in a file, where they are not to have those that they have in memory.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/io/name_index.hpp>
#include <nnstruct/tensor/dtype.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

struct LoadReport;

/// The dtypes that tensors are saved as: one for all, or one for each pattern, or those of a file that was loaded.
/// \code
///   nn::save(net, "half.pth", {.dtypes = nn::dtype::float16});           // model.half().state_dict()
///   nn::save(net, "mixed.pth", {.dtypes = {{"norm.*", nn::dtype::float32}, {"*", nn::dtype::bfloat16}}});
///   const nn::LoadReport report = nn::load(net, "bf16.pth");
///   nn::save(net, "again.pth", {.dtypes = report});                      // as in bf16.pth, byte for byte
/// \endcode
/// As in a load, only floating types are converted into each other, and complex ones: under one dtype for all, or a
/// pattern with a `*`, every other tensor (a counter, a mask) stays as it is. The first pattern that fits a key counts;
/// what none fits stays as it is too. A rule that is for no tensor is an error, one behind a rule that fits all the
/// same keys too, and one dtype for all that no tensor can be converted to, such as int64; but a model without floating
/// tensors may be asked for float16.
class dtype_rules {
 public:
  /// A pattern for keys, where `*` stands for any characters, as in LoadOptions; and the dtype that they get.
  struct rule {
    std::string pattern;
    nnstruct::dtype dtype;
  };

  dtype_rules() noexcept NNSTRUCT_DEFAULTED;
  /// For all floating tensors, as Module.to(dtype) in PyTorch; for all complex ones, if that is a complex type.
  NNSTRUCT_DECLARE dtype_rules(nnstruct::dtype all);
  NNSTRUCT_DECLARE dtype_rules(std::initializer_list<rule> rules);
  /// Those that a load has converted get the dtypes back that they have in the file: `nn::check<Net>(path)` says the
  /// same of one that is not loaded.
  NNSTRUCT_DECLARE dtype_rules(const LoadReport& report);
  dtype_rules(const dtype_rules& other) NNSTRUCT_DEFAULTED;
  dtype_rules(dtype_rules&& other) noexcept NNSTRUCT_DEFAULTED;
  dtype_rules& operator=(const dtype_rules& other) NNSTRUCT_DEFAULTED;
  dtype_rules& operator=(dtype_rules&& other) noexcept NNSTRUCT_DEFAULTED;
  ~dtype_rules() NNSTRUCT_DEFAULTED;

  bool empty() const noexcept { return rules_.empty(); }
  /// In the order in which they are tried.
  const std::vector<rule>& rules() const noexcept { return rules_; }
  /// The patterns are keys, and a `*` in them is nothing but a `*`.
  bool are_keys() const noexcept { return are_keys_; }

 private:
  std::vector<rule> rules_;
  bool are_keys_ = false;
};

namespace detail {

/// Says of each tensor of a save which dtype it gets there, and keeps book of what the rules fit.
class dtype_chooser {
 public:
  NNSTRUCT_DECLARE explicit dtype_chooser(const dtype_rules& rules);

  /// What the first rule for a tensor says; nothing, if there is none.
  /// Throws Error if that cannot be: the rule names this key, and nothing converts the one type into the other.
  NNSTRUCT_DECLARE std::optional<nnstruct::dtype> rule_for(std::string_view key, nnstruct::dtype held);
  /// That, or the dtype that it has.
  NNSTRUCT_DECLARE nnstruct::dtype operator()(std::string_view key, nnstruct::dtype held);
  /// After the last tensor: throws Error if a rule was for none, or is for tensors that nothing converts.
  NNSTRUCT_DECLARE void require_all_used() const;

 private:
  struct use {
    bool fits = false;        // it is the first for some tensor
    std::string passed_over;  // the first key that it fits and whose type it cannot convert
    nnstruct::dtype held{};
    std::size_t before = io::name_index::none;  // the first rule that was for a tensor in its place
  };
  NNSTRUCT_DECLARE bool apply(std::size_t number, std::string_view key, nnstruct::dtype held);

  const dtype_rules& rules_;
  io::name_index by_key_;
  std::vector<use> uses_;
  std::string first_key_;
};

}  // namespace detail

}  // namespace nnstruct::inline NNSTRUCT_ABI
