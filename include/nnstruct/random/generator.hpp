// SPDX-License-Identifier: Apache-2.0
/// \file
/// Generator: the stream of random numbers, bit for bit that of PyTorch's CPU generator.
/// https://pytorch.org/docs/stable/generated/torch.Generator.html
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <nnstruct/config.hpp>
#include <nnstruct/tensor/tensor.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// The Mersenne twister MT19937 and the normal number that PyTorch keeps for the next call.
///
/// A value: a copy draws the same numbers from then on. Two threads that draw from one object need a lock of their own;
/// the process's generator, nn::default_generator(), has one.
/// \code
///   nn::Generator generator(42);             // torch.Generator().manual_seed(42)
///   nn::normal_(net.fc.weight, 0, 0.01, generator);
/// \endcode
class Generator {
 public:
  /// What torch.Generator() begins with.
  static constexpr std::uint64_t default_seed = 67280421310721;

  Generator() noexcept : Generator(default_seed) {}
  explicit Generator(std::uint64_t seed) noexcept { manual_seed(seed); }

  /// Begins anew. Of the seed only the lower 32 bits make a difference, as in PyTorch.
  NNSTRUCT_DECLARE void manual_seed(std::uint64_t seed) noexcept;
  std::uint64_t initial_seed() const noexcept { return seed_; }

  /// The next 32 random bits.
  std::uint32_t random() noexcept {
    std::uint32_t bits;
    random(&bits, 1);
    return bits;
  }
  /// The next 64: two draws, the first in the upper half.
  std::uint64_t random64() noexcept {
    const std::uint64_t high = random();
    return high << 32 | random();
  }
  /// The next `count` draws of 32 bits.
  NNSTRUCT_DECLARE void random(std::uint32_t* out, std::size_t count) noexcept;

  /// Bytes of a state.
  static constexpr std::int64_t state_bytes = 5056;
  /// All that a generator is, as the tensor of torch.Generator.get_state(): PyTorch, too, draws the same from it on.
  NNSTRUCT_DECLARE Tensor<std::uint8_t, state_bytes> get_state() const;
  /// Draws from here on as the generator did whose state it is, PyTorch's or ours.
  /// Throws Error if it is no such state, and nothing has changed.
  NNSTRUCT_DECLARE void set_state(const Tensor<std::uint8_t, dyn>& state);

  /// Normal numbers come in pairs: the second one, kept for the next call that wants few of them.
  std::optional<double> next_normal;

 private:
  static constexpr std::size_t size = 624;

  NNSTRUCT_DECLARE void twist() noexcept;

  std::uint64_t seed_ = 0;
  std::array<std::uint32_t, size> state_{};
  std::size_t drawn_ = 0;  // of the state; 0: seeded, and nothing drawn yet
};

/// The generator of the process, as torch.default_generator: what every function draws from that is given no other.
/// A program that never calls nn::manual_seed starts from Generator::default_seed: it does the same in every run.
/// The library's own functions lock it while they draw; who calls its members beside other threads locks it too, with
/// nn::default_generator_lock.
NNSTRUCT_DECLARE Generator& default_generator();

/// Holds the default generator for one thread, which may draw from it as usual meanwhile.
/// \code
///   nn::default_generator_lock lock;
///   const nn::Generator before = nn::default_generator();
/// \endcode
class default_generator_lock {
 public:
  NNSTRUCT_DECLARE default_generator_lock();
  ~default_generator_lock();
  default_generator_lock(const default_generator_lock&) = delete;
  default_generator_lock& operator=(const default_generator_lock&) = delete;
};

/// Seeds the default generator, as torch.manual_seed.
NNSTRUCT_DECLARE void manual_seed(std::uint64_t seed);

}  // namespace nnstruct::inline NNSTRUCT_ABI
