// SPDX-License-Identifier: Apache-2.0
/// \file
/// Plans: calls of oneDNN that are made once and run many times.
///
/// To make a primitive takes oneDNN far longer than to run a small one, so each thread keeps the plans it has made,
/// up to a number, under the numbers of the call. Nothing is shared between threads but oneDNN's engine and its own
/// cache of compiled kernels: no lock is taken, and any number of threads may compute at once.
///
/// A plan holds no tensor: every run is given its pointers, so a weight is read anew each time and it does not matter
/// who has changed it. Where a primitive wants a tensor in another layout, the run reorders it into the thread's
/// workspace and back.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/engine/onednn_api-inl.hpp>
#include <nnstruct/engine/onednn_describe-inl.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail {

/// Memory for the calls of one thread, one after the other. It grows to what the largest call needs and goes with the
/// thread: fresh pages for each call would cost more than many a layer.
class workspace {
 public:
  /// At least as many bytes, 64-byte aligned; what they hold does not outlast the next call of this.
  std::byte* reserve(std::size_t bytes) {
    if (bytes > bytes_) {
      block_.reset();
      bytes_ = 0;
      block_.reset(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64})));
      bytes_ = bytes;
    }
    return block_.get();
  }

 private:
  struct release {
    void operator()(std::byte* block) const noexcept { ::operator delete (block, std::align_val_t{64}); }
  };
  std::unique_ptr<std::byte, release> block_;
  std::size_t bytes_ = 0;
};

/// A tensor of a call of one primitive: which argument of that it is, and how the caller has it in memory, or that
/// there is none.
struct argument {
  int name;
  const layout& given;
  bool is_output = false;
};

/// One call with everything but its pointers: primitives, one after the other.
class plan {
 public:
  /// A tensor of the plan, one of the caller's or one of its own.
  using tensor = std::size_t;
  struct operand {
    int argument;
    plan::tensor tensor;
    bool is_output = false;
  };

  /// A plan of one primitive. Null where oneDNN does not do what the description asks, which may be empty itself.
  static std::unique_ptr<plan> make(const char* name, const setting& settings, const description& what,
                                    std::initializer_list<argument> arguments) {
    auto made = std::make_unique<plan>(name, settings);
    std::vector<operand> operands;
    for (const argument& each : arguments) operands.push_back({each.name, made->given(each.given), each.is_output});
    return made->add(what, operands) ? std::move(made) : nullptr;
  }

  /// `name` is the primitive's, for errors; it must live as long as the program.
  plan(const char* name, const setting& settings) : name_(name), settings_(settings) {}

  /// The next tensor of run()'s, and how it lies in memory, or that there is none.
  tensor given(const layout& how) {
    given_.push_back(how.handle() != nullptr ? new_memory(how.handle()) : nullptr);
    tensors_.push_back({given_.back().get(), false});
    return tensors_.size() - 1;
  }
  /// In the workspace, for what one primitive writes and another one reads, or nobody. The former determines its
  /// layout.
  tensor own() {
    tensors_.push_back({nullptr, true});
    return tensors_.size() - 1;
  }

  /// Adds a primitive, and what reorders its operands; without those that are not there, and those it does not know.
  /// False where oneDNN does not do this, and the plan is good for nothing.
  bool add(const description& what, const std::vector<operand>& operands) {
    if (!what) return false;
    std::vector<dnnl_exec_arg_t> arguments;
    std::vector<std::pair<dnnl_memory_t, dnnl_memory_t>> back;
    for (const operand& each : operands) {
      auto& [place, is_own] = tensors_[each.tensor];
      const auto wanted = dnnl_primitive_desc_query_md(what.get(), dnnl_query_exec_arg_md, each.argument);
      if (!says_anything(wanted)) continue;
      if (place == nullptr && is_own && each.is_output) place = new_own(wanted);
      if (place == nullptr) continue;
      dnnl_memory_t taken = place;
      if (dnnl_memory_desc_equal(wanted, layout_of(place)) == 0) {
        taken = each.is_output ? new_own(wanted) : reordered(place, wanted);
        if (taken == nullptr) return false;
        if (each.is_output) back.emplace_back(taken, place);
      }
      arguments.push_back({each.argument, taken});
    }
    if (!add_step(what, std::move(arguments))) return false;
    return std::all_of(back.begin(), back.end(),
                       [&](const auto& each) { return add_reorder(each.first, each.second); });
  }

