// SPDX-License-Identifier: Apache-2.0
/// \file
/// What all optimizers have in common, whatever they step and however: groups of parameters, and what is remembered of
/// each parameter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/module/parameters.hpp>
#include <nnstruct/optim/groups.hpp>
#include <nnstruct/schema/schema.hpp>
#include <nnstruct/state_dict/value.hpp>
#include <nnstruct/tensor/storage.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// One parameter's part of a step.
struct parameter_update {
  static constexpr std::size_t max_buffers = 3;

  std::size_t count;  ///< elements
  float* values;
  const float* gradient;
  float* buffers[max_buffers];  ///< null where there is none
  bool fresh;                   ///< the buffers are new, and zero
  float step;                   ///< this one's number, from 1
};

/// One option, as the struct of options and as the file has it.
struct option_row {
  enum class type : std::uint8_t { real, flag, two_reals };
  std::string_view name;
  type kind;
  std::size_t offset;
  bool always;  ///< every version of PyTorch has written it
};

/// One kind of optimizer: SGD, Adam, AdamW.
struct optimizer_kind {
  std::string_view name;
  const option_row* options;
  std::size_t option_count;
  /// A group's options as PyTorch writes them, with those that only matter to it.
  Value (*defaults)();
  const std::string_view* buffers;  ///< what the file calls them
  std::size_t buffer_count;
  bool counts_steps;  ///< `step` stands before the buffers
  /// What is wrong with these options, in PyTorch's words; empty if they are right.
  std::string (*complaint)(const void* options);
  /// Whether the buffer of this number is needed.
  bool (*needs)(const void* options, std::size_t buffer);
  void (*update)(const void* options, const parameter_update& of);
};

/// The groups' options: an array of structs. They are written through it when a state is loaded.
struct options_view {
  std::byte* first;
  std::size_t size;  ///< of one, in bytes
  std::size_t count;

  void* operator[](std::size_t group) const noexcept { return first + group * size; }
};

/// What is remembered of a parameter. Copies share the memory until one of them steps.
struct parameter_state {
  bool exists = false;
  storage_handle buffers[parameter_update::max_buffers];
  float step = 0;
  Value file;  ///< the entry as it was read, without tensors that are above; None if it was not
};

/// An optimizer without its options. Holds no address of a model.
class optimizer_core {
 public:
  struct group {
    std::vector<std::size_t> parameters;  ///< positions in nn::parameters(net)
    Value file;                           ///< a dict: the group as PyTorch has it, without `params`
  };

  /// \param keys  of each group; null for all parameters in one
  /// Throws Error, naming the key, if a parameter is in two groups or in none, and if options are not valid.
  NNSTRUCT_DECLARE optimizer_core(const optimizer_kind& kind, const schema_view& schema, options_view options,
                                  const group_keys* keys = nullptr);

  /// Throws Error or GradError, and then nothing has changed.
  NNSTRUCT_DECLARE void step(options_view options, const parameter_list& parameters);

  NNSTRUCT_DECLARE Value state_dict(options_view options) const;
  /// What does not fit is told to `where`; then neither this nor the options change.
  NNSTRUCT_DECLARE void load_state_dict(options_view options, const Value& v, value_cast& where);
  /// The same, throwing StateDictError.
  NNSTRUCT_DECLARE void load_state_dict(options_view options, const Value& v);

  std::vector<group>& groups() noexcept { return groups_; }
  /// The keys of a group's parameters.
  NNSTRUCT_DECLARE std::vector<std::string_view> keys(std::size_t group) const;

  // Apart, so that not each program with an optimizer compiles them.
  optimizer_core(const optimizer_core& other) NNSTRUCT_DEFAULTED;
  optimizer_core(optimizer_core&& other) noexcept NNSTRUCT_DEFAULTED;
  optimizer_core& operator=(const optimizer_core& other) NNSTRUCT_DEFAULTED;
  optimizer_core& operator=(optimizer_core&& other) noexcept NNSTRUCT_DEFAULTED;
  ~optimizer_core() NNSTRUCT_DEFAULTED;

 private:
  friend struct optimizer_reader;

  /// Where a parameter stands, by its index.
  struct place {
    std::size_t group;
    const schema_entry* entry;
  };
  NNSTRUCT_DECLARE place place_of(std::size_t index) const noexcept;
  NNSTRUCT_DECLARE void make_groups(const group_keys* keys, std::size_t count);
  NNSTRUCT_DECLARE void require_valid(options_view options) const;

  const optimizer_kind* kind_;
  std::vector<const schema_entry*> parameters_;  // by position in nn::parameters(net)
  std::string_view class_name_;                  // of the model
  std::vector<group> groups_;
  std::vector<parameter_state> states_;  // by index: the position over all groups
  std::vector<std::size_t> order_;       // of the states that exist, as they came to be
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
