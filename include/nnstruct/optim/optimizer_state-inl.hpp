// SPDX-License-Identifier: Apache-2.0
/// \file
/// An optimizer's state_dict, as PyTorch has it:
/// `{"state": {0: {"step": ..., "exp_avg": ...}, ...}, "param_groups": [{"lr": ..., "params": [0, 1]}]}`.
///
/// What is read is kept beside the numbers that this library works with, each key in its place, so that what only
/// PyTorch knows is written again, and a file that nothing has happened to has the same bytes.
#pragma once

#include <array>
#include <limits>
#include <utility>
#include <vector>

#include <nnstruct/optim/optimizer.hpp>
#include <nnstruct/tensor/any_tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

template <class T> T& option_at(const option_row& row, void* options) {
  return *reinterpret_cast<T*>(static_cast<std::byte*>(options) + row.offset);
}

/// A number of Python; a bool is one.
NNSTRUCT_DECLARE bool is_number(const Value& v, double number) {
  if (v.is(Value::kind::real)) return v.real() == number;
  if (v.is(Value::kind::integer)) return static_cast<double>(v.integer()) == number;
  if (v.is(Value::kind::boolean)) return static_cast<double>(v.boolean()) == number;
  const AnyTensor* const tensor = v.tensor();  // the learning rate of a capturable optimizer
  if (tensor == nullptr || tensor->numel() != 1 || is_complex(tensor->dtype) || is_raw(tensor->dtype)) return false;
  value_cast nowhere;
  double found = std::numeric_limits<double>::quiet_NaN();
  value_to_real(v, found, nowhere);
  return found == number;
}
/// Puts a number where it was read from, which stays what it is (an int, for example) if it says the same.
NNSTRUCT_DECLARE void put_number(Value& to, double number) {
  if (!is_number(to, number)) to = number;
}
NNSTRUCT_DECLARE void put_options(const optimizer_kind& kind, void* options, Value& group) {
  for (std::size_t i = 0; i < kind.option_count; ++i) {
    const option_row& row = kind.options[i];
    Value& to = group[row.name];
    if (row.kind == option_row::type::flag) {
      if (const bool flag = option_at<bool>(row, options); !is_number(to, flag)) to = flag;
    } else if (row.kind == option_row::type::real) {
      put_number(to, option_at<double>(row, options));
    } else {
      const auto& two = option_at<std::array<double, 2>>(row, options);
      if (to.size() != 2 || !is_number(to.items()[0], two[0]) || !is_number(to.items()[1], two[1]))
        to = Value::tuple({two[0], two[1]});
    }
  }
}

/// Memory that is another storage with the same bytes, which nobody writes through it: copies of an optimizer share
/// theirs, and in a file, where Python would write to both, they do not.
struct separate_storage : storage {
  storage_handle owner;

  static void drop(storage& self) noexcept { delete static_cast<separate_storage*>(&self); }
  static storage_handle of(const storage_handle& memory) {
    const auto& original = *static_cast<const storage*>(memory.identity());
    const storage_handle& owner =
        original.release == drop ? static_cast<const separate_storage&>(original).owner : memory;
    return storage_handle(new separate_storage{{owner.data(), owner.bytes(), drop, 1, false, true}, owner});
  }
};

NNSTRUCT_DEFINE Value optimizer_core::state_dict(options_view options) const {
  std::vector<Value::pair> state;
  for (const std::size_t index : order_) {
    const parameter_state& from = states_[index];
    const schema_entry& entry = *place_of(index).entry;

    Value item = from.file.is(Value::kind::none) ? Value::dict() : from.file;
    if (kind_->counts_steps) {
      AnyTensor step(dtype::float32, {});
      *step.values<float>() = from.step;
      item["step"] = std::move(step);
    }
    for (std::size_t b = 0; b < kind_->buffer_count; ++b) {
      if (!from.buffers[b]) continue;
      AnyTensor buffer;
      buffer.shape.assign(entry.shape.begin(), entry.shape.end());
      buffer.strides = row_major(buffer.shape);
      buffer.data = shared_bytes(separate_storage::of(from.buffers[b]));
      item[kind_->buffers[b]] = std::move(buffer);
    }
    state.emplace_back(index, std::move(item));
  }

  std::vector<Value> groups;
  std::int64_t index = 0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    Value group = groups_[g].file;
    put_options(*kind_, options[g], group);
    std::vector<Value> indices;
    for (std::size_t i = 0; i < groups_[g].parameters.size(); ++i) indices.emplace_back(index++);
    group["params"] = Value::list(std::move(indices));
    groups.push_back(std::move(group));
  }
  return Value::dict({{"state", Value::dict(std::move(state))}, {"param_groups", Value::list(std::move(groups))}});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