  /// The tensors are in the order of given(), null where there is none; outputs are written.
  void run(dnnl_stream_t stream, workspace& work, std::initializer_list<const float*> tensors) {
    std::size_t next = 0;
    for (const float* tensor : tensors) {
      dnnl_memory_t const given = given_[next++].get();
      if (given != nullptr) require(dnnl_memory_set_data_handle(given, const_cast<float*>(tensor)), name_);
    }
    if (bytes_ != 0) {
      std::byte* const base = work.reserve(bytes_);
      if (base != base_)
        for (const auto& [own, offset] : own_) require(dnnl_memory_set_data_handle(own.get(), base + offset), name_);
      base_ = base;
    }
    for (const step& each : steps_)
      require(dnnl_primitive_execute(each.what.get(), stream, static_cast<int>(each.arguments.size()),
                                     each.arguments.data()),
              name_);
    require(dnnl_stream_wait(stream), name_);
  }

 private:
  struct step {
    primitive what;
    std::vector<dnnl_exec_arg_t> arguments;
  };

  bool add_step(const description& what, std::vector<dnnl_exec_arg_t> arguments) {
    if (!what) return false;
    const auto scratchpad = dnnl_primitive_desc_query_md(what.get(), dnnl_query_scratchpad_md, 0);
    if (dnnl_memory_desc_get_size(scratchpad) != 0) arguments.push_back({DNNL_ARG_SCRATCHPAD, new_own(scratchpad)});
    dnnl_primitive_t made = nullptr;
    const dnnl_status_t status = dnnl_primitive_create(&made, what.get());
    if (status == dnnl_unimplemented) return false;
    require(status, name_);
    steps_.push_back({primitive(made), std::move(arguments)});
    return true;
  }

