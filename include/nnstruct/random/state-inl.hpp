// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string_view>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/random/state.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

namespace detail {

/// The memory that PyTorch copies into a state (ATen/CPUGeneratorImpl.cpp), with its padding. Some of it is history:
/// a word of the twister takes 64 bits, and only normal_y of what once kept a normal number is used.
struct generator_state {
  std::uint64_t seed;
  std::int32_t left;    // one more than the draws until the next twist
  std::int32_t seeded;  // always 1
  std::uint64_t next;   // the word that is drawn next
  std::uint64_t words[624];
  double normal_x, normal_y, normal_rho;
  std::int32_t normal_is_valid, padding;
  float next_float_normal;  // for GPUs: on a CPU, floats come of doubles
  std::uint8_t next_float_normal_is_valid, padding_at_end[3];
};
static_assert(sizeof(generator_state) == Generator::state_bytes);

NNSTRUCT_DECLARE [[noreturn]] void invalid_state(std::string_view what) {
  throw Error(
      concat({"Invalid mt19937 state: ", what,
              "; a state is what torch.get_rng_state(), torch.Generator.get_state() or nn::get_rng_state() gave"}));
}

}  // namespace detail

NNSTRUCT_DEFINE Tensor<std::uint8_t, Generator::state_bytes> Generator::get_state() const {
  detail::generator_state out{};
  out.seed = seed_;
  out.left = drawn_ == 0 ? 1 : static_cast<std::int32_t>(size + 1 - drawn_);
  out.seeded = 1;
  out.next = drawn_;
  std::copy(state_.begin(), state_.end(), out.words);
  out.normal_y = next_normal.value_or(0);
  out.normal_is_valid = next_normal.has_value();
  Tensor<std::uint8_t, state_bytes> bytes;
  std::memcpy(bytes.data(), &out, sizeof out);
  return bytes;
}

NNSTRUCT_DEFINE void Generator::set_state(const Tensor<std::uint8_t, dyn>& state) {
  if (state.numel() != state_bytes)
    throw Error(detail::concat({"Expected a CPUGeneratorImplState of size ", state_bytes,
                                " but found the input RNG state size to be ", state.numel(),
                                "; a state of another size is another kind of generator's, as a GPU's"}));
  detail::generator_state in;
  std::memcpy(&in, state.data(), sizeof in);
  if (in.seeded != 1) detail::invalid_state("it was never seeded");
  if (in.next > size) detail::invalid_state(detail::concat({"it draws word ", in.next, " next, expected 0 to ", size}));
  const auto drawn = static_cast<std::size_t>(in.next);
  if (const std::size_t left = drawn == 0 ? 1 : size + 1 - drawn; in.left != static_cast<std::int32_t>(left))
    detail::invalid_state(
        detail::concat({in.left, " words are left and word ", drawn, " is next, expected ", left, " to be left"}));
  if (std::any_of(std::begin(in.words), std::end(in.words), [](std::uint64_t word) { return word >> 32 != 0; }))
    detail::invalid_state("a word has more than 32 bits");
  if ((in.normal_is_valid | 1) != 1) detail::invalid_state("whether a normal number waits is neither 0 nor 1");

  seed_ = in.seed;
  drawn_ = drawn;
  for (std::size_t i = 0; i < size; ++i) state_[i] = static_cast<std::uint32_t>(in.words[i]);
  next_normal.reset();
  if (in.normal_is_valid != 0) next_normal = in.normal_y;
}

NNSTRUCT_DEFINE Tensor<std::uint8_t, Generator::state_bytes> get_rng_state() {
  const default_generator_lock lock;
  return default_generator().get_state();
}

NNSTRUCT_DEFINE void set_rng_state(const Tensor<std::uint8_t, dyn>& state) {
  const default_generator_lock lock;
  default_generator().set_state(state);
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