  bool add_reorder(dnnl_memory_t from, dnnl_memory_t to) {
    return add_step(describe_reorder(settings_, layout_of(from), layout_of(to)),
                    {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
  }
  /// The same tensor in that layout: what an earlier primitive was given, if it has wanted the same. Null where oneDNN
  /// cannot reorder it.
  dnnl_memory_t reordered(dnnl_memory_t from, layout::handle_type wanted) {
    for (const auto& [original, copy] : reordered_)
      if (original == from && dnnl_memory_desc_equal(wanted, layout_of(copy)) != 0) return copy;
    dnnl_memory_t const copy = new_own(wanted);
    if (!add_reorder(from, copy)) return nullptr;
    reordered_.emplace_back(from, copy);
    return copy;
  }

  layout::handle_type layout_of(dnnl_memory_t memory) const {
    layout::handle_type how = nullptr;
    require(dnnl_memory_get_memory_desc(memory, &how), name_);
    return how;
  }
  memory new_memory(layout::handle_type how) const {
    dnnl_memory_t made = nullptr;
    require(dnnl_memory_create(&made, how, settings_.engine, DNNL_MEMORY_NONE), name_);
    return memory(made);
  }
  /// In the workspace.
  dnnl_memory_t new_own(layout::handle_type how) {
    own_.emplace_back(new_memory(how), bytes_);
    bytes_ += (dnnl_memory_desc_get_size(how) + 63) / 64 * 64;
    return own_.back().first.get();
  }

  const char* name_;
  setting settings_;
  std::vector<memory> given_;
  std::vector<std::pair<dnnl_memory_t, bool>> tensors_;  ///< null where there is none, and whether it is an own one
  std::vector<std::pair<dnnl_memory_t, dnnl_memory_t>> reordered_;
  std::vector<std::pair<memory, std::size_t>> own_;  ///< with their offsets in the workspace
  std::size_t bytes_ = 0;
  std::byte* base_ = nullptr;  ///< the workspace that own_ points into
  std::vector<step> steps_;
};

enum class operation : std::int64_t {
  adaptive_avg_pool,
  avg_pool,
  avg_pool_backward,
  batch_norm,
  batch_norm_backward,
  batch_norm_training,
  convolution,
  convolution_backward,
  eltwise,
  eltwise_backward,
  inner_product,
  inner_product_backward,
  layer_norm,
  layer_norm_backward,
  matmul,
  max_pool,
  max_pool_backward,
  softmax,
  softmax_backward,
  transposed_convolution,
  transposed_convolution_backward,
};

/// What a plan depends on: the operation and all numbers of the call, none of its pointers.
struct plan_key {
  std::array<std::int64_t, 20> numbers = {};

  template <class... Number> explicit plan_key(operation what, Number... number) {
    static_assert(1 + sizeof...(Number) <= 20);
    numbers = {static_cast<std::int64_t>(what), static_cast<std::int64_t>(number)...};
  }
  bool operator==(const plan_key&) const = default;
};
struct plan_key_hash {
  std::size_t operator()(const plan_key& key) const noexcept {
    std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a, a number at a time
    for (const std::int64_t number : key.numbers) hash = (hash ^ static_cast<std::uint64_t>(number)) * 0x100000001B3;
    return static_cast<std::size_t>(hash ^ hash >> 32);
  }
};

/// Everything a thread computes with.
class thread_engine {
 public:
  thread_engine() : settings_{shared_engine(), nullptr} {
    dnnl_stream_t fresh_stream = nullptr;
    require(dnnl_stream_create(&fresh_stream, settings_.engine, dnnl_stream_default_flags), "stream");
    stream_.reset(fresh_stream);
    dnnl_primitive_attr_t fresh_attributes = nullptr;
    require(dnnl_primitive_attr_create(&fresh_attributes), "attributes");
    attributes_.reset(fresh_attributes);
    require(dnnl_primitive_attr_set_scratchpad_mode(fresh_attributes, dnnl_scratchpad_mode_user), "attributes");
    settings_.attributes = fresh_attributes;
  }

  /// Runs the plan with that key, which `make` makes from the settings where there is none yet.
  /// False, and nothing is done, where oneDNN does not do such a thing.
  template <class Make> bool run(const plan_key& key, std::initializer_list<const float*> tensors, Make make) {
    auto found = plans_.find(key);
    if (found == plans_.end()) {
      auto made = make(settings_);
      if (plans_.size() >= most_plans) forget_one();
      found = plans_.emplace(key, kept{std::move(made), 0}).first;
    }
    found->second.last_use = ++uses_;
    if (!found->second.what) return false;
    found->second.what->run(stream_.get(), work_, tensors);
    return true;
  }

 private:
  /// A ResNet-152 has about 60, and for its gradients as many; a program that is given images of ever other sizes must
  /// not grow for ever.
  static constexpr std::size_t most_plans = 256;
  struct kept {
    std::unique_ptr<plan> what;
    std::uint64_t last_use;
  };

  /// Lives until the program ends: threads may compute until then.
  static dnnl_engine_t shared_engine() {
    static const dnnl_engine_t engine = [] {
      dnnl_engine_t fresh = nullptr;
      require(dnnl_engine_create(&fresh, dnnl_cpu, 0), "engine for the CPU");
      return fresh;
    }();
    return engine;
  }

  void forget_one() {
    plans_.erase(std::min_element(plans_.begin(), plans_.end(),
                                  [](const auto& a, const auto& b) { return a.second.last_use < b.second.last_use; }));
  }

  setting settings_;
  stream stream_;
  std::unique_ptr<dnnl_primitive_attr, destroyer<dnnl_primitive_attr_destroy>> attributes_;
  std::unordered_map<plan_key, kept, plan_key_hash> plans_;
  std::uint64_t uses_ = 0;
  workspace work_;
};

NNSTRUCT_DECLARE thread_engine& this_thread_engine() {
  static thread_local thread_engine engine;
  return engine;
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::engine::onednn::detail
